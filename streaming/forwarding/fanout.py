"""RTP bytes of an outgoing packet, before encryption: made once for all viewers with equal wiring.

Nothing in here is done for each viewer; only the encryption differs between viewers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from struct import Struct

from streaming.wire.extensions import Extension, pack_block

from .codecs import Codec
from .outgoing_packet import OutgoingPacket

CLOSE = 8  # bytes: encoders cut a frame into sizes that differ by one or two; padding costs little

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


def plain_packet(packet: OutgoingPacket, wiring: Wiring, send_time: bytes) -> bytes:
    """The packet before encryption; `send_time` is the 3 bytes of abs-send-time."""
    block = _block(packet, wiring, send_time)
    head = _head(
        0x90 if block else 0x80,
        wiring.payload_type | 0x80 if packet.marker else wiring.payload_type,
        packet.sequence,
        packet.timestamp,
        wiring.ssrc,
    )
    return head + block + packet.payload


def rtx_packet(
    packet: OutgoingPacket, wiring: Wiring, rtx_sequence: int, send_time: bytes
) -> bytes:
    """The packet again, as RTX (RFC 4588), or as it was for a viewer that knows no RTX."""
    if wiring.rtx_payload_type is None or wiring.rtx_ssrc is None:
        return plain_packet(packet, wiring, send_time)
    block = _block(packet, wiring, send_time)
    head = _head(
        0x90 if block else 0x80,
        wiring.rtx_payload_type | 0x80 if packet.marker else wiring.rtx_payload_type,
        rtx_sequence & 0xFFFF,
        packet.timestamp,
        wiring.rtx_ssrc,
    )
    return head + block + packet.sequence.to_bytes(2, "big") + packet.payload


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


def _block(packet: OutgoingPacket, wiring: Wiring, send_time: bytes) -> bytes:
    pairs: list[tuple[int, bytes]] = []
    for extension, number in wiring.extensions:
        if extension is Extension.ABS_SEND_TIME:
            pairs.append((number, send_time))
        elif extension is Extension.MID:
            pairs.append((number, wiring.mid.encode()))
        elif (value := packet.extensions.get(extension)) is not None:
            pairs.append((number, value))
    return pack_block(pairs) if pairs else b""
