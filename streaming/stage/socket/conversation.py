"""What a client asks on the socket of a show, and what it is answered: the verbs of
docs/protocol.md, as a door like WHIP and WHEP on streaming/stage/sessions/performing.py and
streaming/stage/sessions/watching.py.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from channels.db import database_sync_to_async
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from shows.access import Visitor, can_perform, find_show
from shows.air import hosting
from shows.models import Show
from shows.sockets.visitor import SocketVisitor
from streaming.control.commands import Answered
from streaming.foundation import rate_limits
from streaming.foundation.refusals import Refused, not_found
from streaming.foundation.sockets.envelopes import Asked, say

from ..dispatch import relay_for
from ..relay_refusals import over
from ..sessions import performing, probing, sessions, watching
from ..sessions.sessions import Entrance, Place
from . import envelopes
from .show_state import HouseState
from .snapshots import snapshots

MOST_HELD = 8
# Says nothing to a relay but the question whether the session is there.
NOTHING = "a=end-of-candidates\r\n"

Fields = dict[str, object]
Notice = Callable[[str], Awaitable[None]]


class As(StrEnum):
    VIEWER, PERFORMER, PROBE = "viewer", "performer", "probe"


@dataclass(frozen=True, slots=True)
class Attended:
    """A session that this socket opened or attends."""

    place: Place
    who: As
    boot: str = ""  # of the relay; unknown while it is being asked


class Conversation:
    """One socket's. `joins` and `parts` are told from when until when a session is of interest."""

    def __init__(self, slug: str, who: SocketVisitor, joins: Notice, parts: Notice) -> None:
        self.slug, self.who = slug, who
        self.joins, self.parts = joins, parts
        self.held: dict[str, Attended] = {}
        self.timers: dict[str, asyncio.Task[None]] = {}  # of probes

    async def reply(self, asked: Asked) -> str:
        """The reply, whole; or what is raised."""
        kind, fields = await VERBS[type(asked)](self, asked)
        return say(kind, re=asked.id, **fields)

    # ── media

    async def watch(self, asked: envelopes.Watch) -> tuple[str, Fields]:
        self._check_room()
        visitor = await self.who.now()
        state = await self._open_house()
        entrance = await database_sync_to_async(self._seat)(visitor, state, asked)
        return await self._opened(entrance, As.VIEWER, watching.begin)

    async def perform(self, asked: envelopes.Perform) -> tuple[str, Fields]:
        self._check_room()
        visitor = await self.who.now()
        entrance = await database_sync_to_async(self._performer)(visitor, asked)
        return await self._opened(entrance, As.PERFORMER, performing.begin)

    async def probe(self, asked: envelopes.Probe) -> tuple[str, Fields]:
        self._check_room()
        visitor = await self.who.now()
        entrance = await database_sync_to_async(self._prober)(visitor, asked.sdp)
        reply = await self._opened(entrance, As.PROBE, probing.begin)
        timer = asyncio.create_task(probing.close(entrance.place, after=probing.SECONDS))
        self.timers[entrance.place.session] = timer
        return reply

    async def candidates(self, asked: envelopes.Candidates) -> tuple[str, Fields]:
        held = await self._checked(asked.session)
        answer = await sessions.patch(held.place, [asked.etag], asked.fragment)
        if answer.etag is None:
            return "done", {}
        told: Fields = {"session": asked.session, "etag": answer.etag, "fragment": answer.fragment}
        return "restarted", told

    async def choose(self, asked: envelopes.Choose) -> tuple[str, Fields]:
        held = await self._checked(asked.session)
        await watching.choose(held.place, asked.layer)
        return "done", {}

    async def refresh(self, asked: envelopes.Refresh) -> tuple[str, Fields]:
        await watching.refresh((await self._checked(asked.session)).place)
        return "done", {}

    async def attend(self, asked: envelopes.Attend) -> tuple[str, Fields]:
        """A session that this page has from before: it goes on if it is still there."""
        session = asked.session
        if session in self.held:
            return "done", {}
        self._check_room()
        visitor = await self.who.now()
        held = await database_sync_to_async(self._found)(visitor, session)
        await self._hold(held)
        try:
            if held.who == As.VIEWER:
                await self._check_viewer(visitor)
            found = await sessions.patch(held.place, [None], NOTHING)
        except Refused:
            await self.drop(session)
            raise
        self._know(session, found.boot)
        return "done", {}

    async def leave(self, asked: envelopes.Leave) -> tuple[str, Fields]:
        held = self._held(asked.session)
        await self.drop(asked.session)
        await self.end(held)
        return "done", {}

    # ── the show

    async def go_live(self, asked: envelopes.GoLive) -> tuple[str, Fields]:
        return await self._direct(hosting.raise_curtain, early=asked.early)

    async def take_back(self, asked: envelopes.TakeBack) -> tuple[str, Fields]:
        return await self._direct(hosting.take_back)

    async def keep_waiting(self, asked: envelopes.KeepWaiting) -> tuple[str, Fields]:
        return await self._direct(hosting.keep_waiting)

    async def reopen(self, asked: envelopes.Reopen) -> tuple[str, Fields]:
        return await self._direct(hosting.reopen)

    async def pause(self, asked: envelopes.Pause) -> tuple[str, Fields]:
        return await self._direct(hosting.pause)

    async def resume(self, asked: envelopes.Resume) -> tuple[str, Fields]:
        return await self._direct(hosting.go_on)

    async def end_show(self, asked: envelopes.End) -> tuple[str, Fields]:
        return await self._direct(hosting.end)

    async def mute(self, asked: envelopes.Mute) -> tuple[str, Fields]:
        return await self._direct(hosting.mute, asked.part, muted=asked.muted)

    async def remove(self, asked: envelopes.Remove) -> tuple[str, Fields]:
        return await self._direct(hosting.remove, asked.part)

    async def restore(self, asked: envelopes.Restore) -> tuple[str, Fields]:
        return await self._direct(hosting.restore, asked.part)

    async def ping(self, asked: envelopes.Ping) -> tuple[str, Fields]:
        return "pong", {"server_time": timezone.now().isoformat()}

    # ── sessions

    async def drop(self, session: str) -> Attended | None:
        """It is of no interest any more; None where it was not."""
        held = self.held.pop(session, None)
        if (timer := self.timers.pop(session, None)) is not None:
            timer.cancel()
        if held is not None:
            await self.parts(session)
        return held

    def lost_before(self, boot: str) -> list[str]:
        """The sessions that ended with an earlier run of the relay; all where it is unknown. What
        is being asked of the relay now is answered or refused by itself."""
        if not boot:
            return [*self.held]
        return [name for name, held in self.held.items() if held.boot not in ("", boot)]

    def _know(self, session: str, boot: str) -> None:
        if (held := self.held.get(session)) is not None:
            self.held[session] = replace(held, boot=boot)

    async def end_all(self) -> None:
        """Whoever may not be here any more takes nothing along."""
        await self._end([*self.held])

    async def end_probes(self) -> None:
        """Nobody waits for their verdict any more."""
        await self._end([name for name, held in self.held.items() if held.who == As.PROBE])

    async def _end(self, names: list[str]) -> None:
        gone = [held for session in names if (held := await self.drop(session))]
        await asyncio.gather(*(self.end(held) for held in gone), return_exceptions=True)

    async def end(self, held: Attended) -> None:
        await END[held.who](held.place)

    async def _opened(
        self, entrance: Entrance, who: As, begin: Callable[[Entrance], Awaitable[Answered]]
    ) -> tuple[str, Fields]:
        """The socket listens before the relay is asked, so that it misses no end."""
        held = Attended(entrance.place, who)
        await self._hold(held)
        try:
            answer = await begin(entrance)
        except BaseException:
            await self.drop(held.place.session)
            raise
        self._know(held.place.session, answer.boot)
        fields: Fields = {"session": held.place.session, "etag": answer.etag, "sdp": answer.sdp}
        if who is As.VIEWER:
            fields["layers"] = list(answer.layers)
            sizes = zip(answer.layers, answer.sizes, strict=False)
            fields["sizes"] = {name: size for name, size in sizes if size}
        return "answer", fields

    async def _hold(self, held: Attended) -> None:
        self.held[held.place.session] = held
        await self.joins(held.place.session)

    def _held(self, session: str) -> Attended:
        if (held := self.held.get(session)) is None:
            raise over()
        return held

    async def _checked(self, session: str) -> Attended:
        """A session of this socket, whose right is asked for again."""
        held = self._held(session)
        visitor = await self.who.now()
        if held.who == As.PERFORMER:
            await database_sync_to_async(self._found)(visitor, session)
        elif held.who == As.VIEWER:
            await self._check_viewer(visitor)
        return held

    # ── who may

    def _check_room(self) -> None:
        if len(self.held) >= MOST_HELD:
            sentence = _("This page holds enough sessions. Leave one first.")
            raise Refused("socket.too_many_sessions", sentence, status=409)

    async def _open_house(self) -> HouseState | None:
        """Where strangers may watch, a storm of requests at curtain-up asks the rows twice a second
        and not once each."""
        state = await snapshots.lately(self.slug)
        return state if state is not None and state.open_to_watch else None

    async def _check_viewer(self, visitor: Visitor) -> None:
        if await self._open_house() is None:
            await database_sync_to_async(self._audience)(visitor)

    def _audience(self, visitor: Visitor) -> tuple[Show, str]:
        """The show, if this visitor may watch it now, and its relay."""
        show = find_show(visitor, self.slug)
        watching.check(visitor, show)
        return show, relay_for(show)

    def _seat(self, visitor: Visitor, state: HouseState | None, asked: envelopes.Watch) -> Entrance:
        """In one piece: when many come at once, changing threads costs more than all of it."""
        rate_limits.count_join(self.who.address)
        show, relay = (state.show, state.relay) if state else self._audience(visitor)
        return watching.let_in(
            visitor,
            show,
            asked.sdp,
            relay=relay,
            network=self.who.address,
            layer=asked.layer,
            login=self.who.login,
            instead_of=asked.instead_of if asked.instead_of in self.held else "",
        )

    def _performer(self, visitor: Visitor, asked: envelopes.Perform) -> Entrance:
        rate_limits.count_join(self.who.address)
        show, user = self._on_bill(visitor)
        login = self.who.login
        return performing.let_in(show, user, asked.sdp, take_over=asked.take_over, login=login)

    def _prober(self, visitor: Visitor, sdp: str) -> Entrance:
        rate_limits.count_join(self.who.address)
        show, user = self._on_bill(visitor)
        return probing.let_in(user, sdp, relay=relay_for(show))

    def _on_bill(self, visitor: Visitor) -> tuple[Show, User]:
        """Whoever performs in this show; to others there is no stage."""
        show, user = find_show(visitor, self.slug), visitor.user
        if not isinstance(user, User) or not can_perform(user, show):
            raise not_found()
        return show, user

    def _found(self, visitor: Visitor, session: str) -> Attended:
        """A session of theirs that was opened before, on whatever socket."""
        show, user = find_show(visitor, self.slug), visitor.user
        if isinstance(user, User) and can_perform(user, show):
            try:
                return Attended(performing.own(show, user, session), As.PERFORMER)
            except Refused:
                pass
        return Attended(watching.opened(show, session), As.VIEWER)

    async def _direct(
        self, verb: Callable[..., None], *what: Any, **how: Any
    ) -> tuple[str, Fields]:
        visitor = await self.who.now()

        def deed() -> None:
            show, user = find_show(visitor, self.slug), visitor.user
            if not isinstance(user, User):
                raise Refused("account.sign_in", _("Sign in first."), status=401)
            verb(show, *what, by=user, **how)

        await database_sync_to_async(deed)()
        return "done", {}


END = {
    As.VIEWER: sessions.leave,
    As.PERFORMER: performing.leave,
    As.PROBE: probing.close,
}
VERBS: dict[type[Asked], Callable[..., Awaitable[tuple[str, Fields]]]] = {
    envelopes.Watch: Conversation.watch,
    envelopes.Perform: Conversation.perform,
    envelopes.Probe: Conversation.probe,
    envelopes.Candidates: Conversation.candidates,
    envelopes.Choose: Conversation.choose,
    envelopes.Refresh: Conversation.refresh,
    envelopes.Attend: Conversation.attend,
    envelopes.Leave: Conversation.leave,
    envelopes.GoLive: Conversation.go_live,
    envelopes.TakeBack: Conversation.take_back,
    envelopes.KeepWaiting: Conversation.keep_waiting,
    envelopes.Reopen: Conversation.reopen,
    envelopes.Pause: Conversation.pause,
    envelopes.Resume: Conversation.resume,
    envelopes.End: Conversation.end_show,
    envelopes.Mute: Conversation.mute,
    envelopes.Remove: Conversation.remove,
    envelopes.Restore: Conversation.restore,
    envelopes.Ping: Conversation.ping,
}
