"""Handshakes: a thread in which peers shake hands, so that the packets of others never wait.

A DTLS handshake costs 0.6 ms of CPU, most of which OpenSSL spends without the interpreter's lock.
handshake_queue.py says whose turn it is; each has DEADLINE_SECONDS from there.
"""

import asyncio
import ctypes
import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from streaming.process.counters import Counters
from streaming.transport.engine import Certificate
from streaming.transport.handshake import Handshake
from streaming.transport.srtp import Keys

from .ended_sessions import Farewell
from .handshake_queue import HandshakeQueue

log = logging.getLogger(__name__)

DEADLINE_SECONDS = 10.0
MOST_DATAGRAMS = 32  # of one peer that wait for the thread; the oldest go, DTLS sends them again
# FFmpeg reads the first datagram only to learn that DTLS has begun, and drops it; DTLS itself
# would send it again after a second.
AGAIN_SECONDS = 0.05
TIDY_SECONDS = 3.0


class Running:
    """One handshake. The loop of packets calls put() and end(); all else is of the thread."""

    def __init__(
        self,
        thread: "Handshakes",
        make: Callable[[], Handshake],
        send: Callable[[bytes], None],
        done: Callable[[Keys | None], None],
        ended: Callable[[], None],
        broke: Callable[[], None] | None,
    ) -> None:
        self.over = False  # nobody is told of its end any more
        self.due_at: float | None = None  # of handshake_queue.py
        self._thread, self._make, self._send = thread, make, send
        self._done, self._ended, self._broke = done, ended, broke
        self._handshake: Handshake | None = None  # from its turn to its end
        self._arrived: deque[bytes] = deque(maxlen=MOST_DATAGRAMS)
        self._called = False  # whether the thread knows of `_arrived`
        self._told = False  # whether the outcome is
        self._give_up_at = 0.0
        self._opening: list[bytes] = []  # our first flight, until the peer answers
        self._again_at = 0.0

    # ── in the loop of packets

    def put(self, datagram: bytes) -> None:
        if len(self._arrived) == MOST_DATAGRAMS:
            self._thread.tally["dtls.dropped"] += 1
        self._arrived.append(datagram)
        if not self._called:
            self._called = True
            self._thread.call(partial(self.do, self._read))

    def end(self, *, told: bool = True) -> Farewell:
        """Free all that it holds. The peer is told now, or later with the record that is left."""
        self.over = True
        farewell = Farewell()
        self._thread.call(partial(self.do, self._end, farewell, told))
        return farewell

    # ── in the thread

    def do(self, work: Callable[..., None], *arguments: object) -> None:
        """An error of ours ends this handshake alone."""
        try:
            work(*arguments)
        except Exception:
            self._thread.tally["dtls.broken"] += 1
            log.exception("A handshake broke.")
            self._handshake = None
            self._tell(partial(self._done, None))

    def begin(self, now: float) -> None:
        if self.over:
            return
        self._handshake = handshake = self._make()
        self._give_up_at, self._again_at = now + DEADLINE_SECONDS, now + AGAIN_SECONDS
        self._opening = handshake.start()
        self._go_on(self._opening)
        self._read()

    def wake(self, now: float) -> None:
        """A timer has run out: the opening, the flight or the patience."""
        handshake = self._handshake
        if handshake is None:
            return
        if handshake.keys is None and now >= self._give_up_at:
            self._thread.tally["dtls.late"] += 1
            self._tell(partial(self._done, None))
        elif self._opening and now >= self._again_at:
            opening, self._opening = self._opening, []
            self._go_on(opening)  # the same records: who had them drops them as replayed
        else:
            self._go_on(handshake.again())

    def _read(self) -> None:
        self._called = False  # before the first is taken, or the last would be forgotten
        while self._handshake is not None and self._arrived:
            self._opening = []
            self._go_on(self._handshake.receive(self._arrived.popleft()))

    def _go_on(self, datagrams: list[bytes]) -> None:
        for datagram in datagrams:
            self._send(datagram)
        handshake = self._handshake
        assert handshake is not None, "see its callers"
        if handshake.closed:
            self._handshake = None
            self._thread.tidy_soon()
            if not self.over:
                self._thread.tell(self._ended)
            return
        if handshake.keys is not None:
            self._tell(partial(self._done, handshake.keys))
        elif handshake.failure:
            again = self._broke if handshake.broken else None
            self._tell(again or partial(self._done, None))
        self._set_timer(handshake)

    def _set_timer(self, handshake: Handshake) -> None:
        now = self._thread.now()
        ends = [] if self._told else [self._give_up_at]
        if self._opening:
            ends.append(self._again_at)
        if (seconds := handshake.timeout_seconds()) is not None:
            ends.append(now + seconds)
        if ends:
            self._thread.queue.wake(self, min(ends))

    def _tell(self, outcome: Callable[[], None]) -> None:
        if not self._told:
            self._told = True
            self._thread.tell(outcome)

    def _end(self, farewell: Farewell, told: bool) -> None:
        handshake, self._handshake = self._handshake, None
        if handshake is None:
            return
        last = handshake.close()
        farewell.record = b"".join(last)
        for datagram in last if told else ():
            self._send(datagram)
        self._thread.tidy_soon()


