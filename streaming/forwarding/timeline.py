"""Timeline: renumbers a performer's packets into one outgoing sequence that only goes on.

`place` maps a packet's extended sequence number and timestamp to outgoing ones (16 and 32 bits). A
restart (another encoder, another SSRC, a jump of the clock) goes on one number later and as much
time later as has passed. `skip` closes the hole of a packet that is not passed on. A packet from
before the last restart, or from a hole that is closed, has no place any more: None.
"""

from bisect import bisect_left, insort

from streaming.wire.serial import difference32

# Seconds. A timestamp this far from the time that has passed is a jump, no pause and no burst.
JUMP_SECONDS = 5.0
# Numbers. Holes older than this are settled: window.py lets nothing so late through.
REMEMBERED = 4096


class Timeline:
    __slots__ = (
        "clock_rate", "turns", "_sequence", "_timestamp", "_seen_at",
        "_in_sequence", "_in_timestamp", "_first", "_offset", "_shift", "_holes", "_restart",
    )  # fmt: skip

    def __init__(self, clock_rate: int, sequence: int = 1, timestamp: int = 0) -> None:
        self.clock_rate = clock_rate
        self.turns = 0  # how often the sequence has begun anew
        self._sequence = sequence - 1  # the newest placed, outgoing
        self._timestamp = timestamp
        self._seen_at: float | None = None
        self._in_sequence = 0  # the newest placed, incoming
        self._in_timestamp = 0
        self._first = 0  # the first incoming number since the restart
        self._offset = 0  # outgoing = incoming + offset - closed holes before it
        self._shift = 0  # the same for timestamps
        self._holes: list[int] = []
        self._restart = True

    def restart(self) -> None:
        """The next packet is the first of another incoming sequence."""
        self._restart = True

    def place(self, sequence: int, timestamp: int, now: float) -> tuple[int, int] | None:
        if not self._restart and sequence > self._in_sequence and self._jumps(timestamp, now):
            self._restart = True
        if self._restart:
            self._begin(sequence, timestamp, now)
        if sequence < self._first:
            return None
        outgoing = sequence + self._offset
        if self._holes:
            before = bisect_left(self._holes, sequence)
            if before < len(self._holes) and self._holes[before] == sequence:
                return None
            outgoing -= before
        if sequence >= self._in_sequence:
            self._in_sequence, self._in_timestamp, self._seen_at = sequence, timestamp, now
            self._sequence = outgoing
            if timestamp + self._shift > self._timestamp:
                self._timestamp = timestamp + self._shift
        return outgoing & 0xFFFF, (timestamp + self._shift) & 0xFFFFFFFF

    def skip(self, sequence: int) -> bool:
        """This packet is not passed on. False: later ones were placed, the hole stays open."""
        if self._restart or sequence <= self._in_sequence:
            return self._restart
        insort(self._holes, sequence)
        if self._holes[0] < sequence - REMEMBERED:
            settled = bisect_left(self._holes, sequence - REMEMBERED // 2)
            self._offset -= settled
            self._first = max(self._first, self._holes[settled - 1] + 1)
            del self._holes[:settled]
        return True

    def outgoing_timestamp(self, timestamp: int) -> int:
        """The outgoing timestamp of an extended incoming one, for sender reports."""
        return (timestamp + self._shift) & 0xFFFFFFFF

    def incoming_timestamp(self, timestamp: int) -> int:
        """The extended incoming timestamp of an outgoing one."""
        newest = self._in_timestamp
        return newest + difference32(timestamp, self.outgoing_timestamp(newest))

    def _jumps(self, timestamp: int, now: float) -> bool:
        passed = (now - self._seen_at) if self._seen_at is not None else 0.0
        moved = (timestamp - self._in_timestamp) / self.clock_rate
        return abs(moved - passed) > JUMP_SECONDS or moved < -1.0

    def _begin(self, sequence: int, timestamp: int, now: float) -> None:
        self._restart = False
        self.turns += 1
        if self._seen_at is None:
            self._shift = self._timestamp - timestamp
        else:
            passed = max(0.0, now - self._seen_at)
            step = max(1, int(passed * self.clock_rate))
            self._shift = self._timestamp + step - timestamp
        self._first = self._in_sequence = sequence
        self._offset = self._sequence + 1 - sequence
        self._holes.clear()
