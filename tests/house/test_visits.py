"""No page is forgotten by the browser that looks for what shuts people out."""

import re

from tests.browser.visits import NOT_VISITED, VISITS

from .matrix import doors

ADVICE = (
    "Say in tests/browser/visits.py how a browser comes to it (VISITS), or why it never does "
    "(NOT_VISITED)."
)
# Each thing in the admin is visited by its list and one of its rows: see tour().
OF_A_ROW = re.compile(r"admin:\w+_(changelist|add|change|delete|history)$")


def names() -> set[str]:
    every_door = [*doors.pages(), *doors.admin_pages()]
    return {door.name for door in every_door if not OF_A_ROW.match(door.name)}


def test_every_page_is_visited_or_says_why_not():
    missing = sorted(names() - set(VISITS) - set(NOT_VISITED))
    assert missing == [], f"{missing} are looked at by no browser. {ADVICE}"


def test_no_visit_is_left_over():
    assert sorted((set(VISITS) | set(NOT_VISITED)) - names()) == []
    assert sorted(set(VISITS) & set(NOT_VISITED)) == []
