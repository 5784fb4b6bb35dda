"""What people say becomes messages with numbers: accept(), the only writer of Message and Held.

All that came for a show in one tick is one transaction: it locks the chat (numbering.py), reads the
rights of all authors as the rows are now, and gives numbers to the messages that it accepts. The
same message sent twice (by `client`) is answered as the first time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, IntegerField, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone, translation

from accounts.models import User
from shows.access import Visitor, can_read_chat
from shows.models import Show
from shows.sockets.visitor import SignedOut
from streaming.foundation.refusals import Refused, not_found

from .. import counters
from ..models import Chat, Held, Message
from ..people import author_rights, logins
from ..rules import refusals, state
from ..rules.state import is_open_house
from ..rules.verdict import HOLD, AuthorRights, Draft, verdict
from ..sql.prepared import Many, One, Prepared, insert
from . import numbering
from .entries import AuthorCard

# In the very words of the index that says who sent what: with a value in their place SQLite would
# not know that it may use it, and read the whole log for every tick.
NAMED = RawSQL("NOT (chat_message.client_id = '')", (), BooleanField())  # noqa: S611  no values
NO_NUMBER = Value(None, IntegerField())
BY_MODERATORS = (Message.Kind.POLL, Message.Kind.ANNOUNCEMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Draft):
    """What somebody sent. With a `login` it came by a session of the site, which is asked for
    again; without one the door has made sure of who it is in this moment."""

    author: int
    client: str = ""
    kind: str = Message.Kind.MESSAGE
    to: int | None = None
    options: list[str] = field(default_factory=list)
    login: str = ""
    language: str = "en"

    @property
    def once(self) -> tuple[int, str]:
        return self.author, self.client


@dataclass(frozen=True, slots=True)
class Posted:
    number: int


@dataclass(frozen=True, slots=True)
class Waits:
    """Held: a moderator reads it first."""


Outcome = Posted | Waits | Exception


@dataclass(slots=True)
class Accepted:
    """What came of each, in the order in which they came, and the messages that are new."""

    outcomes: list[Outcome]
    messages: list[Message]
    held: int = 0
    cards: dict[int, AuthorCard] = field(default_factory=dict)


MOST_IN_BATCH = 500  # at once
MOST_HELD = 500  # of one show: more nobody reads in an evening


def accept(show: Show, batch: Sequence[Sent], now: datetime | None = None) -> Accepted:
    with transaction.atomic():
        return _Acceptance(show, batch, now or timezone.now()).accept()


class _Acceptance:
    """One transaction."""

    def __init__(self, show: Show, batch: Sequence[Sent], now: datetime) -> None:
        self.batch, self.now = batch, now
        self.chat = numbering.lock_chat(show)
        self.state = state.read([show.pk])[show.pk]
        self.people = author_rights.read(self.chat, {sent.author for sent in batch}, now)
        self.logins = logins.read({sent.login for sent in batch if sent.login}, self.people, now)
        self.known = _known(self.chat, batch)
        self.targets = _targets(self.chat, batch)
        self.messages: list[Message] = []
        self.held: list[Held] = []
        self.waited: int | None = None  # before this tick; asked where something is held

    def accept(self) -> Accepted:
        outcomes = [self._outcome(sent) for sent in self.batch]
        if self.held:
            insert(self.held)
        if self.messages:
            numbering.take(self.chat, len(self.messages))
            insert(self.messages)
        cards = {pk: person.card for pk, person in self.people.items()}
        return Accepted(outcomes, self.messages, len(self.held), cards)

    def _outcome(self, sent: Sent) -> Outcome:
        if (known := self.known.get(sent.once)) is not None:
            return known
        try:
            outcome = self._judged(sent)
        except (SignedOut, Refused) as no:
            return no
        if sent.client:
            self.known[sent.once] = outcome
        return outcome

    def _judged(self, sent: Sent) -> Outcome:
        person = self.people.get(sent.author)
        rights = person.rights if person else None
        self._check_person(sent, rights)
        said = self._verdict(sent, rights)
        if isinstance(said, Refused):
            with translation.override(sent.language):  # again, in their words
                again = self._verdict(sent, rights)
                return again if isinstance(again, Refused) else said
        assert rights is not None
        rights.last_at = self.now
        return self._hold(sent) if said == HOLD else self._write(sent)

    def _verdict(self, sent: Sent, rights: AuthorRights | None) -> Refused | str | None:
        said = verdict(sent, rights, self.chat, self.state.hours, self.now)
        if isinstance(said, Refused):
            return said
        if sent.kind in BY_MODERATORS and not (rights and rights.moderates):
            return refusals.not_moderator()
        if sent.to is not None and sent.to not in self.targets:
            return refusals.unknown_number()
        return said

    def _check_person(self, sent: Sent, rights: AuthorRights | None) -> None:
        """That they are who came, and that the chat is theirs to read."""
        login = self.logins.get(sent.login)
        if sent.login and (login is None or login.user != sent.author):
            raise SignedOut
        if is_open_house(self.state.show) or (rights and rights.is_exempt):
            return
        person = User.objects.filter(pk=sent.author).first()
        unlocked = login.unlocked if login else frozenset()
        if person is None or not can_read_chat(Visitor(person, unlocked), self.state.show):
            raise not_found()

    def _write(self, sent: Sent) -> Posted:
        number = self.chat.last_number + 1 + len(self.messages)
        self.messages.append(Message(number=number, options=sent.options, **self._row(sent)))
        return Posted(number)

    def _hold(self, sent: Sent) -> Outcome:
        if self._waiting() >= MOST_HELD:
            counters.refused.inc()
            return refusals.queue_full()
        self.held.append(Held(**self._row(sent)))
        return Waits()

    def _waiting(self) -> int:
        if self.waited is None:
            self.waited = Held.objects.filter(show=self.chat.pk).count()
        return self.waited + len(self.held)

    def _row(self, sent: Sent) -> dict[str, Any]:
        return {
            "show_id": self.chat.pk,
            "author_id": sent.author,
            "kind": sent.kind,
            "text": sent.text,
            "client_id": sent.client,
            "reply_to_id": None if sent.to is None else self.targets[sent.to],
        }


def _known(chat: Chat, batch: Sequence[Sent]) -> dict[tuple[int, str], Outcome]:
    """What was sent before, and what it became."""
    clients = {sent.client for sent in batch if sent.client}
    if not clients:
        return {}
    authors = {sent.author for sent in batch}
    found = SENT(chat.pk, [*authors], [*clients])
    return {
        (author, client): Waits() if number is None else Posted(number)
        for author, client, number in found
    }


def _sent(chat: int, authors: list[int], clients: list[str]) -> QuerySet[Message, Any]:
    """What waits has no number yet; what was released is a message."""
    these = {"show": chat, "author__in": authors, "client_id__in": clients}
    row = ("author_id", "client_id", "number")
    written = Message.objects.filter(NAMED, **these).order_by().values_list(*row)
    held = Held.objects.filter(**these).order_by()
    return written.union(held.annotate(number=NO_NUMBER).values_list(*row), all=True)


SENT = Prepared(_sent, One(), Many(), Many(str))


def _targets(chat: Chat, batch: Sequence[Sent]) -> dict[int, int]:
    """The rows of the messages that are replied to."""
    numbers = {sent.to for sent in batch if sent.to is not None}
    if not numbers:
        return {}
    found = Message.objects.filter(show=chat.pk, number__in=numbers, deletion=None)
    return dict(found.values_list("number", "pk"))
