"""Who somebody is in a chat, and what they may: look() asks the rows, told() says it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone, translation

from shows.access import can_read_chat
from shows.models import Show
from shows.sockets.visitor import SignedOut, SocketVisitor

from ..people import author_rights, logins
from ..people.author_rights import Person
from ..rules import state
from ..rules.state import ChatState, is_open_house
from ..rules.verdict import bar, wait_seconds
from ..sql.prepared import One, Prepared
from . import overlay_keys


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the rows for one person at a socket; `pk` and `person` are None for strangers."""

    state: ChatState
    pk: int | None
    person: Person | None
    you: dict[str, Any]

    @property
    def moderates(self) -> bool:
        return self.person is not None and self.person.rights.moderates


def look(who: SocketVisitor, slug: str, key: str = "") -> Look:
    """Http404 for whom the chat is not theirs to read, or SignedOut. With the key of an overlay it
    is nobody who looks."""
    found = _found(slug)
    if key:
        if not overlay_keys.opens(key, found.show):
            raise Http404
        pk = person = None
    else:
        pk = who.user.pk
        person = _person(who, found)
        if not is_open_house(found.show) and not can_read_chat(who.read(), found.show):
            raise Http404
    with translation.override(who.language):
        return Look(found, pk, person, told(found, person))


def _found(slug: str) -> ChatState:
    for (show,) in SHOW(slug):
        if (found := state.read([show]).get(show)) is not None:
            return found
    raise Http404


def _person(who: SocketVisitor, found: ChatState) -> Person | None:
    """Who came as somebody is that still, or is signed out: as SocketVisitor asks, in fewer
    questions."""
    if not who.is_somebody:
        return None
    pk, now = int(who.user.pk or 0), timezone.now()
    people = author_rights.read(found.chat, [pk], now)
    login = logins.read([who.login], people, now).get(who.login)
    if login is None or login.user != pk or people[pk].rights.suspended:
        raise SignedOut
    return people[pk]


def _show(slug: str) -> QuerySet[Show, Any]:
    return Show.objects.filter(slug=slug).order_by().values_list("pk")


SHOW = Prepared(_show, One(str))


def told(now: ChatState, person: Person | None) -> dict[str, Any]:
    moment, its = timezone.now(), person.rights if person else None
    why = bar(its, now.chat, now.hours, moment)
    may = [] if why else ["write"]
    if its is not None and its.moderates:
        may.append("moderate")
    return {
        "name": person and person.name,
        "person": person and person.username,
        "badge": its and its.badge,
        "may": may,
        "silenced_until": _silenced_until(person),
        "wait_seconds": wait_seconds(its, now.chat, moment) if its else 0,
        "why_not": why and why.code,
        "sentence": why and why.sentence,
    }


def _silenced_until(person: Person | None) -> str | None:
    if person is None or not person.rights.silenced:
        return None
    until = person.rights.silenced_until
    return "close" if until is None else until.isoformat()
