"""KeyframeRequests: how often one viewer's requests for a keyframe are passed on.

A viewer that asks on and on is heard less and less: its path does not carry the keyframe, and each
one costs all the others bitrate.
"""

APART = (0.0, 0.5, 1.0, 1.5, 2.0)  # seconds between two requests, the first, the second and so on
CALM_SECONDS = 10.0  # after so long without a request it is as at first


class KeyframeRequests:
    __slots__ = ("_passed_on_at", "_step")

    def __init__(self) -> None:
        self._passed_on_at = float("-inf")
        self._step = 0

    def ask(self, now: float) -> bool:
        """The viewer asks. True: pass it on."""
        calm = now - self._passed_on_at
        if calm > CALM_SECONDS:
            self._step = 0
        if calm < APART[self._step]:
            return False
        self._passed_on_at = now
        self._step = min(self._step + 1, len(APART) - 1)
        return True
