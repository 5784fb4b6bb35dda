"""How fast one socket may talk: so much at once, then so much a second. Pure: time is handed in."""


class TokenBucket:
    def __init__(self, size: float, per_second: float, now: float) -> None:
        self.size, self.per_second = size, per_second
        self._left, self._at = size, now

    def take(self, now: float) -> bool:
        """Whether there was one left."""
        self._left = min(self.size, self._left + (now - self._at) * self.per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def spend(self, count: float) -> None:
        """So much was taken elsewhere; at worst it is empty, and as much is owed."""
        self._left = max(-self.size, self._left - count)
