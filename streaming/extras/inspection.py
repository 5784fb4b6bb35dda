"""Inspection: one received track, every packet of it looked at, in the order it was sent in.

Packets are released in sequence. What misses is waited for (and asked for) until it is given up;
then it is lost, and pictures are broken until the next keyframe.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from streaming.wire.rtcp import ReportBlock

from .findings import Findings

WAIT_SECONDS = 1.0
MOST_MISSING = 2000
MOST_TRIES = 10
MOST_PATIENCE_SECONDS = 0.15


@dataclass(slots=True)
class Miss:
    since: float
    asked_at: float = 0.0
    tries: int = 0


@dataclass(slots=True)
class Inspection:
    """`pictures`: several packets make a frame, and the last of them has the marker."""

    ssrc: int
    clock: int
    pictures: bool
    starts_keyframe: Callable[[bytes], bool]
    is_well_formed: Callable[[bytes], bool]
    findings: Findings = field(default_factory=Findings)
    first_at: float = 0.0
    first_keyframe_at: float = 0.0
    last_at: float = 0.0
    jitter: float = 0.0
    whole: bool = False  # pictures can be decoded now
    broken_since: float = 0.0
    _expected: int = -1  # the sequence number to release next, never wrapping
    _top: int = -1  # one beyond the highest that arrived
    _begun: int = 0
    _timestamp: int = -1
    _ended: bool = True  # the last released packet ended its frame
    _round_trip: float = 0.1
    _patience: float = 0.0  # before a miss is asked for
    _torn: bool = False  # something before the next packet to release is lost
    _frame_at: float = 0.0
    _transit: float = 0.0
    _pending: dict[int, tuple[int, bool, bytes, float]] = field(default_factory=dict)
    _missing: dict[int, Miss] = field(default_factory=dict)
    _reported: tuple[int, int] = (0, 0)
    _sender: tuple[int, float] = (0, 0.0)

    def packet(
        self,
        sequence: int,
        timestamp: int,
        marker: bool,
        payload: bytes,
        arrived: float,
        repair: bool = False,
    ) -> None:
        findings = self.findings
        if self._expected < 0:
            if repair:
                return
            self._expected = self._top = self._begun = sequence
            self._torn = self.pictures  # it may be in the middle of a frame
            self.first_at = self.last_at = self._frame_at = self.broken_since = arrived
        findings.packets += 1
        findings.payload_bytes += len(payload)
        if not repair:
            self._time(timestamp, arrived)
        expected = self._expected
        step = (sequence - expected + 0x8000 & 0xFFFF) - 0x8000
        if step == 0 and expected == self._top:
            self._expected = self._top = expected + 1
            self._release(timestamp, marker, payload, arrived)
            return
        self._out_of_order(expected + step, (timestamp, marker, payload, arrived), repair)

    def _time(self, timestamp: int, arrived: float) -> None:
        gap = arrived - self.last_at
        if gap > self.findings.longest_gap:
            self.findings.longest_gap = gap
        self.last_at = arrived
        transit = arrived * self.clock - timestamp
        change = abs(transit - self._transit)
        self._transit = transit
        if change < self.clock:  # a wrap or a restart is no jitter
            self.jitter += (change - self.jitter) / 16

    def _out_of_order(
        self, number: int, packet: tuple[int, bool, bytes, float], repair: bool
    ) -> None:
        findings, arrived = self.findings, packet[3]
        if number >= self._top:
            if number - self._top > MOST_MISSING:
                self._jump(number)
            for missed in range(self._top, number):
                self._missing[missed] = Miss(arrived)
            findings.missing += number - self._top
            self._top = number + 1
        elif (miss := self._missing.pop(number, None)) is not None:
            if repair:
                findings.repaired += 1
            else:
                findings.reordered += 1  # or sent again as it was, where there is no RTX
                if miss.tries == 0 or arrived - miss.asked_at < self._round_trip * 0.8:
                    self._learn(arrived - miss.since)
        elif number < self._begun:
            findings.packets -= 1  # overtaken by the packet that counted as the first
            return
        else:
            findings.duplicates += 1
            return
        self._pending[number] = packet
        self._advance()

    def _learn(self, late: float) -> None:
        """Overtaken packets come by themselves: on such a line, ask a little later."""
        share = 0.2 if late > self._patience else 0.01
        self._patience += (min(late * 1.5, MOST_PATIENCE_SECONDS) - self._patience) * share

    def _advance(self) -> None:
        while (packet := self._pending.pop(self._expected, None)) is not None:
            self._expected += 1
            self._release(*packet)

    def _jump(self, number: int) -> None:
        """The line was cut: count it once and begin anew there."""
        self.findings.jumps += 1
        self._missing.clear()
        self._pending.clear()
        self._expected = self._top = self._begun = number
        self._reported = (0, 0)
        self._break(self.last_at)

    def _release(self, timestamp: int, marker: bool, payload: bytes, arrived: float) -> None:
        if not self.pictures:
            self._release_sound(timestamp, payload, arrived)
            return
        if self._torn:
            self._resume(timestamp, payload, arrived)
        elif self._ended:
            self._begin_frame(timestamp, payload, arrived)
        elif timestamp != self._timestamp:
            self.findings.timestamp_faults += 1
            self._begin_frame(timestamp, payload, arrived)
        self._ended = marker
        if marker:
            self._end_frame(arrived)

    def _resume(self, timestamp: int, payload: bytes, arrived: float) -> None:
        """After a loss: in the middle of the same frame, at the start of another, or in between."""
        self._torn = False
        if self.starts_keyframe(payload):
            self._begin_frame(timestamp, payload, arrived)
            return
        if self._timestamp >= 0 and (timestamp - self._timestamp & 0xFFFFFFFF) >= 1 << 31:
            self.findings.timestamp_faults += 1
        self._timestamp = timestamp

    def _release_sound(self, timestamp: int, payload: bytes, arrived: float) -> None:
        if self._timestamp >= 0 and not 0 < (timestamp - self._timestamp & 0xFFFFFFFF) < 1 << 31:
            self.findings.timestamp_faults += 1
        if not self.is_well_formed(payload):
            self.findings.payload_faults += 1
        self._timestamp = timestamp
        self.findings.sounds += 1
        self.findings.longest_silence = max(self.findings.longest_silence, arrived - self._frame_at)
        self._frame_at = arrived

    def _begin_frame(self, timestamp: int, payload: bytes, arrived: float) -> None:
        if self._timestamp >= 0 and not 0 < (timestamp - self._timestamp & 0xFFFFFFFF) < 1 << 31:
            self.findings.timestamp_faults += 1
        self._timestamp = timestamp
        if not self.is_well_formed(payload):
            self.findings.payload_faults += 1
        if self.starts_keyframe(payload):
            self.findings.keyframes += 1
            self.whole = True
            self.broken_since = 0.0
            self.first_keyframe_at = self.first_keyframe_at or arrived

    def _end_frame(self, arrived: float) -> None:
        if not self.whole:
            return
        self.findings.frames += 1
        freeze = arrived - self._frame_at
        if freeze > self.findings.longest_freeze:
            self.findings.longest_freeze = freeze
        self._frame_at = arrived

    def _break(self, now: float) -> None:
        self._torn = True
        if self.pictures and self.whole:
            self.whole = False
            self.broken_since = now

    @property
    def newest(self) -> int:
        return self._top - 1 & 0xFFFF

    def forget_gaps(self, now: float) -> None:
        findings = self.findings
        findings.longest_gap = findings.longest_freeze = findings.longest_silence = 0.0
        self.last_at = self._frame_at = now

    @property
    def is_missing(self) -> bool:
        return bool(self._missing)

    def sampled(self, sequence: int) -> None:
        """One packet of many was seen: the line has come so far, and nothing is missed of it."""
        step = (sequence - self._top + 0x8001 & 0xFFFF) - 0x8000
        if self._expected >= 0 and step > 0:
            self._expected = self._top = self._top + step

    # -- what to ask for, and what to report

    def due(self, now: float, round_trip: float) -> list[int]:
        """The sequence numbers to ask for now. Gives up what is too old."""
        if not self._missing:
            return []
        self._round_trip = round_trip
        wait, ask = max(round_trip * 1.2, 0.02), []
        for number, miss in list(self._missing.items()):
            if now - miss.since > WAIT_SECONDS:
                self._give_up(number, now)
            elif miss.tries == 0 and now - miss.since < self._patience:
                continue
            elif miss.tries < MOST_TRIES and now - miss.asked_at >= wait:
                miss.asked_at, miss.tries = now, miss.tries + 1
                ask.append(number & 0xFFFF)
        return ask[:200]

    def _give_up(self, number: int, now: float) -> None:
        """Everything before it that waits is released, as far as it came."""
        del self._missing[number]
        self.findings.lost += 1
        while self._expected < number:  # those are given up too, or came
            packet = self._pending.pop(self._expected, None)
            self._expected += 1
            if packet is not None:
                self._release(*packet)
        self._expected = max(self._expected, number + 1)
        self._break(now)
        self._advance()

    def close(self, now: float) -> None:
        """The end: what still misses though it had its time counts as lost; the rest as unknown."""
        self.due(now, 1.0)
        if self.first_at:
            findings, still = self.findings, now - self._frame_at
            findings.longest_gap = max(findings.longest_gap, now - self.last_at)
            if self.pictures:
                findings.longest_freeze = max(findings.longest_freeze, still)
            else:
                findings.longest_silence = max(findings.longest_silence, still)
        self.findings.expected = max(self._top - self._begun, 0) - len(self._missing)

    def sender_report(self, ntp: int, arrived: float) -> None:
        self._sender = (ntp >> 16 & 0xFFFFFFFF, arrived)

    def report(self, now: float) -> ReportBlock | None:
        if self._expected < 0:
            return None
        expected = self._top - self._begun
        lost = self.findings.missing - self.findings.repaired - self.findings.reordered
        before, lost_before = self._reported
        interval, lost_now = expected - before, lost - lost_before
        self._reported = (expected, lost)
        fraction = min(max(lost_now, 0) * 256 // interval, 255) if interval > 0 else 0
        last, at = self._sender
        return ReportBlock(
            ssrc=self.ssrc,
            fraction_lost=fraction,
            lost=lost,
            highest=self._top - 1 & 0xFFFFFFFF,
            jitter=int(self.jitter),
            last_report=last,
            delay=int((now - at) * 65536) & 0xFFFFFFFF if last else 0,
        )
