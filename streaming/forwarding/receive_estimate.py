"""ReceiveEstimate: the bitrate that one performer's path carries, for the REMB sent to it.

It is for performers without transport-wide feedback. The estimate grows quickly while nothing
queues, and falls to what came through as soon as packets queue or get lost.
"""

from .queue_delay import QueueDelay
from .rate import Rate

# A picture of 720 lines: browsers believe a REMB at once only in their first two seconds, later
# they grow by a twelfth a second. A path that carries less shows it in a moment, by its queue.
START = 2_500_000.0
LEAST = 100_000.0  # sound, and a picture that still moves
MOST = 8_000_000.0  # enough for 1080p60; more would only take longer to fall
QUEUED = 0.06  # seconds: two pictures wait. Less is jitter
LOST = 0.10  # share of the packets: what is sent again does not mend more than this
FALL = 0.85  # of what came through: the rest empties the queue
HOLD_SECONDS = 1.0  # after a fall: the performer hears of it and the queue empties
GROWTH, LATER_GROWTH = 2.0, 1.08  # a second: until the first trouble, and since
REMB_EVERY = 1.0  # seconds; browsers forget a REMB after a few
FELL = 0.97  # of what was told last: a smaller step waits for the next second


class ReceiveEstimate:
    __slots__ = (
        "bitrate", "_rate", "_queue", "_lost", "_clean", "_hold_until", "_adapted_at",
        "_told_at", "_told",
    )  # fmt: skip

    def __init__(self) -> None:
        self.bitrate = START
        self._rate = Rate()
        self._queue = QueueDelay()
        self._lost = 0.0
        self._clean = True  # never yet in trouble
        self._hold_until = 0.0
        self._adapted_at: float | None = None
        self._told_at = float("-inf")
        self._told = START

    def arrived(self, size: int, now: float, send_time: float | None = None) -> None:
        """A packet of the performer; `send_time` is its abs-send-time in seconds, if it has one."""
        self._rate.add(size, now)
        if send_time is not None:
            self._queue.arrived(send_time, now)

    def lost(self, fraction: float) -> None:
        """The fraction lost of the performer's packets, as in our receiver report."""
        self._lost = fraction

    def remb(self, now: float) -> int | None:
        """The bitrate to send in a REMB now: once a second, and at once when it fell."""
        self._adapt(now)
        fell = self.bitrate < self._told * FELL
        if not fell and now - self._told_at < REMB_EVERY:
            return None
        self._told_at, self._told = now, self.bitrate
        return int(self.bitrate)

    def _adapt(self, now: float) -> None:
        passed = min(1.0, now - self._adapted_at) if self._adapted_at is not None else 0.0
        self._adapted_at = now
        if now < self._hold_until:
            return
        received, queued = self._rate.bits(now), self._queue.seconds
        if queued > QUEUED or self._lost > LOST:
            self.bitrate = max(LEAST, min(self.bitrate, received * FALL))
            self._hold_until = now + HOLD_SECONDS
            self._clean = False
            self._lost = 0.0
        elif queued < QUEUED / 2:
            grown = self.bitrate * (GROWTH if self._clean else LATER_GROWTH) ** passed
            # Twice what comes is enough to grow into; more would be a guess.
            self.bitrate = max(self.bitrate, min(grown, MOST, max(START, 2 * received)))
