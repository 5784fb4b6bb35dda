"""Line: what a bad network does to the datagrams of one peer, the same in each run.

Drawn from a seed, per direction: a share is lost, the rest is late by a delay that varies, so that
some overtake others.
"""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weather:
    """`loss` is a share of 1; the delay is spread evenly over `delay` ± `jitter` seconds."""

    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0

    @property
    def is_fair(self) -> bool:
        return not (self.loss or self.delay or self.jitter)


class Line:
    """One direction of one peer."""

    __slots__ = ("_luck", "_weather", "lost", "passed")

    def __init__(self, weather: Weather, seed: int) -> None:
        self._weather = weather
        self._luck = random.Random(seed)  # noqa: S311
        self.passed = self.lost = 0

    def fate(self) -> float | None:
        """After how many seconds the next datagram arrives; None if never."""
        weather, luck = self._weather, self._luck.random
        if weather.loss and luck() < weather.loss:
            self.lost += 1
            return None
        self.passed += 1
        return weather.delay + weather.jitter * (2 * luck() - 1)
