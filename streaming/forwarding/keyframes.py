"""Keyframes: when to ask the performer for a keyframe, however many viewers wish for one.

At most one question in half a second; asked again until a keyframe has come.
"""

APART = 0.5
AGAIN_AFTER = 1.0


class Keyframes:
    __slots__ = ("wanted", "_asked_at", "_tries")

    def __init__(self) -> None:
        self.wanted = False
        self._asked_at = float("-inf")
        self._tries = 0

    def ask(self, now: float) -> bool:
        """Somebody needs a keyframe. True: send the question now."""
        self.wanted = True
        return self.due(now)

    def due(self, now: float) -> bool:
        """True: send a question now (and it counts as sent)."""
        apart = APART if self._tries < 2 else AGAIN_AFTER
        if not self.wanted or now - self._asked_at < apart:
            return False
        self._asked_at = now
        self._tries += 1
        return True

    def arrived(self, now: float) -> None:
        self.wanted = False
        self._tries = 0
