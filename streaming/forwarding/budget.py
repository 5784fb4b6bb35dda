"""Budget: a token bucket. It allows `most` at once and refills by `a_second`. Time is passed in."""


class Budget:
    __slots__ = ("_most", "_a_second", "_left", "_at")

    def __init__(self, most: float, a_second: float, now: float) -> None:
        self._most, self._a_second = most, a_second
        self._left, self._at = most, now

    def spend(self, cost: float, now: float) -> bool:
        """Take the cost if that much is left; False, and nothing taken, if not."""
        if now > self._at:
            self._left = min(self._most, self._left + (now - self._at) * self._a_second)
            self._at = now
        if cost > self._left:
            return False
        self._left -= cost
        return True
