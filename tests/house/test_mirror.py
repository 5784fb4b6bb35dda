"""In these rooms each module has a test of its own name, where a reader looks for it."""

import ast

import pytest

from .sources import ROOT

ROOMS = ("wire", "forwarding", "transport", "process")


def modules(room: str) -> list[str]:
    """Modules and packages of a room in which something is done, not only declared."""
    place = ROOT / "streaming" / room
    files = {path.stem: path for path in place.glob("*.py")}
    packages = {path.parent.name: path for path in place.glob("*/__init__.py")}
    return sorted(name for name, path in (files | packages).items() if _does_something(path))


def _does_something(path) -> bool:
    functions = (node for node in ast.walk(ast.parse(path.read_text())) if _is_function(node))
    return path.name == "__init__.py" and path.parent.name not in ROOMS or any(functions)


def _is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name != "__init__"


@pytest.mark.parametrize("room", ROOMS)
def test_each_module_has_a_test_of_its_name(room):
    tests = ROOT / "tests" / "streaming" / room
    missing = [name for name in modules(room) if not (tests / f"test_{name}.py").exists()]
    assert missing == [], (
        f"streaming/{room} has modules without a test of their name: {', '.join(missing)}."
        f" Write tests/streaming/{room}/test_<module>.py."
    )
