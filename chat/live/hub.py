"""The chat of one show in this process: one hub reads what is new and tells all sockets here.

It hears of new numbers in three ways, and each alone would do: from the batches of this process,
which wrote them; by the bell, which other processes ring (doorbell.py); and by the clock, which
compares numbers once a second (hubs.py). It takes entries in their order and each of them once. A
frame is made once and given to all.
"""

import asyncio
import logging
from collections import Counter
from typing import Any

from msgspec import structs

from shows.models import Show
from streaming.foundation.pump import Pump
from streaming.foundation.sockets import database
from streaming.foundation.sockets.envelopes import say
from streaming.foundation.sockets.frames import Frame

from .. import counters
from ..log import history
from ..log.entries import AuthorCard
from ..log.history import Span
from ..log.posting import Accepted
from ..models import Held, Message
from ..rules.state import ChatState, is_open_house
from . import applause, doorbell, own_reactions
from .account_limits import MOST_SOCKETS, Sockets, busiest
from .batches import PostBatches
from .doorbell import HERE
from .listener import Listener
from .log_pages import LogPages
from .news import ChatBell, Totals
from .pace import pace
from .pulse import Pulse
from .ring import Piece, Ring, piece
from .sender import Sender
from .write_limits import write_limits

log = logging.getLogger(__name__)


