"""The hubs of this process: enter() opens the one of a show. One ear and one clock serve them all.

Once a second one query asks for the newest number of every chat that somebody here looks at: a bell
that was lost, whatever the reason, costs that second and nothing else.
"""

import asyncio
import logging
import time
from functools import partial
from weakref import WeakKeyDictionary

from shows.models import Show
from streaming.foundation.shared import Shared
from streaming.foundation.sockets import database

from .. import counters
from ..log import history
from ..rules import state
from ..rules.state import ChatState, is_open_house
from . import applause
from .doorbell import PEOPLE, BellReceiver, group_of
from .hub import Hub
from .news import Bell, PersonBell

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
# A chat that everybody left is kept for a moment: they may all come back at once.
KEPT_SECONDS = 20.0
# A Redis that was started anew has forgotten who listens.
REJOIN_TICKS = 3
SLOW = 4408


class Hubs:
    """Of one event loop."""

    def __init__(self) -> None:
        self._hubs: dict[int, Shared[Hub]] = {}
        self._forgetting: set[asyncio.Task[None]] = set()
        self._receiver = BellReceiver()
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._tick())]

    async def enter(self, show: Show) -> Hub:
        """It listens before it reads, so that nothing is missed in between."""
        opening = self._hubs.setdefault(show.pk, Shared(partial(self._open, show)))
        hub = await opening.get()
        hub.empty_since = None
        return hub

    async def _open(self, show: Show) -> Hub:
        await self._receiver.join(group_of(show))
        await self._receiver.join(PEOPLE)
        return await database.ask(_hub, show)

    def open_ones(self) -> list[Hub]:
        return [hub for opening in self._hubs.values() if (hub := opening.found) is not None]

    async def _listen(self) -> None:
        while True:
            bell = await self._receiver.hear()
            try:
                if bell is not None:
                    self._hear(bell)
            except Exception:
                log.exception("A bell made no sense")

    def _hear(self, bell: Bell) -> None:
        if isinstance(bell, PersonBell):
            for hub in self.open_ones():
                self._hear_of(bell, hub)
            return
        opening = self._hubs.get(bell.show)
        if opening is not None and (opened := opening.found) is not None:
            opened.bell(bell)

    def _hear_of(self, bell: PersonBell, hub: Hub) -> None:
        for listener in hub.of_person(bell.person):
            listener.ask_again()
        if hub.show.pk in bell.shows:
            task = asyncio.create_task(hub.forget(bell.person, bell.left))
            self._forgetting.add(task)
            task.add_done_callback(self._forgetting.discard)

    async def _tick(self) -> None:
        ticks = 0
        while True:
            await asyncio.sleep(TICK_SECONDS)
            ticks += 1
            try:
                await self._look(ticks)
            except Exception:
                log.exception("The clock of chats stumbled")

    async def _look(self, ticks: int) -> None:
        now = time.monotonic()
        hubs = self.open_ones()
        for hub in hubs:
            _let_go(hub, now)
            await self._shut_if_empty(hub, now)
        if hubs:
            states, strict = await database.ask(_seen, [hub.show.pk for hub in hubs])
            for hub in hubs:
                await hub.beat(states.get(hub.show.pk), hub.show.pk not in strict)
        if ticks % REJOIN_TICKS == 0:
            for group in (PEOPLE, *(group_of(hub.show) for hub in hubs)):
                await self._receiver.join(group)

    async def _shut_if_empty(self, hub: Hub, now: float) -> None:
        if hub.listeners:
            return
        if hub.empty_since is None:
            hub.empty_since = now
        elif now - hub.empty_since > KEPT_SECONDS:
            self._hubs.pop(hub.show.pk, None)
            await self._receiver.part(group_of(hub.show))


def _hub(show: Show) -> Hub:
    states = state.read([show.pk])
    return Hub(show, states[show.pk], history.newest(show.pk), applause.totals(show))


def _seen(shows: list[int]) -> tuple[dict[int, ChatState], set[int]]:
    """The shows as they are, and those whose chats are not for everybody."""
    states = state.read(shows)
    return states, {pk for pk, one in states.items() if not is_open_house(one.show)}


def _let_go(hub: Hub, now: float) -> None:
    for listener in [one for one in hub.listeners if one.sender.is_behind(now)]:
        counters.too_slow.inc()
        hub.part(listener)
        listener.let_go(SLOW)


_of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, Hubs] = WeakKeyDictionary()


def hubs() -> Hubs:
    loop = asyncio.get_running_loop()
    if loop not in _of_loops:
        _of_loops[loop] = Hubs()
    return _of_loops[loop]
