"""Packets as encoders make them: VP8 frames with picture numbers, Opus, small H.264."""

from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.wire.rtp import Rtp
from streaming.wire.vp8 import parse


def vp8(sequence: int, *, key: bool = False, begins: bool = True, picture: int = 1) -> bytes:
    """A VP8 payload with a 15 bit picture number and a TL0PICIDX of the same count."""
    head = bytes((0x90 if begins else 0x80, 0xC0, 0x80 | picture >> 8 & 0x7F, picture & 0xFF))
    return head + bytes((picture & 0xFF, 0 if key else 1)) + sequence.to_bytes(4, "big") * 250


def picture_of(packet: Rtp | OutgoingPacket) -> int | None:
    """The picture number in the VP8 payload of this packet."""
    return parse(packet.payload).picture_id


def packet(
    sequence: int,
    timestamp: int = 0,
    payload: bytes | None = None,
    *,
    ssrc: int = 1111,
    marker: bool = False,
    extensions: dict[int, bytes] | None = None,
    key: bool = False,
    picture: int = 1,
) -> Rtp:
    if payload is None:
        payload = vp8(sequence, key=key, picture=picture)
    return Rtp(
        payload_type=96,
        sequence=sequence & 0xFFFF,
        timestamp=timestamp & 0xFFFFFFFF,
        ssrc=ssrc,
        marker=marker,
        payload=payload,
        extensions=extensions or {},
        padding=0,
    )
