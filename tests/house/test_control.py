"""docs/control.md names each word between site and relay, with every field and its bound."""

import re

import pytest
from msgspec import inspect

from streaming.control.commands import ANSWERS, COMMANDS, Load, PictureLine, StageLine
from streaming.control.fields import name_of
from streaming.control.reports import REPORTS

from .sources import ROOT

TEXT = (ROOT / "docs" / "control.md").read_text()
ROWS = [[cell.strip() for cell in row.split("|")] for row in re.findall(r"^\|(.+)\|$", TEXT, re.M)]
NAMED = {name_of(kind): kind for kind in (*COMMANDS, *ANSWERS, *REPORTS)}
NAMED |= {"load": Load, "stages": StageLine, "pictures": PictureLine}
BOUNDS = next(rows for rows in TEXT.split("\n\n") if rows.startswith("| bound |"))


@pytest.mark.parametrize("name", NAMED)
def test_every_word_has_its_row_with_every_field(name):
    """With a question mark at those that may be left out, and no field that there is not."""
    [cell] = [row[1] for row in ROWS if re.match(f"`{name}`", row[0])]
    told = re.findall(r"`(\w+)`(\??)", re.sub(r"\([^()]*\)", "", cell))
    shape = inspect.type_info(NAMED[name])
    assert dict(told) == {one.name: "" if one.required else "?" for one in shape.fields}


def most_of(shape: inspect.Type) -> int | None:
    """The bound of a field, or of each of its items."""
    match shape:
        case inspect.StrType():
            return shape.max_length
        case inspect.IntType():
            return shape.le
        case inspect.VarTupleType():
            return most_of(shape.item_type)
        case inspect.UnionType():
            return max(most_of(one) or 0 for one in shape.types)
    return None


def bound_of(name: str) -> int:
    """What the docs promise."""
    for row in BOUNDS.splitlines():
        if f"`{name}`" in row:
            number = row.split("|")[1].replace(",", "")
            return (1 << 31) - 1 if "<sup>" in number else int(re.findall(r"\d+", number)[0])
    return 1 << 53


LISTS = {"layers": "layer", "hushed": "part", "sizes": "name"}
OTHERS = {"sentence", "status"}  # the body alone bounds it; its range stands in its row


@pytest.mark.parametrize("kind", NAMED.values())
def test_every_bound_is_told(kind):
    for field in inspect.type_info(kind).fields:
        most = most_of(field.type)
        if most is not None and field.name not in OTHERS:
            assert most == bound_of(LISTS.get(field.name, field.name)), field.name
