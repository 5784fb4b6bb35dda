"""Who somebody is in a chat, and what they may: look() asks the rows, told() says it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils import timezone, translation

from accounts.models import User
from shows.access import Visitor, can_read_chat
from shows.models import Show
from shows.sockets.visitor import SocketVisitor

from . import overlay_keys, state
from .rules import Standing, bar, wait_seconds
from .standing import standings
from .state import NOBODY, State, is_open_house


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the rows for one person at a socket."""

    state: State
    user: User | None
    standing: Standing | None
    you: dict[str, Any]

    @property
    def keeps_order(self) -> bool:
        return self.standing is not None and self.standing.keeps_order


def look(who: SocketVisitor, slug: str, key: str = "") -> Look:
    """Http404 for whom the chat is not theirs to read, or SignedOut. With the key of an overlay it
    is nobody who looks."""
    show = Show.objects.filter(slug=slug).only("pk").first()
    found = state.read([show.pk]).get(show.pk) if show else None
    if found is None:
        raise Http404
    visitor = NOBODY if key else who.read()
    if not (overlay_keys.opens(key, found.show) if key else _may_read(visitor, found)):
        raise Http404
    user = visitor.user if isinstance(visitor.user, User) else None
    standing = None
    if user is not None:
        standing = standings(found.chat, [user.pk], timezone.now()).get(user.pk)
    with translation.override(who.language):
        return Look(found, user, standing, told(found, user, standing))


def _may_read(visitor: Visitor, found: State) -> bool:
    """Where strangers may, everybody may who comes as somebody: who is suspended is signed out."""
    if is_open_house(found.show):
        return True
    return can_read_chat(visitor, found.show)


def told(now: State, user: User | None, standing: Standing | None) -> dict[str, Any]:
    moment = timezone.now()
    why = bar(standing, now.chat, now.hours, moment)
    may = [] if why else ["write"]
    if standing is not None and standing.keeps_order:
        may.append("moderate")
    return {
        "name": user and user.name,
        "person": user and user.username,
        "badge": standing and standing.badge,
        "may": may,
        "silenced_until": _silenced_until(standing),
        "wait_seconds": wait_seconds(standing, now.chat, moment) if standing else 0,
        "why_not": why and why.code,
        "sentence": why and why.sentence,
    }


def _silenced_until(standing: Standing | None) -> str | None:
    if standing is None or not standing.silenced:
        return None
    until = standing.silenced_until
    return "close" if until is None else until.isoformat()
