"""Reception: what is received of one RTP stream (RFC 3550): loss, jitter, the report block."""

from streaming.wire.ntp import middle32
from streaming.wire.rtcp import ReportBlock

JITTER_SHARE = 16  # RFC 3550 section 6.4.1: each packet counts for a sixteenth
MOST_LOST, LEAST_LOST = (1 << 23) - 1, -(1 << 23)  # 24 bits with a sign


class Reception:
    __slots__ = (
        "received", "highest", "jitter", "_first", "_rate", "_transit",
        "_expected_before", "_received_before", "_report", "_report_at",
    )  # fmt: skip

    def __init__(self, clock_rate: int) -> None:
        self._rate = clock_rate
        self.restart()

    def restart(self) -> None:
        """Another sequence begins: nothing of it is received or lost yet."""
        self.received = 0
        self.highest = 0
        self.jitter = 0.0
        self._first: int | None = None
        self._transit: float | None = None
        self._expected_before = self._received_before = 0
        self._report = 0  # the middle of the last sender report's NTP time
        self._report_at = 0.0

    def arrived(self, sequence: int, timestamp: int, now: float) -> None:
        """A packet with this extended number and timestamp is here for the first time."""
        if self._first is None:
            self._first = self.highest = sequence
        self.received += 1
        if sequence > self.highest:
            self.highest = sequence
        transit = now * self._rate - timestamp
        if self._transit is not None:
            self.jitter += (abs(transit - self._transit) - self.jitter) / JITTER_SHARE
        self._transit = transit

    def heard_report(self, ntp: int, now: float) -> None:
        """The sender's report with this NTP time is here: our block tells when."""
        self._report = middle32(ntp)
        self._report_at = now

    @property
    def lost(self) -> int:
        return self.highest - self._first + 1 - self.received if self._first is not None else 0

    def block(self, ssrc: int, now: float) -> ReportBlock:
        """The report block to send now; the fraction is counted from block to block."""
        expected = self.received + self.lost
        span = expected - self._expected_before
        missed = span - (self.received - self._received_before)
        self._expected_before, self._received_before = expected, self.received
        return ReportBlock(
            ssrc=ssrc,
            fraction_lost=min(255, max(0, missed * 256 // span)) if span > 0 else 0,
            lost=max(LEAST_LOST, min(MOST_LOST, self.lost)),
            highest=self.highest & 0xFFFFFFFF,
            jitter=min(int(self.jitter), 0xFFFFFFFF),
            last_report=self._report,
            delay=int((now - self._report_at) * 65536) & 0xFFFFFFFF if self._report else 0,
        )
