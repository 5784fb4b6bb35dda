"""Ceiling: how much one performer may send. What they send goes to each viewer."""

from streaming.forwarding.budget import Budget

AT_ONCE_SECONDS = 1.0  # a keyframe comes in one piece, and a line that was cut catches up
LATELY_SECONDS = 5.0
TELL_SECONDS = 10.0


class Ceiling:
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
        """How many packets were dropped and not told of yet; 0 where there is nothing to tell."""
        if not self._dropped or now - self._told_at < TELL_SECONDS:
            return 0
        dropped, self._dropped, self._told_at = self._dropped, 0, now
        return dropped
