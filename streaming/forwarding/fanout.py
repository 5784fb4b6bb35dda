"""The outgoing bytes of a kept packet: one for all viewers whose wiring is the same.

Nothing in here is done once per viewer; what differs between viewers is the encryption alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from struct import Struct

from streaming.wire.extensions import Extension, pack_block

from .codecs import Codec
from .kept import Kept

CLOSE = 8  # sizes no further apart than this are made equal

_head = Struct(">BBHII").pack


@dataclass(frozen=True, slots=True)
class Wiring:
    """How a viewer wants one track: viewers with equal wirings get the same bytes."""

    track: str
    payload_type: int
    rtx_payload_type: int | None
    mid: str
    ssrc: int
    rtx_ssrc: int | None
    extensions: tuple[tuple[Extension, int], ...] = ()
    remb: bool = False
    red_payload_type: int | None = None  # of sound that carries the packets before it
    codec: Codec | None = field(default=None, compare=False)  # the one they agreed to


def plain_packet(kept: Kept, wiring: Wiring, send_time: bytes) -> bytes:
    """The packet before encryption; `send_time` is the 3 bytes of abs-send-time."""
    block = _block(kept, wiring, send_time)
    head = _head(
        0x90 if block else 0x80,
        wiring.payload_type | 0x80 if kept.marker else wiring.payload_type,
        kept.sequence,
        kept.timestamp,
        wiring.ssrc,
    )
    return head + block + kept.payload


def rtx_packet(kept: Kept, wiring: Wiring, rtx_sequence: int, send_time: bytes) -> bytes:
    """The packet again, as RTX (RFC 4588), or as it was for a viewer that knows no RTX."""
    if wiring.rtx_payload_type is None or wiring.rtx_ssrc is None:
        return plain_packet(kept, wiring, send_time)
    block = _block(kept, wiring, send_time)
    head = _head(
        0x90 if block else 0x80,
        wiring.rtx_payload_type | 0x80 if kept.marker else wiring.rtx_payload_type,
        rtx_sequence & 0xFFFF,
        kept.timestamp,
        wiring.rtx_ssrc,
    )
    return head + block + kept.sequence.to_bytes(2, "big") + kept.payload


def pad_burst(packets: Sequence[bytes]) -> list[bytes]:
    """The same packets, sizes close to each other made equal by RTP padding.

    Equal sizes leave as one message of the kernel; the last of a run may be smaller.
    """
    padded: list[bytes] = []
    start = 0
    while start < len(packets):
        end, low, high = start + 1, len(packets[start]), len(packets[start])
        while end < len(packets):
            size = len(packets[end])
            if max(high, size) - min(low, size) > CLOSE:
                break
            low, high = min(low, size), max(high, size)
            end += 1
        padded += [_padded(packet, high) for packet in packets[start : end - 1]]
        padded.append(packets[end - 1])
        start = end
    return padded


def _padded(packet: bytes, size: int) -> bytes:
    missing = size - len(packet)
    if missing <= 0 or packet[0] & 0x20:
        return packet
    return bytes((packet[0] | 0x20,)) + packet[1:] + bytes(missing - 1) + missing.to_bytes(1, "big")


def _block(kept: Kept, wiring: Wiring, send_time: bytes) -> bytes:
    pairs: list[tuple[int, bytes]] = []
    for extension, number in wiring.extensions:
        if extension is Extension.ABS_SEND_TIME:
            pairs.append((number, send_time))
        elif extension is Extension.MID:
            pairs.append((number, wiring.mid.encode()))
        elif (value := kept.extensions.get(extension)) is not None:
            pairs.append((number, value))
    return pack_block(pairs) if pairs else b""
