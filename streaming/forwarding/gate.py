"""Gate: after a restart nothing passes before a keyframe, for nobody could decode it."""

OPEN_AFTER = 3.0  # seconds: for an encoder whose keyframes we do not recognise


class Gate:
    __slots__ = ("closed", "_since")

    def __init__(self, *, closed: bool) -> None:
        self.closed = closed
        self._since: float | None = None  # the first packet that came to the gate

    def passes(self, keyframe: bool, filled: bool, now: float) -> bool:
        """Whether this packet may pass; with it, all that follow. `filled`: it has a payload."""
        if not self.closed:
            return True
        if self._since is None:
            self._since = now
        if keyframe or (filled and now - self._since > OPEN_AFTER):
            self.closed = False
        return not self.closed
