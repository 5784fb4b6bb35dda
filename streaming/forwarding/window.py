"""Window: the numbers of one incoming RTP sequence, extended; doubles and strays are found here.

Sequence numbers and timestamps become integers that never wrap. A packet counts once. One far away
from the others is a stray, unless the next one follows it: then the sender began another sequence.
"""

from streaming.wire.serial import difference16, difference32

WINDOW = 2048  # numbers: doubles are known this far back, older packets are too late
DROPOUT = 3000  # RFC 3550 A.1: a jump wider than this is another sequence, if it goes on
NEVER = -(1 << 62)


class Window:
    __slots__ = ("newest", "newest_timestamp", "forgotten", "has_jumped",
                 "_counts", "_seen", "_after_stray")  # fmt: skip

    def __init__(self, counts: dict[str, int]) -> None:
        self.newest: int | None = None
        self.newest_timestamp: int | None = None
        self.forgotten: int = NEVER  # packets up to this one are too late
        self.has_jumped = False  # the sender began another sequence: this window is over
        self._counts = counts
        self._seen = [NEVER] * WINDOW
        self._after_stray: int | None = None  # the number that would follow the last stray

    def extended(self, number: int) -> int | None:
        """The sequence number, extended; None for a double, a late packet and a stray."""
        newest = self.newest
        if newest is None:
            return number
        sequence = newest + difference16(number, newest & 0xFFFF)
        if -WINDOW < sequence - newest <= DROPOUT:
            if self._seen[sequence % WINDOW] == sequence:
                self._counts["double"] += 1
                return None
            return sequence
        if number == self._after_stray:
            self.has_jumped = True
        else:
            self._after_stray = (number + 1) & 0xFFFF
            self._counts["late"] += 1
        return None

    def extended_timestamp(self, timestamp: int) -> int:
        newest = self.newest_timestamp
        if newest is None:
            return timestamp
        return newest + difference32(timestamp, newest & 0xFFFFFFFF)

    def note(self, sequence: int, timestamp: int) -> None:
        """The packet with these extended numbers is taken."""
        self._seen[sequence % WINDOW] = sequence
        if self.newest is None or sequence > self.newest:
            self.newest = sequence
            self.newest_timestamp = timestamp
            self._after_stray = None

    def forget(self) -> None:
        """Every packet up to the newest is too late from now on."""
        if self.newest is not None:
            self.forgotten = self.newest
