"""What one person has pressed under messages: the signs and the vote they may take back. Told to
them alone (`mine` in docs/protocol.md), for the entries that they are told of in the same breath,
and on each of their pages when they press on one.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from shows.models import Show
from streaming.foundation.pump import Pump
from streaming.foundation.sockets import database
from streaming.foundation.sockets.envelopes import say
from streaming.foundation.sockets.frames import Frame

from ..models import Reaction, Vote
from ..sql.prepared import One, Prepared
from .listener import Listener

Mine = dict[int, dict[str, Any]]


def read(show: int, person: int | None, after: int, upto: int) -> Mine:
    """By number, between these two: `signs` and `vote`, whichever there are."""
    found: Mine = {}
    if person is None or after >= upto:
        return found
    for number, sign in OWN_SIGNS(show, person, after, upto):
        found.setdefault(number, {}).setdefault("signs", []).append(sign)
    for number, option in OWN_VOTES(show, person, after, upto):
        found.setdefault(number, {})["vote"] = option
    return found


def between(pressed: Mine, after: int, upto: int) -> Mine:
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


class OwnReactions:
    """Those of the people who press something in one show. Read one after the other, so that what
    is told last is how it is; a bell that was lost costs no more than that they see it later."""

    def __init__(self, show: Show, of_person: Callable[[int], list[Listener]]) -> None:
        self._show, self._of_person = show, of_person
        self._pressed: dict[int, set[int]] = {}  # person to numbers
        self._telling = Pump(self._tell, "Own reactions could not be told on other pages")

    def hear(self, person: int, number: int) -> None:
        if not self._of_person(person):
            return
        self._pressed.setdefault(person, set()).add(number)
        self._telling.start()

    async def _tell(self) -> None:
        person, numbers = self._pressed.popitem()
        if self._pressed:
            self._telling.start()
        mine = await database.ask(_under, self._show.pk, person, numbers)
        frame = Frame(say("chat.mine", mine=mine))
        for listener in self._of_person(person):
            listener.sender.put(frame)


def _under(show: int, person: int, numbers: set[int]) -> Mine:
    """Of each of these, also where it is nothing any more."""
    return {number: read(show, person, number - 1, number).get(number, {}) for number in numbers}


OWN_SIGNS = Prepared(_signs, One(), One(), One(), One())
OWN_VOTES = Prepared(_votes, One(), One(), One(), One())
