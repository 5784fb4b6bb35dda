"""The way out to one socket: put() never waits. What cannot be sent at once stands in a queue with
a bound, and whoever does not read that in time is let go; they may come back and resume.
"""

import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from streaming.foundation.pump import Pump
from streaming.foundation.sockets.frames import Frame

from .. import counters

MOST_BYTES = 128 * 1024  # together with what the server holds: 256 KiB
# Without a byte getting away; with what the kernel takes before and the clock after, 10 at most.
MOST_SECONDS = 3.5

Send = Callable[[str], Awaitable[None]]


class Sender:
    """While `free`, `write` takes the wire of a frame at once; else put() it. `straight` is the
    server's own way (streaming/launch/fast_socket.py), which keeps `free` true to the moment;
    without it, as in tests and under other servers, frames go through `send` one after the
    other."""

    free = False

    def __init__(self, send: Send, straight: Any = None) -> None:
        self._send, self._straight = send, straight
        self._waiting: deque[Frame] = deque()
        self._bytes = 0
        self._writing = Pump(self._write, "A frame could not be sent")
        self.closed = self.too_slow = self._moved = False
        self._unsent, self._stuck_at = 0, 0.0
        self.write: Callable[[bytes], Any] = straight.write if straight else _nowhere
        if straight is not None:
            straight.begin(self)

    def put(self, frame: Frame) -> None:
        if self.closed:
            return
        if self.free:
            self.write(frame.wire)
            return
        if not self._waiting:
            self._stuck_at = time.monotonic()
        self._bytes += len(frame.wire)
        counters.queued.inc(len(frame.wire))
        self._waiting.append(frame)
        if self._bytes > MOST_BYTES:
            self.too_slow = True
        elif self._straight is None:
            self._writing.start()

    def go_on(self) -> None:
        """There is room again."""
        while self._waiting and self._straight.is_writable:
            self.write(self._waiting[0].wire)
            self._sent()
        self.free = not self._waiting and not self.closed and self._straight.is_writable

    def is_behind(self, now: float) -> bool:
        """Whether it is time to let go; asked once a second. Who reads slowly reads: only where
        nothing gets away at all does the time count."""
        if self.free or self.too_slow:
            return self.too_slow
        unsent = self._straight.unsent if self._straight else 0
        if not self._waiting or self._moved or unsent < self._unsent:
            self._stuck_at = now
        self._moved, self._unsent = False, unsent
        return now - self._stuck_at > MOST_SECONDS

    def close(self) -> None:
        """Nothing goes out any more, and nothing waits."""
        self.closed, self.free = True, False
        counters.queued.dec(self._bytes)
        self._bytes = 0
        self._waiting.clear()

    def cut(self, code: int) -> bool:
        """End the socket although it does not read; False where the server cannot do that."""
        self.close()
        if self._straight is None:
            return False
        self._straight.cut(code)
        return True

    async def _write(self) -> None:
        with suppress(OSError):
            while self._waiting:
                await self._send(self._waiting[0].text)
                if self._waiting:
                    self._sent()

    def _sent(self) -> None:
        size = len(self._waiting.popleft().wire)
        self._moved = True
        self._bytes -= size
        counters.queued.dec(size)


def _nowhere(wire: bytes) -> None:
    raise RuntimeError("A line that is never free is not written to")
