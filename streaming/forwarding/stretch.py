"""Stretch: a part of a feed that comes from one layer, renumbered by the same amounts.

A feed begins another stretch where it switches its layer, where it goes on after a pause, and
where it begins to catch up. Each stretch goes on one packet after the end of the one before.
"""

from dataclasses import dataclass, replace

from streaming.wire.serial import difference16, difference32

from .catch_up import CatchUp
from .outgoing_packet import OutgoingPacket
from .picture_ids import UNCHANGED, Shift, shift_between, shifted
from .source import Source

SETTLED_SECONDS = 15.0  # packets from before a stretch are long gone, and numbers may come round
HURRIED_AT_MOST = 600.0  # seconds: everybody has caught up, long before timestamps come round


@dataclass(slots=True, frozen=True)
class Stretch:
    """`sequence`, `timestamp` and `pictures` are added to what the source has."""

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
        """Whether nothing is renumbered."""
        return not self.sequence and not self.timestamp and self.pictures == UNCHANGED

    def holds(self, sequence: int, now: float) -> bool:
        """Whether this outgoing number lies in this stretch and not before it."""
        return now - self.begun_at > SETTLED_SECONDS or difference16(sequence, self.first) >= 0

    def renumbered(self, packet: OutgoingPacket, codec: str) -> OutgoingPacket:
        """The packet as the viewer gets it: itself where nothing is changed."""
        hurries = self._hurries(packet)
        if self.straight and not hurries:
            return packet
        timestamp = self._pressed(packet.timestamp) if hurries else packet.timestamp
        return replace(
            packet,
            sequence=(packet.sequence + self.sequence) & 0xFFFF,
            timestamp=(timestamp + self.timestamp) & 0xFFFFFFFF,
            payload=shifted(codec, packet.payload, self.pictures),
        )

    def _hurries(self, packet: OutgoingPacket) -> bool:
        """Whether the viewer had not caught up yet at this packet."""
        if self.until is None or packet.arrived_at - self.begun_at > HURRIED_AT_MOST:
            return False
        return difference32(self.until, packet.timestamp) > 0

    def _pressed(self, timestamp: int) -> int:
        """The timestamp of what the viewer hurries through."""
        until = self.until or 0
        return (until - int(difference32(until, timestamp) / self.speed)) & 0xFFFFFFFF


@dataclass(slots=True, frozen=True)
class End:
    """Where a stretch ended: its last packet, as the viewer got it, and the layer's source."""

    stretch: Stretch
    packet: OutgoingPacket
    source: Source

    @property
    def next_sequence(self) -> int:
        return (self.packet.sequence + 1) & 0xFFFF


def next_stretch(packet: OutgoingPacket, source: Source, end: End | None) -> Stretch:
    """The stretch that begins at this packet, one number after the end of the one before and as
    much later as the packet was captured."""
    if end is None:
        return Stretch(packet.sequence, packet.layer, packet.arrived_at)
    return Stretch(
        first=end.next_sequence,
        layer=packet.layer,
        begun_at=packet.arrived_at,
        sequence=(end.next_sequence - packet.sequence) & 0xFFFF,
        timestamp=_timestamp_shift(packet, source, end),
        pictures=shift_between(source.codec.name, end.packet.payload, packet.payload),
    )


def late_stretch(catch_up: CatchUp, end: End | None, now: float) -> Stretch:
    """The stretch that begins where a viewer begins to catch up, one number after the end of the
    one before, wherever that leads."""
    first, source = catch_up.first, catch_up.source
    until, speed = catch_up.until, catch_up.speed
    if end is None:
        return Stretch(first.sequence, first.layer, now, until=until, speed=speed)
    pictures, timestamp = end.stretch.pictures, end.stretch.timestamp
    if end.stretch.layer != first.layer and source.sent is not None:
        timestamp = _timestamp_shift(source.sent, source, end)
    if first.keyframe:
        pictures = shift_between(source.codec.name, end.packet.payload, first.payload)
        # What came late may lie before what the viewer has had: times never go back.
        shown = (catch_up.pressed(first.timestamp) + timestamp) & 0xFFFFFFFF
        timestamp += max(0, difference32((end.packet.timestamp + 1) & 0xFFFFFFFF, shown))
    number = end.next_sequence
    shift, timestamp = (number - first.sequence) & 0xFFFF, timestamp & 0xFFFFFFFF
    return Stretch(number, first.layer, now, shift, timestamp, pictures, until, speed)


def _timestamp_shift(packet: OutgoingPacket, source: Source, end: End) -> int:
    """What to add to make this packet as much later than the end as it was captured later."""
    rate = source.codec.clock_rate
    passed = round((packet.arrived_at - end.packet.arrived_at) * rate)
    captured = _captured_step(packet, source, end)
    # Arrivals say it roughly. The performer's clock says it exactly, unless it was set meanwhile.
    if captured is not None and abs(captured - passed) < rate // 2:
        passed = captured
    return (end.packet.timestamp + max(1, passed) - packet.timestamp) & 0xFFFFFFFF


def _captured_step(packet: OutgoingPacket, source: Source, end: End) -> int | None:
    """How much later the packet was captured than the end, by the performer's own clock."""
    captured_at = source.captured_at(packet.timestamp)
    if captured_at is None:
        return None
    timestamp = end.source.timestamp_of(captured_at)
    if timestamp is None:
        return None
    shown = (timestamp + end.stretch.timestamp) & 0xFFFFFFFF
    return difference32(shown, end.packet.timestamp)
