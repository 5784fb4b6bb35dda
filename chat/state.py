"""What a chat is in one moment, as everybody and as who keeps order are told: hours and rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, QuerySet
from django.utils import timezone

from shows.access import Visitor, can_read_chat
from shows.models import Show

from .entries import rules_of
from .hours import Hours, hours_at
from .models import Chat

NOBODY = Visitor(AnonymousUser())


@dataclass(frozen=True, slots=True)
class State:
    """One reading of the rows."""

    show: Show
    chat: Chat
    hours: Hours
    open_to_all: bool

    @property
    def pinned(self) -> int | None:
        return self.chat.pinned_id

    def told(self, keeps_order: bool) -> dict[str, Any]:
        at = {"opens_at": self.hours.opens_at, "closes_at": self.hours.closes_at}
        return {
            "rules": rules_of(self.chat, keeps_order),
            "open": self.hours.open,
            **{name: moment and moment.isoformat() for name, moment in at.items()},
        }


def read(shows: Iterable[int]) -> dict[int, State]:
    """In one query, however many they are."""
    now = timezone.now()
    found = {}
    for show in _shows().filter(pk__in=shows):
        chat = getattr(show, "chat", None) or Chat(show=show)
        hours = hours_at(chat, show, show.ended_at, now)  # type: ignore[attr-defined]
        found[show.pk] = State(show, chat, hours, can_read_chat(NOBODY, show))
    return found


def _shows() -> QuerySet[Show]:
    shows = Show.objects.select_related("creator", "chat")
    return shows.annotate(ended_at=Max("broadcasts__ended_at"))
