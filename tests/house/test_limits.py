"""docs/limits.md tells every bound that the code has, with its value."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

import pytest

from .sources import ROOT, module_name, python_files

TEXT = (ROOT / "docs" / "limits.md").read_text()
ROWS = re.findall(r"^\| (.+?) \| .+? \| `([\w/.]+\.py)` `(\w+)` \|$", TEXT, re.M)
RATES = TEXT.partition("\n## Rate limits\n")[2].partition("\n## ")[0]
BOUND = re.compile(r"(MOST|LONGEST|LARGEST)(_|$)")
# Programs for tests and benchmarks, and those of a developer, bound only themselves.
WITHOUT = ("streaming/extras/", "streaming/management/", "streaming/launch/demo_")
UNITS = {
    "KiB": 1 << 10, "MiB": 1 << 20, "bytes": 1, "ms": 1e-3, "s": 1, "min": 60, "h": 3600, "": 1,
}  # fmt: skip


def bounds_of(source: str) -> Iterator[str]:
    """The constants at the top of a file whose names say that they are bounds."""
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets += [node.target] if isinstance(node, ast.AnnAssign) else []
        names = [name for target in targets for name in ast.walk(target)]
        yield from (one.id for one in names if isinstance(one, ast.Name) and BOUND.match(one.id))


def bounds() -> set[tuple[str, str]]:
    files = {path.relative_to(ROOT).as_posix(): path for path in python_files()}
    wanted = {name: path for name, path in files.items() if not name.startswith(WITHOUT)}
    return {(name, one) for name, path in wanted.items() for one in bounds_of(path.read_text())}


def number(words: str) -> float:
    """`128 KiB` is 131072."""
    figure, _, unit = words.partition(" ")
    return float(figure.replace(",", "")) * UNITS[unit]


def test_every_bound_has_its_row():
    told = {(path, name) for _, path, name in ROWS}
    assert len(told) > 100
    assert told - bounds() == set(), "docs/limits.md names these, and the code does not have them."
    assert bounds() - told == set(), "Say in docs/limits.md what these bound, and their value."


@pytest.mark.parametrize(("words", "path", "name"), ROWS)
def test_every_row_has_the_value_of_the_code(words, path, name):
    value = getattr(import_module(module_name(ROOT / path)), name)
    if isinstance(value, timedelta):
        value = value.total_seconds()
    if words == "see file":
        assert not isinstance(value, int | float) or value > 1 << 60, f"{name} can be told."
    elif words == "8 for each core":
        assert value % 8 == 0
    else:
        assert number(words) == pytest.approx(value), f"docs/limits.md tells another {name}."


def test_every_rate_names_its_file_and_a_setting_that_there_is():
    settings = (ROOT / "docs" / "settings.md").read_text()
    rows = [line.split("|") for line in RATES.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 10
    for row in rows:
        [path] = re.findall(r"`([\w/.]+\.py)`", row[4])
        assert (ROOT / path).is_file(), row
        for name in re.findall(r"`([A-Z_]{6,})`", row[2]):
            assert f"`{name}`" in settings, row
