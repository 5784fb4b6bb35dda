"""Keyframes: when to ask the performer for a keyframe (PLI), however many viewers wish for one.

There is at most one request in half a second, repeated until a keyframe has come. Some encoders
never answer: FFmpeg sends a keyframe when its own time has come.
"""

APART = 0.5  # seconds: a keyframe is about as large as half a second of other pictures
AGAIN_AFTER = 1.0  # seconds, from the third request on: this encoder is slow, or deaf
ANSWER_SECONDS = 0.5  # an encoder that listens needs a round trip and a picture
REMEMBERED = 4  # wishes
MISSED = 2  # of those: by chance alone a keyframe may come right after a question


class Keyframes:
    __slots__ = ("wanted", "_asked_at", "_first_at", "_tries", "_missed")

    def __init__(self) -> None:
        self.wanted = False
        self._asked_at = float("-inf")
        self._first_at = 0.0  # when the wish that is open was first sent on
        self._tries = 0
        self._missed: list[bool] = []  # of the last wishes

    def ask(self, now: float) -> bool:
        """Somebody needs a keyframe. True: send the question now."""
        self.wanted = True
        return self.due(now)

    def due(self, now: float) -> bool:
        """True: send a question now (and it counts as sent)."""
        apart = APART if self._tries < 2 else AGAIN_AFTER
        if not self.wanted or now - self._asked_at < apart:
            return False
        if not self._tries:
            self._first_at = now
        self._asked_at = now
        self._tries += 1
        return True

    def arrived(self, now: float) -> None:
        if self._tries:
            missed = now - self._first_at > ANSWER_SECONDS
            self._missed = [*self._missed[1 - REMEMBERED :], missed]
        self.wanted = False
        self._tries = 0

    def deaf(self, now: float) -> bool:
        """Whether the performer does not answer, or has not for a while now."""
        waits = self._tries > 0 and now - self._first_at > ANSWER_SECONDS
        return waits or sum(self._missed) >= MISSED

    def has_to_wait(self, now: float) -> bool:
        """Whether a wish has to wait, because the keyframe that was asked for last is so young."""
        return self.wanted and not self._tries and now - self._asked_at < APART

    def restart(self) -> None:
        """Another encoder; it may listen."""
        self._tries = 0
        self._missed = []
