"""LayerChoice: which simulcast layer one viewer gets.

It goes down at once when the path does not carry the layer, and up one step after three seconds of
evidence. A step up is a trial: no estimate knows what a path carries before it is sent. A failed
trial makes the next wait twice as long. The feed switches at the next keyframe of the layer.
"""

from collections.abc import Sequence

from .path_estimate import PathEstimate

AUTO = -1
SOUND_ALONE = -2
UP_AFTER = 3.0  # seconds: three reports of a browser
UP_AFTER_AT_MOST = 60.0  # seconds: a path may become better within a show
TRIAL_SECONDS = 8.0  # a queue that grows shows itself by then, and so does a REMB
APART = 1.0  # seconds: a step down takes this long to be felt on the path


class LayerChoice:
    __slots__ = ("wish", "layer", "_changed_at", "_trial", "_wait", "_good_since")

    def __init__(self, wish: int = AUTO) -> None:
        self.wish = wish  # AUTO, SOUND_ALONE or the index of a layer
        self.layer: int | None = None
        self._changed_at = float("-inf")
        self._trial = False
        self._wait = UP_AFTER
        self._good_since: float | None = None

    def choose(self, rates: Sequence[float], path: PathEstimate, now: float) -> int | None:
        """The layer to send, of layers with these bitrates now (0: silent); None: no picture.

        To be asked a few times a second.
        """
        alive = sorted(
            (index for index, rate in enumerate(rates) if rate > 0), key=rates.__getitem__
        )
        if self.wish == SOUND_ALONE:
            self.layer = None
        elif self.wish != AUTO:
            self.layer = self.wish if self.wish in alive or not alive else alive[-1]
        elif alive:
            self._automatic(alive, rates, path, now)
        return self.layer

    def _automatic(
        self, alive: list[int], rates: Sequence[float], path: PathEstimate, now: float
    ) -> None:
        if self.layer not in alive:
            self._change(self._carried(alive, rates, path, now), now)
            return
        place = alive.index(self.layer)
        rate = rates[self.layer]
        if path.in_trouble(rate, now):
            self._good_since = None
            if place > 0 and now - self._changed_at >= APART:
                self._step_down(alive[:place], rates, path, now)
            return
        if not path.clean(rate, now):
            self._good_since = None
            return
        if self._good_since is None:
            self._good_since = now
        if self._trial and now - self._changed_at > TRIAL_SECONDS:
            self._trial, self._wait = False, UP_AFTER
        evidence = now - max(self._good_since, self._changed_at)
        if place + 1 < len(alive) and evidence >= self._wait:
            self._change(alive[place + 1], now)
            self._trial = True

    def _step_down(
        self, lower: list[int], rates: Sequence[float], path: PathEstimate, now: float
    ) -> None:
        self._wait = min(self._wait * 2, UP_AFTER_AT_MOST) if self._trial else UP_AFTER
        self._trial = False
        self._change(self._carried(lower, rates, path, now), now)

    def _carried(
        self, layers: list[int], rates: Sequence[float], path: PathEstimate, now: float
    ) -> int:
        """The best of these layers that the path is known to carry; the least if none is."""
        bitrate = path.bitrate(now)
        if bitrate is None:
            return layers[-1]
        return next((layer for layer in reversed(layers) if rates[layer] <= bitrate), layers[0])

    def _change(self, layer: int, now: float) -> None:
        self.layer = layer
        self._changed_at = now
        self._good_since = None
