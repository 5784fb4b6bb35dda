"""Outgoing: one track on its way out: numbers, reports, and what was sent lately, to send again."""

import random
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from streaming.wire import rtcp
from streaming.wire.ntp import ntp64
from streaming.wire.rtp import Rtp

KEPT = 1024


def _random32() -> int:
    return random.getrandbits(32)  # noqa: S311


@dataclass(slots=True)
class Outgoing:
    """`repair_type` is None where retransmissions go out as they were (no RTX in the answer)."""

    payload_type: int
    clock: int
    mid: str
    rid: str = ""
    repair_type: int | None = None
    ssrc: int = field(default_factory=_random32)
    repair_ssrc: int = field(default_factory=_random32)
    packets: int = 0
    octets: int = 0
    repaired: int = 0
    picture_id: int = 0
    _sequence: int = field(default_factory=lambda: random.getrandbits(15))  # noqa: S311
    _repair_sequence: int = field(default_factory=lambda: random.getrandbits(15))  # noqa: S311
    _offset: int = field(default_factory=_random32)
    _kept: OrderedDict[int, Rtp] = field(default_factory=OrderedDict)
    _last: tuple[int, float] = (0, 0.0)

    def frame(self, at: int, payloads: Sequence[bytes], now: float) -> list[Rtp]:
        """The packets of one frame; the last has the marker where frames are pictures."""
        timestamp = self._offset + at & 0xFFFFFFFF
        self._last = (timestamp, now)
        last, pictures = len(payloads) - 1, self.clock == 90000
        return [
            self._packet(timestamp, payload, pictures and number == last)
            for number, payload in enumerate(payloads)
        ]

    def _packet(self, timestamp: int, payload: bytes, marker: bool) -> Rtp:
        packet = Rtp(self.payload_type, self._sequence, timestamp, self.ssrc, marker, payload)
        self._sequence = self._sequence + 1 & 0xFFFF
        self.packets += 1
        self.octets += len(payload)
        self._kept[packet.sequence] = packet
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return packet

    def again(self, sequences: Sequence[int]) -> list[Rtp]:
        """What is kept of these, wrapped as RFC 4588 says where the other side knows RTX."""
        found = [packet for one in sequences if (packet := self._kept.get(one)) is not None]
        self.repaired += len(found)
        return found if self.repair_type is None else [self._wrapped(packet) for packet in found]

    def _wrapped(self, packet: Rtp) -> Rtp:
        sequence = self._repair_sequence
        self._repair_sequence = sequence + 1 & 0xFFFF
        return Rtp(
            self.repair_type or 0,
            sequence,
            packet.timestamp,
            self.repair_ssrc,
            packet.marker,
            packet.sequence.to_bytes(2, "big") + packet.payload,
        )

    def report(self, now: float, wall: float) -> rtcp.SenderReport | None:
        """What was the time on the wall, and what on the clock of this track, at `now`."""
        timestamp, at = self._last
        if not self.packets:
            return None
        moved = timestamp + int((now - at) * self.clock) & 0xFFFFFFFF
        return rtcp.SenderReport(
            self.ssrc, ntp64(wall), moved, self.packets & 0xFFFFFFFF, self.octets & 0xFFFFFFFF
        )
