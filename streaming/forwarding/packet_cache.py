"""PacketCache: the last packets of an outgoing sequence by their number, for repairs and newcomers.

It holds the newest packets. Where newcomers begin at an older one, it holds all since then, as far
as memory allows: there is a bound for each cache and one for all caches of a relay. A cache that
meets a bound falls back to its newest packets, which is counted; newcomers wait for a keyframe.
"""

from collections import deque
from typing import Generic, TypeVar

from streaming.wire.serial import difference16

Item = TypeVar("Item")

# Numbers of 16 bits can be compared while they are less than 32,768 apart; this stays far below.
MOST_PACKETS = 12_000
MOST_BYTES = 16 * 1024 * 1024  # ten seconds of ten megabits a second
OVERHEAD = 450  # bytes that Python needs for a packet besides its payload
DROPPED_AT_ONCE = 8  # when a keyframe makes thousands useless, they go a few at a time


class Memory:
    """What all caches of a relay may hold together. `short`: how often one met a bound."""

    __slots__ = ("most", "short", "used")

    def __init__(self, most: int = 1 << 62) -> None:
        self.most = most
        self.used = self.short = 0


class PacketCache(Generic[Item]):
    __slots__ = ("_from", "_items", "_memory", "_order", "_readers_from", "bytes", "newest")

    def __init__(self, newest: int = 1024, memory: Memory | None = None) -> None:
        self.newest = newest  # so many packets are held in any case
        self.bytes = 0
        self._memory = memory or Memory()
        self._items: dict[int, tuple[Item, int]] = {}
        self._order: deque[int] = deque()
        self._from: int | None = None
        self._readers_from: int | None = None

    def __len__(self) -> int:
        return len(self._order)

    def put(self, sequence: int, item: Item, size: int = 0) -> None:
        if sequence in self._items:
            return
        size += OVERHEAD
        self._items[sequence] = item, size
        self._order.append(sequence)
        self.bytes += size
        self._memory.used += size
        if len(self._order) > self.newest:
            self._trim()

    def get(self, sequence: int) -> Item | None:
        found = self._items.get(sequence)
        return None if found is None else found[0]

    def hold_from(self, sequence: int | None) -> None:
        """Newcomers begin at this packet; at none."""
        self._from = sequence

    def read_from(self, sequence: int | None) -> None:
        """Somebody who catches up needs this packet next; nobody does."""
        self._readers_from = sequence

    def fall_back(self) -> None:
        """Hold the newest alone."""
        self._from = self._readers_from = None
        while len(self._order) > self.newest:
            self._drop()

    def forget(self) -> None:
        """Hold nothing of what came until now."""
        self._from = self._readers_from = None
        while self._order:
            self._drop()

    def clear(self) -> None:
        """Give all memory back."""
        self.newest = 0
        self.fall_back()

    def _trim(self) -> None:
        """The oldest go, unless somebody may still begin there and there is room."""
        for _ in range(DROPPED_AT_ONCE):
            if self._is_needed(self._order[0]):
                memory = self._memory
                full = len(self._order) > MOST_PACKETS or self.bytes > MOST_BYTES
                if full or memory.used > memory.most:
                    memory.short += 1
                    self.fall_back()
                return
            self._drop()
            if len(self._order) <= self.newest:
                return

    def _is_needed(self, sequence: int) -> bool:
        start, reader = self._from, self._readers_from
        if start is not None and difference16(sequence, start) >= 0:
            return True
        return reader is not None and difference16(sequence, reader) >= 0

    def _drop(self) -> None:
        _item, size = self._items.pop(self._order.popleft())
        self.bytes -= size
        self._memory.used -= size
