"""The state of a chat at one moment: hours and rules, as everybody and as moderators are told."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from shows.access import Visitor, can_read_chat
from shows.models import Broadcast, Show

from ..models import Chat
from ..sql.prepared import Many, Prepared
from .hours import Hours, hours_at
from .settings_fields import rules_of

NOBODY = Visitor(AnonymousUser())
MOST_AT_ONCE = 500
SHOW_FIELDS = [field.attname for field in Show._meta.concrete_fields]
CHAT_FIELDS = [field.attname for field in Chat._meta.concrete_fields]


@dataclass(frozen=True, slots=True)
class ChatState:
    """One reading of the rows."""

    show: Show
    chat: Chat
    hours: Hours

    def told(self, moderates: bool) -> dict[str, Any]:
        at = {"opens_at": self.hours.opens_at, "closes_at": self.hours.closes_at}
        return {
            "rules": rules_of(self.chat, moderates=moderates),
            "open": self.hours.open,
            **{name: moment and moment.isoformat() for name, moment in at.items()},
        }


def read(shows: Iterable[int]) -> dict[int, ChatState]:
    """In one query, however many they are."""
    keys, now = list(shows), timezone.now()
    found = {}
    for first in range(0, len(keys), MOST_AT_ONCE):
        for row in SHOWS(keys[first : first + MOST_AT_ONCE]):
            state = _state(row, now)
            found[state.show.pk] = state
    return found


def _state(row: tuple[Any, ...], now: datetime) -> ChatState:
    ended_at, of_show, of_chat = row[0], row[1 : 1 + len(SHOW_FIELDS)], row[1 + len(SHOW_FIELDS) :]
    show = Show.from_db(connection.alias, SHOW_FIELDS, of_show)
    if of_chat[0] is None:
        chat = Chat(show=show)
    else:
        chat = Chat.from_db(connection.alias, CHAT_FIELDS, of_chat)
    return ChatState(show, chat, hours_at(chat, show, ended_at, now))


def _shows(keys: list[int]) -> QuerySet[Show, Any]:
    runs = Broadcast.objects.filter(show=OuterRef("pk")).order_by().values("show")
    shows = Show.objects.filter(pk__in=keys).order_by()
    shows = shows.annotate(ended_at=Subquery(runs.annotate(last=Max("ended_at")).values("last")))
    names = [f"chat__{name}" for name in CHAT_FIELDS]
    return shows.values_list("ended_at", *SHOW_FIELDS, *names)


SHOWS = Prepared(_shows, Many())


class OpenHouses:
    """Whether the chat of a show is anybody's to read: asked of the doorkeeper when something about
    the show changed, or some seconds later, and not for every message."""

    SECONDS, MOST_SHOWS = 5.0, 1000

    def __init__(self) -> None:
        self._known: dict[int, tuple[float, tuple[Any, ...], bool]] = {}

    def __call__(self, show: Show) -> bool:
        about = (show.state, show.access, show.capacity, show.hidden_at, show.password)
        known, now = self._known.get(show.pk), time.monotonic()
        if known is None or known[0] < now or known[1] != about:
            if len(self._known) > self.MOST_SHOWS:
                self._known.clear()
            known = self._known[show.pk] = (now + self.SECONDS, about, can_read_chat(NOBODY, show))
        return known[2]

    def forget(self, show: Show) -> None:
        self._known.pop(show.pk, None)


is_open_house = OpenHouses()
