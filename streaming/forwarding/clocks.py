"""PerformerClock and TrackClock: when a performer captured what has a given RTP timestamp.

Picture and sound of one performer have timestamps of their own. Its sender reports tie both to its
wall clock, and PerformerClock ties that to ours. With both, they are played in step.
"""

from dataclasses import dataclass

from streaming.wire.ntp import unix_seconds
from streaming.wire.rtcp import SenderReport

DRIFT = 1e-4  # how fast a clock may run away from ours: the offset found may grow this fast
STEP_SECONDS = 1.0  # an offset that differs by more comes from a clock that was set, not from delay


class PerformerClock:
    """The offset between one performer's wall clock and ours; all its tracks share it."""

    __slots__ = ("_offset", "_heard_at")

    def __init__(self) -> None:
        self._offset: float | None = None
        self._heard_at = 0.0

    def heard(self, ntp: int, now: float, wall: float) -> None:
        """A sender report is here. The fastest one says most, the others waited in queues."""
        offset = wall - unix_seconds(ntp)
        if self._offset is not None and abs(offset - self._offset) < STEP_SECONDS:
            offset = min(offset, self._offset + DRIFT * (now - self._heard_at))
        self._offset, self._heard_at = offset, now

    def performer_seconds(self, wall: float) -> float | None:
        """The performer's wall time when ours is this; None before its first report."""
        return wall - self._offset if self._offset is not None else None


@dataclass(slots=True)
class Anchor:
    """The performer's wall time and the extended timestamp at the same moment."""

    performer_seconds: float
    timestamp: int


class TrackClock:
    """The extended incoming timestamps of one track, by the performer's clock and by ours."""

    __slots__ = ("_rate", "_clock", "_anchor", "_arrival")

    def __init__(self, clock_rate: int, clock: PerformerClock) -> None:
        self._rate = clock_rate
        self._clock = clock
        self.restart()

    def restart(self, clock: PerformerClock | None = None) -> None:
        """Another encoder: what was known of its timestamps is void."""
        self._clock = clock or self._clock
        self._anchor: Anchor | None = None
        self._arrival: tuple[float, int] | None = None

    def arrived(self, timestamp: int, now: float) -> None:
        """A packet is here. Until a report has come, the one with the least delay counts."""
        if self._anchor is None:
            guess = self._timestamp_by_arrival(now)
            if guess is None or timestamp > guess:
                self._arrival = now, timestamp

    def heard(self, report: SenderReport, timestamp: int, now: float, wall: float) -> None:
        """The performer's report; `timestamp` is its RTP timestamp, extended."""
        self._clock.heard(report.ntp, now, wall)
        self._anchor = Anchor(unix_seconds(report.ntp), timestamp)

    def timestamp_at(self, now: float, wall: float) -> int | None:
        """The timestamp of what is captured at this moment; None when nothing is known yet."""
        theirs = self._clock.performer_seconds(wall)
        if self._anchor is not None and theirs is not None:
            passed = theirs - self._anchor.performer_seconds
            return self._anchor.timestamp + round(passed * self._rate)
        return self._timestamp_by_arrival(now)

    def captured_at(self, timestamp: int) -> float | None:
        """The performer's wall time when it captured this; None before its report."""
        if self._anchor is None:
            return None
        return self._anchor.performer_seconds + (timestamp - self._anchor.timestamp) / self._rate

    def timestamp_of(self, captured_at: float) -> int | None:
        """The timestamp of what was captured then, by the performer's wall clock."""
        if self._anchor is None:
            return None
        passed = captured_at - self._anchor.performer_seconds
        return self._anchor.timestamp + round(passed * self._rate)

    def _timestamp_by_arrival(self, now: float) -> int | None:
        if self._arrival is None:
            return None
        at, timestamp = self._arrival
        return timestamp + int((now - at) * self._rate)
