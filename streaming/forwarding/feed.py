"""Feed: one track as sent to one viewer.

Most viewers are `straight`: they get the source's own numbers, and with them the same bytes as
everybody with their wiring. Only one that switched its layer or paused has numbers of its own.
A feed also decides what is sent again: never more than a quarter of what the viewer gets anyway.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from streaming.wire.ntp import middle32, ntp64
from streaming.wire.rtcp import ReportBlock, SenderReport
from streaming.wire.serial import difference16, difference32

from .catch_up import CatchUp
from .fanout import Wiring
from .kept import Kept
from .picture_ids import UNCHANGED, Shift, shift_between, shifted
from .source import Source

AGAIN_SHARE = 0.248  # of the bytes sent; a quarter with what is given to begin with
# What a lossy line may have: at 15 % lost each way a packet that is sent twice arrives three times
# out of four, for it also has to be asked for.
LOSSY_SHARE = 0.6
LOSSY_COPIES = 2
AGAIN_AT_ONCE = 4_000  # bytes of credit to begin with, and 64,000 at most
AGAIN_AT_MOST = 64_000
TIMES, LOSSY_TIMES = 3, 8
PATIENCE, LOSSY_PATIENCE = 0.9, 0.45  # round trips until the same packet is sent once more
STRETCHES = 6
SETTLED_AFTER = 15.0  # packets from before a stretch are long gone, and numbers may come round
HURRIED_AT_MOST = 600.0  # by then everybody has caught up, long before timestamps come round
REMEMBERED = 2048
FORGOTTEN_AFTER = 10.0  # by then the same number is another packet
KEYFRAME_APART = (0.0, 0.5, 1.0, 1.5, 2.0)  # a viewer that asks on and on is heard less and less
CALM_SECONDS = 10.0


@dataclass(slots=True, frozen=True)
class Stretch:
    """A part of the feed that comes from one layer, with the same difference of numbers."""

    first: int
    layer: int
    begun_at: float
    sequence: int = 0
    timestamp: int = 0
    pictures: Shift = UNCHANGED
    until: int | None = None  # timestamps before this one are pressed together; see catch_up.py
    speed: float = 1.0

    @property
    def straight(self) -> bool:
        return not self.sequence and not self.timestamp and self.pictures == UNCHANGED

    def holds(self, sequence: int, now: float) -> bool:
        """Whether this outgoing number lies in this stretch and not before it."""
        return now - self.begun_at > SETTLED_AFTER or difference16(sequence, self.first) >= 0

    def hurries(self, kept: Kept) -> bool:
        """Whether the viewer had not caught up yet at this packet."""
        if self.until is None or kept.arrived_at - self.begun_at > HURRIED_AT_MOST:
            return False
        return difference32(self.until, kept.timestamp) > 0

    def pressed(self, timestamp: int) -> int:
        """The timestamp of what the viewer hurries through."""
        until = self.until or 0
        return (until - int(difference32(until, timestamp) / self.speed)) & 0xFFFFFFFF


class Feed:
    __slots__ = (
        "wiring", "sources", "target", "paused", "loss", "rtt", "again_packets", "again_bytes",
        "hasty", "missed", "lossy", "patient", "again_at", "_catch_up",
        "_stretch", "_stretches", "_last", "_carried", "_from", "_credit", "_paid_for", "_again",
        "_rtx_sequence", "_reports", "_keyframe_asked_at", "_keyframe_step",
    )  # fmt: skip

    def __init__(self, wiring: Wiring, sources: Sequence[Source], layer: int = 0) -> None:
        self.wiring = wiring
        self.sources = list(sources)
        self.target = layer
        self.paused = self.hasty = False
        self.loss = 0.0
        self.rtt: float | None = None
        self.again_packets = self.again_bytes = 0
        self.missed = 0  # packets that were asked for again, each as often as it was
        self.lossy = False  # it gets more of what is sent again, and sound twice and three times
        self.patient = False  # it begins at the last keyframe, and wishes for none
        self.again_at = float("-inf")  # when it may begin there once more
        self._catch_up: CatchUp | None = None
        self._stretch: Stretch | None = None
        self._stretches: deque[Stretch] = deque(maxlen=STRETCHES)
        self._last: tuple[Stretch, Kept] | None = None  # where a stretch ended
        self._carried = self._from = (0, 0)  # packets and bytes: of former stretches; at the start
        self._credit: float = AGAIN_AT_ONCE
        self._paid_for = 0
        self._again: dict[int, tuple[int, float]] = {}
        self._rtx_sequence = 0
        self._reports: deque[tuple[int, float]] = deque(maxlen=8)
        self._keyframe_asked_at = float("-inf")
        self._keyframe_step = 0

    @property
    def layer(self) -> int | None:
        """The layer that is being sent; None before the first keyframe and while paused."""
        return self._stretch.layer if self._stretch is not None else None

    @property
    def straight(self) -> bool:
        """Whether each packet of the layer goes out as everybody else gets it."""
        return self._stretch is not None and self._stretch.straight

    @property
    def red(self) -> int | None:
        """As what sound goes out that carries the packets before it; None for none."""
        return self.wiring.red_payload_type if self.lossy else None

    @property
    def shift(self) -> Stretch | None:
        """What the numbers are changed by: equal for those who switched at the same keyframe."""
        return None if self.straight else self._stretch

    def start(self) -> None:
        """The viewer is connected: it needs a keyframe to begin with."""
        self._wish_for(self.target)

    def choose(self, layer: int, *, hasty: bool = False) -> None:
        """Another layer, from its next keyframe on; until then the present one goes on. A hasty
        viewer would rather begin at the last keyframe than wait long for the next one."""
        self.paused, self.hasty = False, hasty
        self.target = layer
        if layer != self.layer:
            self._wish_for(layer)

    def pause(self) -> None:
        """Nothing of this track, until a layer is chosen again."""
        self.paused = True
        self._end()

    def begin_late(self, catch_up: CatchUp, now: float) -> None:
        """Begin at a keyframe that everybody else has had; what follows is hurried() until then.

        A feed that has begun already goes on with its next number, wherever that leads.
        """
        first, source, hurries = catch_up.first, catch_up.source, self._catch_up is not None
        until, speed = catch_up.until, catch_up.speed
        self._end()
        if self._last is None:
            stretch = Stretch(first.sequence, first.layer, now, until=until, speed=speed)
        else:
            former, last = self._last
            number = (last.sequence + 1) & 0xFFFF
            pictures, timestamp = former.pictures, former.timestamp
            if former.layer != first.layer and source.sent is not None:
                timestamp = self._following(source.sent, source, former, last).timestamp
            if first.keyframe:
                pictures = shift_between(source.codec.name, last.payload, first.payload)
                # What came late may lie before what the viewer has had: times never go back.
                shown = (catch_up.pressed(first.timestamp) + timestamp) & 0xFFFFFFFF
                timestamp += max(0, difference32((last.timestamp + 1) & 0xFFFFFFFF, shown))
            shift, timestamp = (number - first.sequence) & 0xFFFF, timestamp & 0xFFFFFFFF
            stretch = Stretch(number, first.layer, now, shift, timestamp, pictures, until, speed)
        self._stretch, self._catch_up, self.hasty = stretch, catch_up, False
        self._from = (source.packets_out, source.bytes_out) if hurries else source.opened_with
        self._stretches.append(stretch)

    def give_up(self) -> None:
        """The line does not carry the hurry: nothing until the next keyframe."""
        self._end()

    def caught_up(self) -> None:
        """It gets what all get."""
        self._catch_up = None

    def hurried(self, kept: Kept) -> Kept:
        """The packet as this viewer gets it while it catches up."""
        return kept if self._stretch is None else self._moved(kept, self._stretch)

    @property
    def is_new(self) -> bool:
        """Nothing was ever sent, and something is wanted."""
        return self._stretch is None and self._last is None and not self.paused

    def place(self, kept: Kept) -> Kept | None:
        """The packet with this viewer's numbers: `kept` itself when the feed is straight."""
        stretch = self._stretch
        if stretch is None or kept.layer != stretch.layer:
            if self.paused or kept.layer != self.target:
                return None
            if not kept.keyframe and self.sources[kept.layer].codec.video:
                return None
            stretch = self._begin(kept)
        elif not stretch.holds(kept.sequence + stretch.sequence, kept.arrived_at):
            return None
        return kept if stretch.straight else self._moved(kept, stretch)

    def asked_again(self, sequences: Sequence[int], now: float) -> list[Kept]:
        """What to send again of what the viewer misses, each for its own RTX number."""
        self._earn()
        self.missed += len(sequences)
        rtt = self.rtt or 0.05
        lossy = self.lossy and self._catch_up is None  # who hurries fills the line itself
        copies = LOSSY_COPIES if lossy and self.wiring.rtx_ssrc else 1
        most = LOSSY_TIMES if lossy else TIMES
        apart = rtt * (LOSSY_PATIENCE if lossy else PATIENCE)
        again: list[Kept] = []
        for sequence in sequences:
            times, at = self._again.get(sequence, (0, float("-inf")))
            if times >= most and now - at < FORGOTTEN_AFTER:
                continue
            if now - at < apart or (kept := self._sent(sequence, now)) is None:
                continue
            if now - kept.arrived_at < rtt * 0.6:
                continue  # the first one is still on its way
            if kept.size * copies > self._credit:
                break
            self._credit -= (kept.size + 2) * copies
            self._again.pop(sequence, None)
            self._again[sequence] = (times % most + 1, now)
            again += [kept] * copies
        while len(self._again) > REMEMBERED:
            del self._again[next(iter(self._again))]
        self.again_packets += len(again)
        self.again_bytes += sum(kept.size + 2 for kept in again)
        return again

    def next_rtx_sequence(self) -> int:
        self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
        return self._rtx_sequence

    def ask_keyframe(self, now: float) -> bool:
        """The viewer asks for a keyframe. True: the source's next `upstream` sends the wish on."""
        calm = now - self._keyframe_asked_at
        if calm > CALM_SECONDS:
            self._keyframe_step = 0
        if self.paused or calm < KEYFRAME_APART[self._keyframe_step]:
            return False
        self._keyframe_asked_at = now
        self._keyframe_step = min(self._keyframe_step + 1, len(KEYFRAME_APART) - 1)
        self._wish_for(self.target if self._stretch is None else self._stretch.layer)
        return True

    def totals(self) -> tuple[int, int]:
        """Packets and payload bytes sent, without those that were sent again."""
        packets, size = self._carried
        if self._stretch is None:
            return packets, size
        source = self.sources[self._stretch.layer]
        return packets + source.packets_out - self._from[0], size + source.bytes_out - self._from[1]

    def sender_report(self, now: float, wall: float) -> SenderReport | None:
        """What the viewer needs to play this track in time with the others."""
        if self._stretch is None:
            return None
        timestamp = self.sources[self._stretch.layer].outgoing_timestamp_at(now, wall)
        if timestamp is None:
            return None
        ntp = ntp64(wall)
        self._reports.append((middle32(ntp), now))
        packets, size = self.totals()
        return SenderReport(
            ssrc=self.wiring.ssrc,
            ntp=ntp,
            rtp_timestamp=(timestamp + self._stretch.timestamp) & 0xFFFFFFFF,
            packets=packets & 0xFFFFFFFF,
            octets=size & 0xFFFFFFFF,
            blocks=[],
        )

    def report_block(self, block: ReportBlock, now: float) -> None:
        """What the viewer says it received."""
        self.loss = block.fraction_lost / 256
        sent_at = next((at for ntp, at in self._reports if ntp == block.last_report), None)
        if sent_at is None or not block.last_report:
            return
        rtt = now - sent_at - block.delay / 65536
        if 0 <= rtt < 10:
            rtt = max(rtt, 0.001)
            self.rtt = rtt if self.rtt is None else self.rtt + (rtt - self.rtt) * 0.25

    def _wish_for(self, layer: int) -> None:
        if self.sources[layer].codec.video:
            self.sources[layer].keyframes.wanted = True

    def _begin(self, kept: Kept) -> Stretch:
        self._end()
        source = self.sources[kept.layer]
        if self._last is None:
            stretch = Stretch(kept.sequence, kept.layer, kept.arrived_at)
        else:
            stretch = self._following(kept, source, *self._last)
        self._stretch = stretch
        self._stretches.append(stretch)
        # The packet that begins the stretch is already counted by its source.
        self._from = (source.packets_out - 1, source.bytes_out - kept.size)
        return stretch

    def _following(self, kept: Kept, source: Source, former: Stretch, last: Kept) -> Stretch:
        """The next stretch, one packet after the last one and as much later as it was taken."""
        first = (last.sequence + 1) & 0xFFFF
        passed = round((kept.arrived_at - last.arrived_at) * source.codec.clock_rate)
        told = self._told_step(kept, source, former, last)
        if told is not None and abs(told - passed) < source.codec.clock_rate // 2:
            passed = told
        return Stretch(
            first=first,
            layer=kept.layer,
            begun_at=kept.arrived_at,
            sequence=(first - kept.sequence) & 0xFFFF,
            timestamp=(last.timestamp + max(1, passed) - kept.timestamp) & 0xFFFFFFFF,
            pictures=shift_between(source.codec.name, last.payload, kept.payload),
        )

    def _told_step(self, kept: Kept, source: Source, former: Stretch, last: Kept) -> int | None:
        """How much later the performer's own clock says it was taken; arrivals tell it roughly."""
        captured_at = source.captured_at(kept.timestamp)
        if captured_at is None:
            return None
        timestamp = self.sources[former.layer].timestamp_of(captured_at)
        if timestamp is None:
            return None
        return difference32((timestamp + former.timestamp) & 0xFFFFFFFF, last.timestamp)

    def _end(self) -> None:
        """Remember where the present stretch ends, for the next one to go on there."""
        if self._stretch is None:
            return
        self._carried = self.totals()
        source, catch_up = self.sources[self._stretch.layer], self._catch_up
        if catch_up is not None and catch_up.last is not None:
            last = self._moved(catch_up.last, self._stretch)
            self._last = self._stretch, replace(last, arrived_at=catch_up.sent_at)
        elif (newest := source.sent or source.newest) is not None:
            self._last = self._stretch, self._moved(newest, self._stretch)
        self._stretch = self._catch_up = None

    def _moved(self, kept: Kept, stretch: Stretch) -> Kept:
        hurries = stretch.hurries(kept)
        if stretch.straight and not hurries:
            return kept
        timestamp = stretch.pressed(kept.timestamp) if hurries else kept.timestamp
        return replace(
            kept,
            sequence=(kept.sequence + stretch.sequence) & 0xFFFF,
            timestamp=(timestamp + stretch.timestamp) & 0xFFFFFFFF,
            payload=shifted(self.sources[kept.layer].codec.name, kept.payload, stretch.pictures),
        )

    def _sent(self, sequence: int, now: float) -> Kept | None:
        for stretch in reversed(self._stretches):
            if stretch.holds(sequence, now):
                kept = self.sources[stretch.layer].cache.get((sequence - stretch.sequence) & 0xFFFF)
                return None if kept is None else self._moved(kept, stretch)
        return None

    def _earn(self) -> None:
        size = self.totals()[1]
        self._credit += (size - self._paid_for) * (LOSSY_SHARE if self.lossy else AGAIN_SHARE)
        self._credit = min(self._credit, AGAIN_AT_MOST)
        self._paid_for = size
