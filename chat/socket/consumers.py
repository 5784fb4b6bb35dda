"""The socket of a chat (docs/protocol.md): a welcome, then what its hub tells everybody. What is
asked is answered by conversation.py.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from channels.exceptions import StopConsumer
from django.http import Http404
from django.utils import timezone

from shows.sockets.consumer import SIGNED_OUT, TOO_FAST, UNKNOWN, SocketConsumer
from shows.sockets.visitor import SignedOut, SocketVisitor
from streaming.foundation import rate_limits
from streaming.foundation.pump import Pump
from streaming.foundation.refusals import Refused
from streaming.foundation.sockets import database
from streaming.foundation.sockets.envelopes import Asked, say
from streaming.foundation.sockets.frames import Frame

from ..live import own_reactions
from ..live.hub import Hub
from ..live.hubs import hubs
from ..live.listener import Listener
from ..live.pins import pinned
from ..live.ring import with_entries
from ..live.sender import Sender
from ..log.history import MOST_ENTRIES, PAGE_ENTRIES
from ..log.voting import REACTION_SIGNS
from ..rules import refusals
from . import envelopes
from .conversation import OF_OVERLAYS, Conversation
from .envelopes import LARGEST
from .self_state import Look, look

log = logging.getLogger(__name__)

# So many entries may stand in the log that the hub has not told yet; beyond, it is asked again.
MOST_BEHIND = 200
# A silence is over when its moment has passed; asked in that moment it might not be over yet.
AFTER_SILENCE_SECONDS = 0.1


class ChatConsumer(SocketConsumer):
    read = envelopes.read
    hub: Hub | None = None
    silence_ends: asyncio.TimerHandle | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One message after the other, without a task for each: there is but one who sends any."""
        self.scope, self.base_send, self.channel_layer = scope, send, None
        with suppress(StopConsumer):
            while True:
                await self.dispatch(await receive())

    async def connect(self) -> None:
        self.slug: str = self.scope["url_route"]["kwargs"]["slug"]
        self.who = SocketVisitor(self.scope)
        query = parse_qs(self.scope.get("query_string", b"").decode("latin-1"))
        self.key = query.get("overlay", [""])[0]
        self.after = _number(query.get("after", [""])[0])
        try:
            await self._knock()
            seen = await database.ask(self._look)
            hub = await hubs().enter(seen.state.show)
        except Refused:
            await self.turn_away(TOO_FAST)
            return
        except (Http404, SignedOut):
            await self.turn_away(UNKNOWN)
            return
        if seen.pk and not hub.has_room(seen.pk):
            await self.turn_away(TOO_FAST)
            return
        self.pinned = await pinned(hub)
        if seen.pk and (begin := self._begin(hub)) < self.pressed_after:
            await database.ask(self._read_pressed, seen, begin)
        # Last of all: of whoever is let in, the first words are read at once.
        await self.accept()
        self.begin()
        if seen.pk and not hub.has_room(seen.pk):  # many came in this same moment
            await self.leave(TOO_FAST)
            return
        self._join(hub, seen)

    def _look(self) -> Look:
        """All that is read for one who comes in, at once: who they are, and what they have pressed
        under the messages that the welcome will tell of."""
        seen = look(self.who, self.slug, self.key)
        newest = seen.state.chat.last_number - MOST_BEHIND
        self._read_pressed(
            seen, newest - PAGE_ENTRIES if self.after is None else newest - MOST_ENTRIES
        )
        return seen

    def _begin(self, hub: Hub) -> int:
        """The welcome tells of nothing before."""
        after = hub.ring.told - PAGE_ENTRIES if self.after is None else self.after
        return max(hub.ring.floor, after)

    def _read_pressed(self, seen: Look, after: int) -> None:
        self.pressed_after = max(after, self.after or 0)
        show = seen.state.show.pk
        self.pressed = own_reactions.read(show, seen.pk, self.pressed_after, LARGEST)

    async def _knock(self) -> None:
        """A cache that is away must not stop a chat."""
        try:
            await sync_to_async(rate_limits.count_socket)(self.who.address)
        except Refused:
            raise
        except Exception:
            log.debug("The cache did not count a socket", exc_info=True)

    def _join(self, hub: Hub, seen: Look) -> None:
        """Without a pause between the two: what comes after the welcome is told by the hub."""
        straight = self.scope.get("extensions", {}).get("footlights.straight")
        self.sender = Sender(self._send, straight)
        self.listener = Listener(self.sender, seen.pk, self._ask_again, self._let_go)
        self.listener.counts = not self.key
        self._see(seen)
        self.hub, self.talk = hub, Conversation(hub, self.who, self.listener)
        self.asking = Pump(self._ask, "Who sits at a socket of a chat could not be asked")
        self.sender.put(Frame(self._welcome(hub, seen)))
        hub.join(self.listener)

    def _see(self, seen: Look) -> None:
        self.you = seen.you
        self.listener.moderates = seen.moderates
        self.listener.why_not = seen.you["why_not"]
        self.listener.name = None if seen.you["why_not"] else seen.you["name"]
        self._await_end_of_silence(seen.you["silenced_until"])

    def _await_end_of_silence(self, until: str | None) -> None:
        """Nobody says that it is over, so its end is looked for at its moment."""
        if self.silence_ends is not None:
            self.silence_ends.cancel()
            self.silence_ends = None
        if until in (None, "close"):
            return
        left = (datetime.fromisoformat(until) - timezone.now()).total_seconds()
        wait = max(0.0, left) + AFTER_SILENCE_SECONDS
        self.silence_ends = asyncio.get_running_loop().call_later(wait, self._ask_again)

    def _welcome(self, hub: Hub, seen: Look) -> str:
        reader = seen.moderates, self.listener.person
        after, upto, entries = (
            hub.ring.newest(*reader) if self.after is None else hub.ring.since(self.after, *reader)
        )
        envelope = say(
            "chat.welcome",
            you=self.you,
            **hub.state.told(seen.moderates),
            pinned=self.pinned and self.pinned.told(seen.moderates),
            signs=REACTION_SIGNS,
            applause=hub.pulse.totals,
            people=hub.pulse.people,
            server_time=timezone.now().isoformat(),
            after=after,
            upto=upto,
            mine=own_reactions.between(self.pressed, after, upto),
        )
        return with_entries(envelope, entries)

    async def disconnect(self, code: int) -> None:
        self.gone = True
        if self.silence_ends is not None:
            self.silence_ends.cancel()
        if self.hub is not None:
            self.hub.part(self.listener)
            self.sender.close()

    async def reply(self, asked: Asked) -> str | None:
        if self.key and not isinstance(asked, OF_OVERLAYS):
            raise refusals.sign_in()
        return await self.talk.reply(asked)

    # ── who is here

    def _ask_again(self) -> None:
        """Read the rows again: who they are, what they may, whether they may still be here."""
        if not self.gone:
            self.asking.start()

    async def _ask(self) -> None:
        if self.gone:
            return
        before = self.you
        try:
            self._see(await database.ask(look, self.who, self.slug, self.key))
        except SignedOut:
            await self.leave(SIGNED_OUT)
        except Http404:
            await self.leave(UNKNOWN)
        else:
            if self.you != before:
                await self.say(say("chat.you", you=self.you))

    # ── the line

    async def _send(self, text: str) -> None:
        await self.send(text_data=text)

    async def say(self, text: str) -> None:
        if self.hub is None:
            await super().say(text)
        elif not self.gone:
            self.sender.put(Frame(text))

    def _let_go(self, code: int) -> None:
        self.gone = True
        if not self.sender.cut(code):
            self.start(self.close(code))

    def ending(self) -> None:
        if self.hub is not None:
            self.hub.part(self.listener)

    async def close(self, code: Any = None, reason: Any = None) -> None:
        """At once, whether or not they read."""
        if self.hub is None or not self.sender.cut(code):
            await super().close(code, reason)


def _number(found: str) -> int | None:
    return int(found) if found.isdecimal() and len(found) <= 10 else None
