"""TransportFeedback: when each packet of a transport arrived (transport-wide-cc-extensions-01).

Arrivals are counted in ticks of 250 µs, in 32 bits. The reference counts in 256 ticks (64 ms).
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import Malformed
from ..serial import difference32
from .packing import TRANSPORT_FEEDBACK, packed

ARRIVALS_FORMAT = 15
TICKS_A_SECOND = 4000
MOST_STATUSES = 1_000  # as many as the relay tells a performer at once; nobody tells it any
_MISSING, _SMALL, _LARGE = 0, 1, 2
_LONGEST_RUN = 0x1FFF
_head = struct.Struct("!IIHHI")


@dataclass(slots=True)
class TransportFeedback:
    sender: int
    media: int
    base: int  # the first transport sequence number that this speaks of
    reference: int  # 24 bits, in 64 ms
    count: int  # number of this feedback, 8 bits
    packets: list[tuple[int, int | None]]  # sequence and arrival, without a gap from base on

    @classmethod
    def covering(
        cls, sender: int, media: int, count: int, packets: Sequence[tuple[int, int | None]]
    ) -> "TransportFeedback":
        """Base and reference from the packets themselves, of which one at least arrived."""
        first = next(arrival for _, arrival in packets if arrival is not None)
        reference = first >> 8 & 0xFFFFFF
        return cls(sender, media, packets[0][0] & 0xFFFF, reference, count & 0xFF, list(packets))

    def __bytes__(self) -> bytes:
        statuses: list[int] = []
        deltas = b""
        last = self.reference << 8
        for _, arrival in self.packets:
            if arrival is None:
                statuses.append(_MISSING)
                continue
            delta = difference32(arrival, last)
            last = arrival
            if 0 <= delta <= 255:
                statuses.append(_SMALL)
                deltas += delta.to_bytes(1, "big")
            else:
                statuses.append(_LARGE)
                deltas += delta.to_bytes(2, "big", signed=True)
        number = self.reference << 8 | self.count
        body = _head.pack(self.sender, self.media, self.base, len(statuses), number)
        body += _write_chunks(statuses) + deltas
        return packed(ARRIVALS_FORMAT, TRANSPORT_FEEDBACK, body + bytes(-len(body) % 4))


def _write_chunks(statuses: list[int]) -> bytes:
    chunks = []
    at = 0
    while at < len(statuses):
        run = _run_length(statuses, at)
        if run >= 14 or run == len(statuses) - at:
            chunks.append(statuses[at] << 13 | run)
            at += run
            continue
        fourteen = statuses[at : at + 14]
        if _LARGE not in fourteen:
            chunks.append(0x8000 | _bits(fourteen, 1, 14))
            at += 14
        else:
            chunks.append(0xC000 | _bits(statuses[at : at + 7], 2, 7))
            at += 7
    return struct.pack(f"!{len(chunks)}H", *chunks)


def _run_length(statuses: list[int], at: int) -> int:
    end = min(len(statuses), at + _LONGEST_RUN)
    after = at + 1
    while after < end and statuses[after] == statuses[at]:
        after += 1
    return after - at


def _bits(statuses: list[int], width: int, places: int) -> int:
    value = 0
    for status in statuses:
        value = value << width | status
    return value << width * (places - len(statuses))


def read_arrivals(body: bytes) -> TransportFeedback:
    if len(body) < 18:
        raise Malformed("This transport feedback is too short.")
    sender, media, base, expected, number = _head.unpack_from(body)
    if not 0 < expected <= MOST_STATUSES:
        raise Malformed("This transport feedback speaks of no packets, or of too many.")
    statuses, at = _read_chunks(body, expected)
    arrival = number & 0xFFFFFF00
    packets: list[tuple[int, int | None]] = []
    for offset, status in enumerate(statuses):
        sequence = (base + offset) & 0xFFFF
        if status == _MISSING:
            packets.append((sequence, None))
            continue
        delta, at = _read_delta(body, at, status)
        arrival = (arrival + delta) & 0xFFFFFFFF
        packets.append((sequence, arrival))
    return TransportFeedback(sender, media, base, number >> 8, number & 0xFF, packets)


def _read_delta(body: bytes, at: int, status: int) -> tuple[int, int]:
    if status == 3:
        raise Malformed("A transport feedback has a status that does not exist.")
    if at + status > len(body):
        raise Malformed("A transport feedback has fewer arrivals than it says.")
    return int.from_bytes(body[at : at + status], "big", signed=status == _LARGE), at + status


def _read_chunks(body: bytes, expected: int) -> tuple[list[int], int]:
    statuses: list[int] = []
    at = 16
    while len(statuses) < expected:
        if at + 2 > len(body):
            raise Malformed("A transport feedback has fewer statuses than it says.")
        chunk = body[at] << 8 | body[at + 1]
        at += 2
        if not chunk & 0x8000:
            statuses += [chunk >> 13] * min(chunk & _LONGEST_RUN, expected - len(statuses))
        elif chunk & 0x4000:
            statuses += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            statuses += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    return statuses[:expected], at
