"""Reception and SenderClock: what is reported about a line, in both directions.

Reception is RFC 3550 of one incoming line: lost, jitter, a report block. SenderClock maps a
performer's clock to the outgoing line, so that picture and sound of one performer stay together
for every viewer, in the relay's own time.
"""

from dataclasses import dataclass

from streaming.wire.ntp import middle32, unix_seconds
from streaming.wire.rtcp import ReportBlock, SenderReport

DRIFT = 1e-4  # how fast a clock may run away from ours: the delay found may grow this fast


class Reception:
    """One incoming line of numbers since its start."""

    __slots__ = (
        "received", "highest", "jitter", "_first", "_rate", "_transit",
        "_expected_before", "_received_before", "_report", "_report_at",
    )  # fmt: skip

    def __init__(self, clock_rate: int) -> None:
        self._rate = clock_rate
        self.restart()

    def restart(self) -> None:
        self.received = 0
        self.highest = 0
        self.jitter = 0.0
        self._first: int | None = None
        self._transit: float | None = None
        self._expected_before = self._received_before = 0
        self._report = 0
        self._report_at = 0.0

    def arrived(self, sequence: int, timestamp: int, now: float) -> None:
        if self._first is None:
            self._first = self.highest = sequence
        self.received += 1
        if sequence > self.highest:
            self.highest = sequence
        transit = now * self._rate - timestamp
        if self._transit is not None:
            self.jitter += (abs(transit - self._transit) - self.jitter) / 16
        self._transit = transit

    def heard_report(self, ntp: int, now: float) -> None:
        self._report = middle32(ntp)
        self._report_at = now

    @property
    def lost(self) -> int:
        return self.highest - self._first + 1 - self.received if self._first is not None else 0

    def block(self, ssrc: int, now: float) -> ReportBlock:
        """What to report now; the fraction is counted from block to block."""
        expected = self.received + self.lost
        span = expected - self._expected_before
        missed = span - (self.received - self._received_before)
        self._expected_before, self._received_before = expected, self.received
        return ReportBlock(
            ssrc=ssrc,
            fraction_lost=min(255, max(0, missed * 256 // span)) if span > 0 else 0,
            lost=max(-(1 << 23), min((1 << 23) - 1, self.lost)),
            highest=self.highest & 0xFFFFFFFF,
            jitter=min(int(self.jitter), 0xFFFFFFFF),
            last_report=self._report,
            delay=int((now - self._report_at) * 65536) & 0xFFFFFFFF if self._report else 0,
        )


class PerformerClock:
    """How far one performer's clock lies from ours; shared by all lines of the performer."""

    __slots__ = ("_offset", "_heard_at")

    def __init__(self) -> None:
        self._offset: float | None = None
        self._heard_at = 0.0

    def heard(self, ntp: int, now: float, wall: float) -> None:
        """A sender report: the fastest one tells most about the clocks, slow ones were queued."""
        offset = wall - unix_seconds(ntp)
        if self._offset is not None and abs(offset - self._offset) < 1.0:
            offset = min(offset, self._offset + DRIFT * (now - self._heard_at))
        self._offset, self._heard_at = offset, now

    def performer_ntp_seconds(self, wall: float) -> float | None:
        return wall - self._offset if self._offset is not None else None


@dataclass(slots=True)
class Anchor:
    """One moment of a line: the performer's wall time and the extended timestamp there."""

    ntp_seconds: float
    timestamp: int


class SenderClock:
    """Where a line (in its incoming, extended timestamps) is at a moment of our time."""

    __slots__ = ("_rate", "_clock", "_anchor", "_arrival")

    def __init__(self, clock_rate: int, clock: PerformerClock) -> None:
        self._rate = clock_rate
        self._clock = clock
        self.restart()

    def restart(self, clock: PerformerClock | None = None) -> None:
        """The line begins anew: what was known of its timestamps is void."""
        self._clock = clock or self._clock
        self._anchor: Anchor | None = None
        self._arrival: tuple[float, int] | None = None

    def arrived(self, timestamp: int, now: float) -> None:
        """Until a report has come: the earliest arrival is the nearest to the truth."""
        if self._anchor is None and (
            self._arrival is None or timestamp > self._timestamp_by_arrival(now)
        ):
            self._arrival = now, timestamp

    def heard(self, report: SenderReport, timestamp: int, now: float, wall: float) -> None:
        """The performer's report, its RTP timestamp unwrapped beside the line's own."""
        self._clock.heard(report.ntp, now, wall)
        self._anchor = Anchor(unix_seconds(report.ntp), timestamp)

    def timestamp_at(self, now: float, wall: float) -> int | None:
        """The line's extended timestamp at this moment; None when nothing is known yet."""
        theirs = self._clock.performer_ntp_seconds(wall)
        if self._anchor is not None and theirs is not None:
            passed = theirs - self._anchor.ntp_seconds
            return self._anchor.timestamp + round(passed * self._rate)
        return self._timestamp_by_arrival(now) if self._arrival is not None else None

    def taken_at(self, timestamp: int) -> float | None:
        """When the performer took what has this timestamp, by its own clock."""
        if self._anchor is None:
            return None
        return self._anchor.ntp_seconds + (timestamp - self._anchor.timestamp) / self._rate

    def timestamp_of(self, taken_at: float) -> int | None:
        """The timestamp of what was taken then."""
        if self._anchor is None:
            return None
        return self._anchor.timestamp + round((taken_at - self._anchor.ntp_seconds) * self._rate)

    def _timestamp_by_arrival(self, now: float) -> int:
        if self._arrival is None:
            return 0
        at, timestamp = self._arrival
        return timestamp + int((now - at) * self._rate)
