"""Rtp: an RTP packet (RFC 3550), parsed and written. Parsing is on the hot path of performers."""

import struct
from dataclasses import dataclass, field

from .errors import Malformed
from .extensions import pack_block, unpack_block

HEADER_SIZE = 12
_header = struct.Struct("!BBHII")
_block_head = struct.Struct("!HH")


@dataclass(slots=True)
class Rtp:
    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    marker: bool = False
    payload: bytes = b""
    extensions: dict[int, bytes] = field(default_factory=dict)
    padding: int = 0  # bytes behind the payload, counted in the last of them
    contributors: tuple[int, ...] = ()

    def __bytes__(self) -> bytes:
        block = pack_block(self.extensions.items())
        first = 0x80 | len(self.contributors)
        if block:
            first |= 0x10
        tail = b""
        if self.padding:
            first |= 0x20
            tail = bytes(self.padding - 1) + self.padding.to_bytes(1, "big")
        second = self.payload_type | 0x80 if self.marker else self.payload_type
        head = _header.pack(first, second, self.sequence, self.timestamp, self.ssrc)
        if self.contributors:
            head += b"".join(ssrc.to_bytes(4, "big") for ssrc in self.contributors)
        return head + block + self.payload + tail


def parse(data: bytes | memoryview) -> Rtp:
    size = len(data)
    if size < 12:
        raise Malformed("This is shorter than an RTP header.")
    first, second, sequence, timestamp, ssrc = _header.unpack_from(data)
    if first & 0xC0 != 0x80:
        raise Malformed("This is not RTP version 2.")
    at = 12
    contributors: tuple[int, ...] = ()
    if first & 0x0F:
        at += 4 * (first & 0x0F)
        if at > size:
            raise Malformed("The RTP contributors reach beyond the packet.")
        contributors = struct.unpack_from(f"!{first & 0x0F}I", data, 12)
    extensions: dict[int, bytes] = {}
    if first & 0x10:
        if at + 4 > size:
            raise Malformed("The RTP header extensions reach beyond the packet.")
        profile, words = _block_head.unpack_from(data, at)
        block = at + 4
        at = block + 4 * words
        if at > size:
            raise Malformed("The RTP header extensions reach beyond the packet.")
        extensions = unpack_block(profile, bytes(data[block:at]))
    padding = 0
    if first & 0x20:
        padding = data[size - 1]
        if padding == 0 or at + padding > size:
            raise Malformed("The RTP padding is longer than the payload.")
    return Rtp(
        second & 0x7F,
        sequence,
        timestamp,
        ssrc,
        second > 127,
        bytes(data[at : size - padding]),
        extensions,
        padding,
        contributors,
    )
