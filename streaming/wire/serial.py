"""Serial numbers (RFC 1982): counters that wrap. The newer is less than half a turn ahead."""

SEQUENCE = 1 << 16
TIMESTAMP = 1 << 32


def difference16(a: int, b: int) -> int:
    """a - b as a signed step, -32768 to 32767."""
    return ((a - b + 0x8000) & 0xFFFF) - 0x8000


def newer16(a: int, b: int) -> bool:
    """Whether a comes after b. Exactly half a turn apart, neither does."""
    return 0 < ((a - b) & 0xFFFF) < 0x8000


def difference32(a: int, b: int) -> int:
    """a - b as a signed step."""
    return ((a - b + 0x80000000) & 0xFFFFFFFF) - 0x80000000


class Unwrapper16:
    """Serial numbers of 16 bits as integers that never wrap, each nearest to the newest seen."""

    __slots__ = ("newest",)

    def __init__(self) -> None:
        self.newest: int | None = None

    def unwrap(self, value: int) -> int:
        """The first value stands for itself; what came before it may be negative."""
        newest = self.newest
        if newest is None:
            self.newest = value
            return value
        step = ((value - newest + 0x8000) & 0xFFFF) - 0x8000
        if step > 0:
            self.newest = newest + step
        return newest + step
