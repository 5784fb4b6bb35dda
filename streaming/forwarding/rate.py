"""Rate: the bitrate over the last second."""

SLOTS = 10  # one second: long enough for a keyframe to be part of it, short enough to steer by
SLOT_SECONDS = 0.1
NEVER = -1  # no slot: time is not negative


class Rate:
    __slots__ = ("_slots", "_slot", "_since")

    def __init__(self) -> None:
        self._slots = [0] * SLOTS
        self._slot = NEVER
        self._since = NEVER  # the slot of the first packet or question

    def add(self, size: int, now: float) -> None:
        slot = int(now / SLOT_SECONDS)
        if slot != self._slot:
            self._turn(slot)
        self._slots[slot % SLOTS] += size

    def bits(self, now: float) -> float:
        """Bits a second over the last second, or over less right after the start."""
        slot = int(now / SLOT_SECONDS)
        if slot != self._slot:
            self._turn(slot)
        covered = min(SLOTS, slot - self._since + 1)
        return sum(self._slots) * 8 / (covered * SLOT_SECONDS)

    def _turn(self, slot: int) -> None:
        if self._since == NEVER:
            self._since = slot
        else:
            for passed in range(self._slot + 1, min(slot, self._slot + SLOTS) + 1):
                self._slots[passed % SLOTS] = 0
            if slot - self._slot > SLOTS:
                self._slots = [0] * SLOTS
        self._slot = slot
