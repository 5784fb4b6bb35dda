"""TokenBucket: limits how fast one socket may ask. Pure: time is a parameter."""


class TokenBucket:
    def __init__(self, size: float, per_second: float, now: float) -> None:
        self.size, self.per_second = size, per_second
        self._left, self._at = size, now

    def take(self, now: float) -> bool:
        """Take one token; False when none is left."""
        self._left = min(self.size, self._left + (now - self._at) * self.per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def spend(self, count: float) -> None:
        """Take tokens that were used elsewhere. The debt is never larger than a full bucket."""
        self._left = max(-self.size, self._left - count)
