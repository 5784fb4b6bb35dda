"""BitrateLimit: drops what one performer sends above RELAY_MOST_BITRATE.

The relay sends each packet on to every viewer, so one performer could fill its line.
"""

from streaming.forwarding.budget import Budget

AT_ONCE_SECONDS = 1.0  # of bitrate in one burst: a keyframe, or a line that was cut and catches up
LATELY_SECONDS = 5.0  # the studio warns for so long after a packet was dropped
TELL_SECONDS = 10.0  # between two lines in the log


class BitrateLimit:
    __slots__ = ("_budget", "_dropped", "_dropped_at", "_told_at")

    def __init__(self, bitrate: int, now: float) -> None:
        a_second = bitrate / 8
        self._budget = Budget(a_second * AT_ONCE_SECONDS, a_second, now)
        self._dropped = 0
        self._dropped_at = self._told_at = float("-inf")

    def takes(self, size: int, now: float) -> bool:
        if self._budget.spend(size, now):
            return True
        self._dropped += 1
        self._dropped_at = now
        return False

    def is_reached(self, now: float) -> bool:
        """Whether anything was dropped lately."""
        return now - self._dropped_at < LATELY_SECONDS

    def news(self, now: float) -> int:
        """How many packets to report as dropped; 0 when the last report is recent."""
        if not self._dropped or now - self._told_at < TELL_SECONDS:
            return 0
        dropped, self._dropped, self._told_at = self._dropped, 0, now
        return dropped
