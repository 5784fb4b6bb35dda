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
from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from shows.access import Visitor, can_see, can_watch
from shows.models import Show

from . import envelopes, throttle
from .bucket import Bucket
from .conversation import As, Conversation
from .envelopes import Asked, Malformed, error, refusal, say
from .groups import person_group, session_group, show_group
from .house_state import HouseState
from .snapshots import snapshots
from .socket_visitor import SignedOut, SocketVisitor
from .turned_away import TurnedAway, unknown
from .welcome import welcome

log = logging.getLogger(__name__)

WRONG, SIGNED_OUT, UNKNOWN, TOO_FAST = 4400, 4401, 4404, 4429
AT_ONCE, PER_SECOND = 10, 2.0
MOST_WAITING = 4
# In a row; whoever goes on after that is no page of ours.
MOST_MALFORMED, MOST_TOO_FAST = 5, 10
COUNT_SECONDS = 1.0


class ShowConsumer(AsyncWebsocketConsumer):
    """Authorised again for each envelope: what was public may have been hidden since, a seat given
    back, a person suspended or signed out."""

    gone = True  # until it is accepted

    async def connect(self) -> None:
        self.slug: str = self.scope["url_route"]["kwargs"]["slug"]
        self.who = SocketVisitor(self.scope)
        self.groups_joined: set[str] = set()
        try:
            await sync_to_async(throttle.count_socket)(self.who.address)
            show, hello = await welcome(self.who, self.slug)
        except TurnedAway:
            await self._turn_away(TOO_FAST)
            return
        except (Http404, SignedOut):
            await self._turn_away(UNKNOWN)
            return
        await self._join(show_group(show))
        if isinstance(self.who.user, User):
            await self._join(person_group(self.who.user))
        self._begin()
        with suppress(OSError):
            await self.accept()
        await self._say(hello)
        # Read after the groups were joined: nothing that happened meanwhile is missed.
        await self._tell(await snapshots.now(self.slug))

    async def _turn_away(self, code: int) -> None:
        """Opened first: of a socket that never was a page cannot read the code, and would come back
        for ever."""
        with suppress(OSError):
            await self.accept()
            await self.close(code)

    def _begin(self) -> None:
        self.gone = False
        self.told = ""
        self.bucket = Bucket(AT_ONCE, PER_SECOND, time.monotonic())
        self.malformed = self.too_fast = 0
        self.tasks: set[asyncio.Task[None]] = set()
        self.counted_at, self.newest_count = 0.0, 0
        self.count_later: asyncio.Task[None] | None = None
        self.talk = Conversation(self.slug, self.who, self._listen, self._listen_no_more)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As it is, without a thread for each message that looks after connections of the database:
        who asks it here does so by database_sync_to_async, which does that."""
        await getattr(self, get_handler_name(message))(message)

    async def disconnect(self, code: int) -> None:
        """Media outlives the socket: a page that comes back attends what it has."""
        if not self.gone:
            self._start(self.talk.end_probes())
        self.gone = True
        for group in list(self.groups_joined):
            await self._part(group)

    # ── what is asked

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.gone:
            return
        if text_data is None or len(text_data) > envelopes.MOST_BYTES:
            await self._leave(WRONG)
            return
        with translation.override(self.who.language):
            await self._receive(text_data)

    async def _receive(self, text: str) -> None:
        try:
            asked = envelopes.read(text)
        except Malformed as wrong:
            await self._refuse_malformed(wrong)
            return
        self.malformed = 0
        if not self.bucket.take(time.monotonic()):
            await self._refuse_hurry(asked)
        elif len(self.tasks) >= MOST_WAITING:
            sentence = _("Four requests wait for their replies. Wait for one.")
            await self._say(error(asked.id, "socket.busy", sentence, 1))
        else:
            self.too_fast = 0
            self._start(self._answer(asked))

    async def _refuse_malformed(self, wrong: Malformed) -> None:
        self.malformed += 1
        await self._say(error(wrong.re, wrong.code, str(wrong)))
        if self.malformed >= MOST_MALFORMED:
            await self._leave(WRONG)

    async def _refuse_hurry(self, asked: Asked) -> None:
        self.too_fast += 1
        if self.too_fast >= MOST_TOO_FAST:
            await self._leave(TOO_FAST)
        else:
            await self._say(error(asked.id, "socket.too_fast", _("Too fast. Wait a little."), 1))

    async def _answer(self, asked: Asked) -> None:
        """One request, whatever comes of it."""
        try:
            await self._say(await self.talk.reply(asked))
        except SignedOut:
            await self._leave(SIGNED_OUT)
        except TurnedAway as away:
            await self._say(refusal(asked.id, away))
        except Refused as rule:
            await self._say(error(asked.id, rule.code, rule.sentence))
        except Http404:
            await self._say(refusal(asked.id, unknown()))
        except Exception:
            log.exception("%s on a socket broke", asked.type)
            await self._say(error(asked.id, "server.error", _("Something broke on our side.")))

    def _start(self, deed: Any) -> None:
        task = asyncio.create_task(deed)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    # ── what happens

    async def show_changed(self, hint: dict[str, Any]) -> None:
        """`person` says that it is about who sits here, not about the show alone."""
        if not self.gone:
            state = await snapshots.after(self.slug, hint["mark"])
            await self._tell(state, person=hint["person"])

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
            await self._say(say("session.ended", session=hint["session"], reason=hint["reason"]))

    async def stage_lost(self, hint: dict[str, Any]) -> None:
        """The relay has ended, and with it whatever this page had there."""
        for session in [*self.talk.held] if not self.gone else ():
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
            await self._leave(SIGNED_OUT)
            return
        if state is None or not known:
            await self._leave(UNKNOWN)
            return
        told = state.envelope(self.who.user)
        if told != self.told:
            self.told = told
            await self._say(told)

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
                self._start(self.talk.end(held))

    async def _tell_count_in(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.count_later = None
        await self._tell_count()

    async def _tell_count(self) -> None:
        self.counted_at = time.monotonic()
        await self._say(say("show.audience", viewers=self.newest_count))

    # ── the line

    async def _say(self, text: str) -> None:
        """Whoever left while it was being written hears no more; disconnect() follows."""
        if not self.gone:
            with suppress(OSError):
                await self.send(text_data=text)

    async def _leave(self, code: int) -> None:
        """For good: their media ends with the right to be here."""
        if self.gone:
            return
        self.gone = True
        self._start(self.talk.end_all())
        with suppress(OSError):
            await self.close(code)

    async def _join(self, group: str) -> None:
        self.groups_joined.add(group)
        await self.channel_layer.group_add(group, self.channel_name)

    async def _part(self, group: str) -> None:
        self.groups_joined.discard(group)
        await self.channel_layer.group_discard(group, self.channel_name)

    async def _listen(self, session: str) -> None:
        if not self.gone:
            await self._join(session_group(session))

    async def _listen_no_more(self, session: str) -> None:
        await self._part(session_group(session))


async def _asked(right: Callable[[Visitor, Show], bool], who: Visitor, state: HouseState) -> bool:
    return await database_sync_to_async(right)(who, state.show)
