"""docs/api.md names every address of the API with its methods, and every code once."""

import re
from collections import Counter

from .matrix import doors
from .sources import ROOT, python_files

TEXT = (ROOT / "docs" / "api.md").read_text()
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
CODES = re.findall(r"^\| `([a-z_]+(?:\.[a-z_]+)?)` \| \d{3} \|", TEXT, re.M)


def told() -> set[str]:
    """`GET shows/{slug}/` for each method in a row of the table of addresses."""
    table = TEXT.partition("\n## Addresses\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\S+)` \| ([A-Z ]+) \|", table, re.M)
    return {f"{method} {address}" for address, methods in rows for method in methods.split()}


def test_every_address_stands_in_the_table_with_its_methods():
    there = {one.replace("/api/v1/", "", 1) for one in doors.operations()}
    assert there, "The schema lists no operation."
    assert told() - there == set(), "docs/api.md names these, and the API does not have them."
    assert there - told() == set(), "Add a row, or the method, under “Addresses” in docs/api.md."


def test_methods_are_spelled_as_http_spells_them():
    assert {one.split()[0] for one in told()} <= METHODS


def test_no_code_is_explained_twice():
    twice = [code for code, count in Counter(CODES).items() if count > 1]
    assert twice == [], f"docs/api.md has one row for each code; merge those of {twice}"


def test_every_code_can_be_said():
    """By a literal in the code, or by one whose end is the name of a field."""
    sources = "\n".join(path.read_text() for path in python_files())
    known = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)?)"', sources))
    begun = tuple(re.findall(r'f"([a-z_]+\.[a-z_]+_)\{', sources))
    stale = [code for code in CODES if code not in known and not code.startswith(begun)]
    assert stale == [], (
        f"Nothing answers with these any more; take them out of docs/api.md: {stale}"
    )
