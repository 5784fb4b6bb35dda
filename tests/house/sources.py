"""The files of the house, as the house rules read them."""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "shows", "chat", "streaming")


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders or ROOMS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def module_name(path: Path) -> str:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Each module that a file imports, wherever in the file, as (line, absolute dotted name)."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{stem}.{alias.name}"


def imports_by_module() -> dict[str, set[str]]:
    """Which of our modules each of them imports."""
    paths = {module_name(path): path for path in python_files()}
    return {
        module: {ours for _, name in imports_of(path) if (ours := _module(name, paths)) != module}
        - {""}
        for module, path in paths.items()
    }


def _module(name: str, modules: Collection[str]) -> str:
    """The module that an imported name is, or comes from; "" where it is none of ours."""
    if name in modules:
        return name
    stem = name.rpartition(".")[0]
    return stem if stem in modules else ""


def circles_of(arrows: dict[str, set[str]]) -> list[set[str]]:
    """The sets of names that reach each other."""
    reached = {name: _reached(name, arrows) for name in arrows}
    circles: list[set[str]] = []
    for name in arrows:
        circle = {other for other in reached[name] if name in reached[other]}
        if circle and circle not in circles:
            circles.append(circle)
    return circles


def _reached(start: str, arrows: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in arrows[waiting.pop()] - found:
            found.add(name)
            waiting.append(name)
    return found
