"""RoundTrip: the round-trip time to one viewer, from its answers to our sender reports."""

from collections import deque

from streaming.wire.ntp import middle32
from streaming.wire.rtcp import ReportBlock

REMEMBERED = 8  # reports, one a second: an answer that takes longer measures no round trip
LEAST_SECONDS, MOST_SECONDS = 0.001, 10.0  # clocks have steps; what is longer is a mistake
SMOOTHING = 0.25  # share of a new measurement


class RoundTrip:
    __slots__ = ("seconds", "_reports")

    def __init__(self) -> None:
        self.seconds: float | None = None  # smoothed; None until it was measured
        self._reports: deque[tuple[int, float]] = deque(maxlen=REMEMBERED)

    def report_sent(self, ntp: int, now: float) -> None:
        """A sender report with this NTP time leaves now."""
        self._reports.append((middle32(ntp), now))

    def answered(self, block: ReportBlock, now: float) -> None:
        """The viewer's report block, which names the sender report that it heard last."""
        sent_at = next((at for ntp, at in self._reports if ntp == block.last_report), None)
        if sent_at is None or not block.last_report:
            return
        measured = now - sent_at - block.delay / 65536
        if 0 <= measured < MOST_SECONDS:
            measured = max(measured, LEAST_SECONDS)
            before = measured if self.seconds is None else self.seconds
            self.seconds = before + (measured - before) * SMOOTHING
