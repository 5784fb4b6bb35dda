"""RFC 9725 and the draft of WHEP, clause by clause, as docs/interop.md has them."""

import re
from pathlib import Path

import pytest

from shows.planning.keys import issue_key

from ..clauses import WHEP, WHIP, Clause, House

PAGE = Path(__file__).parents[4] / "docs" / "interop.md"
ALL = [("RFC 9725", one) for one in WHIP] + [("WHEP", one) for one in WHEP]


@pytest.fixture
def house(relay, make_show) -> House:
    show = make_show(state="live", slug="hamlet")
    _key, secret = issue_key(show, holder=show.creator, by=show.creator)
    house = House(secret)
    house.performing()
    return house


@pytest.mark.django_db
@pytest.mark.parametrize(
    "clause", [one for _, one in ALL], ids=[f"{s} {c.where} {c.request}" for s, c in ALL]
)
def test_a_clause_is_kept(house, clause: Clause):
    assert clause.ask(house) == clause.answer


def test_the_page_has_the_same_table():
    found = re.findall(
        r"^\| (RFC 9725|WHEP) (\S+) \| (.+?) \| `?(.+?)`? \|$", PAGE.read_text(), re.M
    )
    assert found == [(source, one.where, one.request, one.answer) for source, one in ALL]