class Handshakes:
    """The thread. `loop` is where outcomes are told."""

    def __init__(
        self, certificate: Certificate, loop: asyncio.AbstractEventLoop, tally: Counters
    ) -> None:
        self.tally, self.now = tally, time.monotonic
        self.queue: HandshakeQueue[Running] = HandshakeQueue()
        self._certificate, self._loop = certificate, loop
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._tidy_at: float | None = None
        self._thread = threading.Thread(target=self._run, name="handshakes", daemon=True)
        self._thread.start()

    # ── in the loop of packets

    def begin(
        self,
        send: Callable[[bytes], None],
        fingerprints: Sequence[tuple[str, str]],
        *,
        active: bool,
        first: bool,
        done: Callable[[Keys | None], None],
        ended: Callable[[], None],
        broke: Callable[[], None] | None = None,
    ) -> Running:
        """Begin in its turn. `send` is called in the thread. `done`, `ended` and `broke` are called
        in the loop; `broke` instead of `done` where a second handshake may succeed."""
        make = partial(Handshake, self._certificate, fingerprints, active=active)
        running = Running(self, make, send, done, ended, broke)
        self.call(partial(self._enqueue, running, first))
        return running

    def call(self, function: Callable[[], None]) -> None:
        """In the thread. Each handshake has three calls at most that wait: begin, read, end."""
        self._calls.put(function)

    def stop(self) -> None:
        """After what was called before. Handshakes that run are left alone."""
        self._calls.put(None)
        self._thread.join(2)

    # ── in the thread

    def tell(self, outcome: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(outcome)

    def tidy_soon(self) -> None:
        """Once for all who end in the next seconds."""
        if self._tidy_at is None:
            self._tidy_at = self.now() + TIDY_SECONDS

    def _run(self) -> None:
        while True:
            try:
                called = self._calls.get(timeout=self._idle_seconds())
            except queue.Empty:
                pass
            else:
                if called is None:
                    return
                called()
            self._work(self.now())

    def _work(self, now: float) -> None:
        """What is due. One handshake begins at most, then those who called have their turn."""
        while (late := self.queue.due(now)) is not None:
            late.do(late.wake, now)
        if (turn := self.queue.next(now)) is not None:
            turn.do(turn.begin, now)
        if self._tidy_at is not None and now >= self._tidy_at:
            self._tidy_at = None
            _give_memory_back()

    def _idle_seconds(self) -> float | None:
        now, idle = self.now(), self.queue.idle_seconds(self.now())
        if self._tidy_at is None:
            return idle
        tidy = max(0.0, self._tidy_at - now)
        return tidy if idle is None else min(idle, tidy)

    def _enqueue(self, running: Running, first: bool) -> None:
        if not self.queue.add(running, first=first):
            self.tally["dtls.too_many"] += 1  # its session ends after CONNECT_SECONDS


def _give_memory_back() -> None:
    """glibc keeps what OpenSSL has freed until it is told that nobody needs it."""
    if (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)
