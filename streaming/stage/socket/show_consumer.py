"""The socket of a show's page (docs/protocol.md): what is said unasked, and a door for requests.

Whoever listens is told by hints through the channel layer; a hint says that something changed, and
what is sent was read afterwards. Requests are answered by conversation.py in tasks of their own, so
that a relay that takes its time keeps no news waiting.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from channels.utils import await_many_dispatch
from django.http import Http404

from accounts.models import User
from shows.access import Visitor, can_see, can_watch
from shows.models import Show
from shows.sockets.consumer import SIGNED_OUT, TOO_FAST, UNKNOWN, SocketConsumer
from shows.sockets.visitor import SignedOut, SocketVisitor
from streaming.foundation import rate_limits
from streaming.foundation.outages import is_outage
from streaming.foundation.refusals import Refused
from streaming.foundation.sockets.envelopes import Asked, say

from ..groups import person_group, session_group, show_group
from . import envelopes
from .channel_listener import ChannelListener
from .conversation import As, Conversation
from .show_state import HouseState
from .snapshots import snapshots
from .welcome import welcome

# Between two counts of the audience on one socket: people do not read faster.
COUNT_SECONDS = 1.0
# Between two attempts to read, while the database is away.
RETRY_SECONDS = 2.0

log = logging.getLogger(__name__)


class ShowConsumer(SocketConsumer):
    """Authorised again for each envelope: what was public may have been hidden since, a seat given
    back, a person suspended or signed out."""

    read = envelopes.read

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """As Channels does it, but that a layer which breaks is waited for."""
        self.scope, self.base_send, self.listener = scope, send, ChannelListener()
        with suppress(StopConsumer):
            await await_many_dispatch([receive, self.listener.receive], self.dispatch)

    async def connect(self) -> None:
        self.slug: str = self.scope["url_route"]["kwargs"]["slug"]
        self.who = SocketVisitor(self.scope)
        try:
            await sync_to_async(rate_limits.count_socket)(self.who.address)
            show, hello = await welcome(self.who, self.slug)
        except Refused:
            await self.turn_away(TOO_FAST)
            return
        except (Http404, SignedOut):
            await self.turn_away(UNKNOWN)
            return
        await self.listener.join(show_group(show))
        if isinstance(self.who.user, User):
            await self.listener.join(person_group(self.who.user))
        self.begin()
        with suppress(OSError):
            await self.accept()
        await self.say(hello)
        # Read after the groups were joined: nothing that happened meanwhile is missed.
        await self._tell(await snapshots.now(self.slug))

    def begin(self) -> None:
        super().begin()
        self.told = ""
        self.telling = asyncio.Lock()  # or an older state could be told after a newer one
        self.rereading: asyncio.Task[None] | None = None
        self.doubted = False  # whether the next reading asks again who sits here
        self.counted_at, self.newest_count = 0.0, 0
        self.count_later: asyncio.Task[None] | None = None
        self.talk = Conversation(self.slug, self.who, self._listen, self._listen_no_more)

    async def disconnect(self, code: int) -> None:
        """Media outlives the socket: a page that comes back attends what it has."""
        if not self.gone:
            self.start(self.talk.end_probes())
        self.gone = True
        await self.listener.part_all()

    async def reply(self, asked: Asked) -> str | None:
        return await self.talk.reply(asked)

    def ending(self) -> None:
        """Their media ends with the right to be here."""
        self.start(self.talk.end_all())

    # ── what happens

    async def show_changed(self, hint: dict[str, Any]) -> None:
        """`person` says that it is about who sits here, not about the show alone."""
        if not self.gone:
            try:
                async with self.telling:
                    state = await snapshots.after(self.slug, hint["mark"])
                    await self._tell(state, person=hint["person"])
            except Exception as error:
                self._wait_for(error, person=hint["person"])

    async def show_reread(self, hint: dict[str, Any]) -> None:
        """Hints may have been lost, or are being lost."""
        self._reread_soon(0.0, person=hint["back"])

    async def show_audience(self, hint: dict[str, Any]) -> None:
        """At once, or a second after the last one; then the number that is the newest."""
        if self.gone:
            return
        self.newest_count = hint["viewers"]
        wait = self.counted_at + COUNT_SECONDS - time.monotonic()
        if wait <= 0:
            await self._tell_count()
        elif self.count_later is None:
            self.count_later = asyncio.create_task(self._tell_count_in(wait))

    async def session_ended(self, hint: dict[str, Any]) -> None:
        if not self.gone and await self.talk.drop(hint["session"]) is not None:
            await self.say(say("session.ended", session=hint["session"], reason=hint["reason"]))

    async def stage_lost(self, hint: dict[str, Any]) -> None:
        """The relay has ended, and with it whatever this page had there before its next run."""
        for session in self.talk.lost_before(hint["boot"]) if not self.gone else ():
            await self.session_ended({"session": session, "reason": "lost"})

    async def _tell(self, state: HouseState | None, *, person: bool = False) -> None:
        """The state, for whoever may still know of the show.

        Where these rows say that they may, no other row is asked who this is: whatever takes the
        right from one person alone (a seat given back, a part taken away, a suspension, signing
        out) comes as a hint of their own (`person`), and then it is asked for again.
        """
        try:
            known = await self._may_know(state, person)
        except SignedOut:
            await self.leave(SIGNED_OUT)
            return
        if state is None or not known:
            await self.leave(UNKNOWN)
            return
        told = state.envelope(self.who.user)
        if told != self.told:
            self.told = told
            await self.say(told)

    def _wait_for(self, error: Exception, *, person: bool) -> None:
        """A database that is away closes no socket: what it would have said is read later."""
        if not is_outage(error):
            raise error
        self._reread_soon(RETRY_SECONDS, person=person)

    def _reread_soon(self, wait: float, *, person: bool) -> None:
        if self.gone:
            return
        self.doubted = self.doubted or person
        if self.rereading is None:
            self.rereading = asyncio.create_task(self._reread(wait))

    async def _reread(self, wait: float) -> None:
        """Until it is read and told, and nobody has come to doubt meanwhile who sits here."""
        again = True
        while again and not self.gone:
            await asyncio.sleep(wait)
            person, self.doubted = self.doubted, False
            try:
                async with self.telling:
                    await self._tell(await snapshots.lately(self.slug), person=person)
                again, wait = self.doubted, 0.0
            except Exception as error:
                again, wait = is_outage(error), RETRY_SECONDS
                self.doubted = self.doubted or person
                if not again:
                    log.exception("The state of a show was not told")
        self.rereading = None

    async def _may_know(self, state: HouseState | None, person: bool) -> bool:
        if state is None or (state.is_known_to(self.who.user) and not person):
            return state is not None
        visitor = await self.who.now()
        if person:
            await self._check_media(visitor, state)
        return state.is_known_to(visitor.user) or await _asked(can_see, visitor, state)

    async def _check_media(self, visitor: Visitor, state: HouseState) -> None:
        """Whoever may not watch any more, as without their seat, sees the end."""
        watched = [name for name, held in self.talk.held.items() if held.who == As.VIEWER]
        if not watched or state.open_to_watch or await _asked(can_watch, visitor, state):
            return
        for session in watched:
            held = self.talk.held.get(session)
            await self.session_ended({"session": session, "reason": "removed"})
            if held is not None:
                self.start(self.talk.end(held))

    async def _tell_count_in(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.count_later = None
        await self._tell_count()

    async def _tell_count(self) -> None:
        self.counted_at = time.monotonic()
        await self.say(say("show.audience", viewers=self.newest_count))

    # ── groups

    async def _listen(self, session: str) -> None:
        if not self.gone:
            await self.listener.join(session_group(session))

    async def _listen_no_more(self, session: str) -> None:
        await self.listener.part(session_group(session))


async def _asked(right: Callable[[Visitor, Show], bool], who: Visitor, state: HouseState) -> bool:
    return await database_sync_to_async(right)(who, state.show)
