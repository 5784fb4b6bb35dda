"""The greeter: a thread in which peers shake hands, so that the packets of others never wait.

A DTLS handshake costs 0.6 ms of CPU, which OpenSSL spends without the interpreter's lock. One is
begun every PACE_SECONDS, performers before viewers; each has 10 seconds from there.
"""

import asyncio
import ctypes
import heapq
import itertools
import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial

from .ended_sessions import Farewell
from .handshake import Broken, Certificate, Keys, Line, shake_hands
from .tally import Tally

log = logging.getLogger(__name__)

DEADLINE_SECONDS = 10.0
PACE_SECONDS = 0.002
MOST_WAITING = 4_000
TIDY_SECONDS = 3.0


class Greeting:
    """One handshake, from the loop of packets: put() datagrams, end() it."""

    def __init__(self, greeter: "Greeter", line: Line) -> None:
        self._greeter, self._line = greeter, line
        self.over = False  # nobody is told of its end any more

    def put(self, datagram: bytes) -> None:
        self._greeter.call(self._line.put, datagram)

    def end(self, *, told: bool = True) -> Farewell:
        """Free all that it holds. The peer is told now, or later with the record that is left."""
        self.over = True
        farewell = Farewell()
        self._greeter.call(self._end, farewell, told)
        return farewell

    def _end(self, farewell: Farewell, told: bool) -> None:
        farewell.record = self._line.goodbye()
        if told:
            self._line.say(farewell.record)
        self._line.put(None)


class Greeter:
    def __init__(
        self, certificate: Certificate, loop: asyncio.AbstractEventLoop, tally: Tally
    ) -> None:
        self._certificate, self._main, self._tally = certificate, loop, tally
        self._loop = asyncio.new_event_loop()
        self._queue: list[tuple[int, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._pacing = self._tidying = False
        self._thread = threading.Thread(target=self._run, name="greeter", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def stop(self) -> None:
        """Whoever is under way is left alone."""
        asyncio.run_coroutine_threadsafe(self._cancel(), self._loop)
        self._thread.join(2)

    async def _cancel(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._loop.stop()

    def call(self, function: Callable, *arguments: object) -> None:
        self._loop.call_soon_threadsafe(function, *arguments)

    def greet(
        self,
        send: Callable[[bytes], None],
        fingerprints: Sequence[tuple[str, str]],
        *,
        active: bool,
        first: bool,
        done: Callable[[Keys | None], None],
        ended: Callable[[], None],
        broke: Callable[[], None] | None = None,
    ) -> Greeting:
        """Begin when there is room. `done`, `ended` and `broke` are called in the loop of packets;
        `broke` instead of `done` where a second handshake may succeed."""
        line = Line(send)
        greeting = Greeting(self, line)

        def on_ended() -> None:
            line.transport = None
            self._tidy_soon()
            if not greeting.over:
                self._main.call_soon_threadsafe(ended)

        async def handshake() -> None:
            over: Callable[[], None] = partial(done, None)
            try:
                async with asyncio.timeout(DEADLINE_SECONDS):
                    keys = await shake_hands(
                        line, self._certificate, fingerprints, active=active, ended=on_ended
                    )
                over = partial(done, keys)
            except Broken:
                over = broke or over
            except TimeoutError:
                self._tally["dtls.late"] += 1
            except Exception:
                self._tally["dtls.broken"] += 1
                log.exception("A handshake broke.")
            finally:
                self._main.call_soon_threadsafe(over)

        def begin() -> None:
            line.task = self._loop.create_task(handshake())

        self.call(self._enqueue, 0 if first else 1, begin)
        return greeting

    def _tidy_soon(self) -> None:
        """Once for all who end in the next seconds."""
        if not self._tidying:
            self._tidying = True
            self._loop.call_later(TIDY_SECONDS, self._tidy)

    def _tidy(self) -> None:
        """glibc keeps what OpenSSL has freed until it is told that nobody needs it."""
        self._tidying = False
        if (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
            trim(0)

    def _enqueue(self, rank: int, begin: Callable[[], None]) -> None:
        if len(self._queue) >= MOST_WAITING:
            self._tally["dtls.too_many"] += 1
            return  # it never begins, and its session ends after CONNECT_SECONDS
        heapq.heappush(self._queue, (rank, next(self._numbers), begin))
        if not self._pacing:
            self._next()

    def _next(self) -> None:
        self._pacing = bool(self._queue)
        if self._queue:
            heapq.heappop(self._queue)[2]()
            self._loop.call_later(PACE_SECONDS, self._next)