class Hub:
    def __init__(self, show: Show, state: ChatState, span: Span, totals: dict[str, int]) -> None:
        self.show, self.state = show, state
        self.ring, self.pages = Ring(span), LogPages(show)
        self.listeners: set[Listener] = set()
        self._of: dict[int | None, set[Listener]] = {}  # by person
        self.senders: set[Sender] = set()  # of all of them
        self.pulse, self.sockets = Pulse(totals), Sockets()
        self.own_reactions = own_reactions.OwnReactions(show, self.of_person)
        self.batches = PostBatches(show, self.accepted, self.pace)
        self.cards: dict[int, AuthorCard] = {}
        self.empty_since: float | None = None
        self._recount: set[int] = set()
        self._waits, self._is_open = False, True
        self._reading = Pump(self._read, "The log of a chat could not be read")
        self._telling: asyncio.TimerHandle | asyncio.Handle | None = None
        self._told_at = -1.0

    # ── who listens

    def join(self, listener: Listener) -> None:
        """From now on they hear what comes after `ring.told`."""
        self.listeners.add(listener)
        self.senders.add(listener.sender)
        self._of.setdefault(listener.person, set()).add(listener)
        self.empty_since = None
        counters.sockets.inc()

    def part(self, listener: Listener) -> None:
        if listener in self.listeners:
            self.listeners.discard(listener)
            self.senders.discard(listener.sender)
            self._forget(listener)
            counters.sockets.dec()

    def has_room(self, person: int) -> bool:
        """For one more socket of this account."""
        return len(self.of_person(person)) + self.sockets.elsewhere(person) < MOST_SOCKETS

    def of_person(self, person: int) -> list[Listener]:
        return list(self._of.get(person, ()))

    def _forget(self, listener: Listener) -> None:
        others = self._of[listener.person]
        others.discard(listener)
        if not others:
            del self._of[listener.person]

    # ── what is new

    async def accepted(self, accepted: Accepted) -> None:
        """A batch of this process has written these; their transaction is over."""
        messages = accepted.messages
        first, last = messages[0].number, messages[-1].number
        self.cards |= accepted.cards
        try:
            entries = (
                history.fresh(self.show.pk, messages, self.cards)
                if self._is_plain(messages)
                else await database.ask(history.fresh, self.show.pk, messages, self.cards)
            )
        except Exception:
            log.exception("What was accepted could not be told at once")
            self.hear(last)
            return
        self._take(Span(first - 1, last, entries))

    def _is_plain(self, messages: list[Message]) -> bool:
        """Whether nothing has to be read to tell these."""
        return all(one.reply_to_id is None and "@" not in one.text for one in messages)

    def hear(self, upto: int) -> None:
        """There is something up to this number."""
        if upto > self.ring.upto:
            self.read_on()

    def read_on(self) -> None:
        """A page at a time, until all is read. What could not be read the clock asks for again."""
        self._reading.start()

    async def catch_up(self) -> None:
        """Until what stands in the log in this moment stands here."""
        self.read_on()
        await self._reading.idle()

    async def _read(self) -> None:
        span = await database.ask(history.after, self.show.pk, self.ring.upto)
        self._take(span)
        if span.upto - span.after >= history.MOST_ENTRIES:
            self.read_on()

    async def following(self, number: int, moderates: bool, person: int | None) -> Piece:
        """What stands after this number, whole from there on, however long ago it was told."""
        if number >= self.ring.floor:
            return self.ring.following(number, moderates, person)
        page = await self.pages.page(number)
        return piece(page.entries, number, page.upto, moderates, person)

    def _take(self, span: Span) -> None:
        if span.again:
            self.pages.forget()
        if not self.ring.take(span):
            self.read_on()
            return
        for person in {entry.person for entry in span.entries if entry.person is not None}:
            for listener in self.of_person(person):
                listener.ask_again()
        for entry in span.entries:
            if entry.reviewed and entry.person is not None:
                self._tell_author(entry.person, entry.reviewed)
        if self.ring.told < self.ring.upto:
            self._tell_soon()

    def _tell_author(self, person: int, reviewed: dict[str, Any]) -> None:
        """What became of what was held, before all are told of it."""
        frame = Frame(say("chat.reviewed", **reviewed))
        for listener in self.of_person(person):
            listener.sender.put(frame)

    async def forget(self, person: int, name: str) -> None:
        """Their account is closed: what they said stands here without a name, as in the rows."""
        self.cards.pop(person, None)
        self.say(Frame(say("chat.left", person=name)))
        again = await database.ask(history.reread, self.show.pk, self.ring.floor, self.ring.upto)
        self.ring.change(again)
        self.pages.forget()

    # ── bells and the clock

    def bell(self, bell: ChatBell) -> None:
        """What another process, or a thread of this one, says."""
        if bell.process == HERE:
            return
        self.hear(bell.upto)
        if bell.grown:
            self.read_on()
        if bell.house:
            is_open_house.forget(self.show)
            self.ask_all_again()
        if bell.counted:
            self._recount.add(bell.counted)
            self.own_reactions.hear(bell.by, bell.counted)
        self._waits |= bell.waiting
        if (news := bell.pulse) is not None:
            self.pulse.take(bell.process, news)
            self.sockets.take(bell.process, news.sockets)
            write_limits.wrote_elsewhere(self.show.pk, news.wrote)

    def ask_all_again(self) -> None:
        for listener in self.listeners:
            listener.ask_again()

    def _ask_overlays_again(self) -> None:
        """Their key may be another's now."""
        for listener in self.listeners:
            if not listener.counts:
                listener.ask_again()

    async def beat(self, state: ChatState | None, is_open: bool) -> None:
        """Once a second: what the rows say now, and what is told of in totals."""
        if state is None:
            self.ask_all_again()  # the show is gone
            return
        before, self.state = self.state, state
        if before.chat.overlay_version != state.chat.overlay_version:
            self._ask_overlays_again()
        if state.chat.last_number > self.ring.upto and not self._reading.is_running:
            counters.gaps.inc(state.chat.last_number - self.ring.upto)
            self.read_on()
        if before.told(True) != state.told(True):
            self.say(*(Frame(say("chat.state", **state.told(keeps))) for keeps in (False, True)))
            self.ask_all_again()
        elif self._is_open and not is_open:
            self.ask_all_again()
        self._is_open = is_open
        await self._pulse()

    async def _pulse(self) -> None:
        if own := self.pulse.own_applause():
            self.pulse.totals = await database.ask(applause.record, self.show, own)
        self.pulse.here(self.listeners)
        await self._count()
        await self._tell_waiting()
        if (news := self._bounds(self.pulse.news())) != Totals():
            doorbell.ring(self.show, pulse=news)
        if told := self.pulse.told():
            self.say(Frame(say("chat.pulse", **told)))

    def _bounds(self, news: Totals) -> Totals:
        """And what other processes count as theirs."""
        wrote, self.batches.wrote = self.batches.wrote, Counter()
        many = self.sockets.news(self.listeners)
        return structs.replace(news, sockets=many, wrote=busiest(wrote))

    async def _count(self) -> None:
        """Signs and votes of the messages that got some in this second."""
        numbers, self._recount = self._recount, set()
        if numbers:
            totals = await database.ask(history.totals, self.show.pk, numbers)
            self.pages.forget()
            self.pulse.counted(totals)
            for name, found in totals.items():
                for entry in self.ring.find(found):
                    self.ring.change({entry.number: entry.counted(name, found[entry.number])})

    async def _tell_waiting(self) -> None:
        """To moderators: how many wait for review."""
        if self._waits:
            self._waits = False
            waiting = await database.ask(Held.objects.filter(show=self.show).count)
            frame = Frame(say("chat.queue", waiting=waiting))
            for listener in self.listeners:
                if listener.moderates:
                    listener.sender.put(frame)

    # ── telling

    def pace(self) -> float:
        """Batches are accepted at the same pace, so that nothing waits twice."""
        return pace(len(self.listeners))

    def _tell_soon(self) -> None:
        if self._telling is not None:
            return
        loop = asyncio.get_running_loop()
        wait = self._told_at + self.pace() - loop.time()
        self._telling = (
            loop.call_later(wait, self._tell) if wait > 0 else loop.call_soon(self._tell)
        )

    def _tell(self) -> None:
        self._telling = None
        self._told_at = asyncio.get_running_loop().time()
        for public, for_moderators in self.ring.tell():
            for_all = Frame(public)
            self.say(for_all, for_all if for_moderators is public else Frame(for_moderators))

    def say(self, frame: Frame, for_moderators: Frame | None = None) -> None:
        """To all; the loop is what a crowded chat costs."""
        if for_moderators is None or for_moderators is frame:
            wire = frame.wire
            for sender in self.senders:
                try:
                    if sender.free:
                        sender.write(wire)
                    else:
                        sender.put(frame)
                except RuntimeError:  # its transport has ended in this very moment
                    sender.free = False
        else:
            for listener in self.listeners:
                listener.sender.put(for_moderators if listener.moderates else frame)
        counters.frames.inc(len(self.listeners))
