"""HandshakeQueue: which handshake begins next, and when the next thing is due. No clock, no thread.

Handshakes begin one by one, PACE_SECONDS apart, those of performers first.
"""

import heapq
import itertools
from typing import Generic, Protocol, TypeVar

# A handshake costs 0.6 ms of CPU; this leaves most of a core to the packets of others.
PACE_SECONDS = 0.002
MOST_WAITING = 4_000  # twice what a relay takes as sessions; 100 bytes each


class Sleeper(Protocol):
    due_at: float | None  # written here alone


One = TypeVar("One", bound=Sleeper)


class HandshakeQueue(Generic[One]):
    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, One]] = []
        self._due: list[tuple[float, int, One]] = []
        self._numbers = itertools.count()
        self._next_at = 0.0

    def add(self, one: One, *, first: bool) -> bool:
        """Wait for a turn; whether there was room."""
        if len(self._waiting) >= MOST_WAITING:
            return False
        heapq.heappush(self._waiting, (0 if first else 1, next(self._numbers), one))
        return True

    def next(self, now: float) -> One | None:
        """The one whose turn it is to begin."""
        if not self._waiting or now < self._next_at:
            return None
        self._next_at = now + PACE_SECONDS
        return heapq.heappop(self._waiting)[2]

    def wake(self, one: One, at: float) -> None:
        """Call it at this time, or sooner where it is to be called sooner anyway."""
        if one.due_at is not None and one.due_at <= at:
            return
        one.due_at = at
        heapq.heappush(self._due, (at, next(self._numbers), one))

    def due(self, now: float) -> One | None:
        """One whose time has come, in order."""
        while self._due and self._due[0][0] <= now:
            at, _number, one = heapq.heappop(self._due)
            if one.due_at == at:
                one.due_at = None
                return one
        return None

    def idle_seconds(self, now: float) -> float | None:
        """How long there is nothing to do; None: until somebody comes."""
        ends = [self._due[0][0]] if self._due else []
        if self._waiting:
            ends.append(self._next_at)
        return max(0.0, min(ends) - now) if ends else None
