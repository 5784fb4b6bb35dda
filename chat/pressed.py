"""What one person has pressed under messages: the signs and the vote they may take back. Told to
them alone (`mine` in docs/protocol.md), for the entries that they are told of in the same breath.
"""

from typing import Any

from django.db.models import QuerySet

from .models import Reaction, Vote
from .prepared import One, Prepared

Pressed = dict[int, dict[str, Any]]


def read(show: int, person: int | None, after: int, upto: int) -> Pressed:
    """By number, between these two: `signs` and `vote`, whichever there are."""
    found: Pressed = {}
    if person is None or after >= upto:
        return found
    for number, sign in SIGNS(show, person, after, upto):
        found.setdefault(number, {}).setdefault("signs", []).append(sign)
    for number, option in VOTES(show, person, after, upto):
        found.setdefault(number, {})["vote"] = option
    return found


def between(pressed: Pressed, after: int, upto: int) -> Pressed:
    return {number: what for number, what in pressed.items() if after < number <= upto}


def _signs(show: int, person: int, after: int, upto: int) -> QuerySet[Reaction, Any]:
    rows = Reaction.objects.filter(person=person, **_among(show, after, upto))
    return rows.order_by("message__number", "sign").values_list("message__number", "sign")


def _votes(show: int, person: int, after: int, upto: int) -> QuerySet[Vote, Any]:
    rows = Vote.objects.filter(person=person, **_among(show, after, upto))
    return rows.order_by("message__number").values_list("message__number", "option")


def _among(show: int, after: int, upto: int) -> dict[str, int]:
    return {
        "message__show": show,
        "message__number__gt": after,
        "message__number__lte": upto,
        "message__deletion": None,  # type: ignore[dict-item]
    }


SIGNS = Prepared(_signs, One(), One(), One(), One())
VOTES = Prepared(_votes, One(), One(), One(), One())
