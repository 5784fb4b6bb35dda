"""RTCP feedback: NACK, PLI, FIR and REMB (RFC 4585, RFC 5104)."""

import struct
from dataclasses import dataclass, field

from ..errors import Malformed
from .packing import PAYLOAD_FEEDBACK, TRANSPORT_FEEDBACK, packed, two_words

NACK_FORMAT = 1
PLI_FORMAT = 1
FIR_FORMAT = 4
REMB_FORMAT = 15
MOST_SEQUENCES = 1000  # Chromium asks for no more at once
MOST_BITRATE = 0x3FFFF << 63


@dataclass(slots=True)
class Nack:
    """These packets are missing."""

    sender: int
    media: int
    sequences: list[int]

    def __bytes__(self) -> bytes:
        """Neighbours of up to 16 share one entry, in the order in which they are listed."""
        entries: list[tuple[int, int]] = []
        for sequence in self.sequences:
            if entries:
                first, mask = entries[-1]
                step = (sequence - first) & 0xFFFF
                if step <= 16:
                    if step:
                        entries[-1] = first, mask | 1 << step - 1
                    continue
            entries.append((sequence, 0))
        body = b"".join(struct.pack("!HH", first, mask) for first, mask in entries)
        head = two_words.pack(self.sender, self.media)
        return packed(NACK_FORMAT, TRANSPORT_FEEDBACK, head + body)


@dataclass(slots=True)
class Pli:
    """The picture is broken: a keyframe, please."""

    sender: int
    media: int

    def __bytes__(self) -> bytes:
        return packed(PLI_FORMAT, PAYLOAD_FEEDBACK, two_words.pack(self.sender, self.media))


@dataclass(slots=True)
class Fir:
    """A keyframe, please, from each (ssrc, number of the request)."""

    sender: int
    entries: list[tuple[int, int]]

    def __bytes__(self) -> bytes:
        body = b"".join(struct.pack("!IB3x", ssrc, number) for ssrc, number in self.entries)
        return packed(FIR_FORMAT, PAYLOAD_FEEDBACK, two_words.pack(self.sender, 0) + body)


@dataclass(slots=True)
class Remb:
    """So many bits a second are believed to fit, for all of these sources together."""

    sender: int
    bitrate: int
    ssrcs: list[int] = field(default_factory=list)

    def __bytes__(self) -> bytes:
        bitrate = min(max(self.bitrate, 0), MOST_BITRATE)
        exponent = max(0, bitrate.bit_length() - 18)
        rate = len(self.ssrcs) << 24 | exponent << 18 | bitrate >> exponent
        body = two_words.pack(self.sender, 0) + b"REMB" + rate.to_bytes(4, "big")
        body += struct.pack(f"!{len(self.ssrcs)}I", *self.ssrcs)
        return packed(REMB_FORMAT, PAYLOAD_FEEDBACK, body)


def read_nack(body: bytes) -> Nack:
    if len(body) < 12 or len(body) % 4:
        raise Malformed("This NACK asks for nothing, or for half a packet.")
    sender, media = two_words.unpack_from(body)
    sequences: list[int] = []
    for first, mask in struct.iter_unpack("!HH", body[8:]):
        sequences.append(first)
        while mask:
            lowest = mask & -mask
            sequences.append((first + lowest.bit_length()) & 0xFFFF)
            mask ^= lowest
        if len(sequences) > MOST_SEQUENCES:
            raise Malformed(f"This NACK asks for more than {MOST_SEQUENCES} packets.")
    return Nack(sender, media, sequences)


def read_pli(body: bytes) -> Pli:
    if len(body) != 8:
        raise Malformed("A PLI has two words.")
    return Pli(*two_words.unpack(body))


def read_fir(body: bytes) -> Fir:
    if len(body) < 16 or len(body) % 8:
        raise Malformed("This FIR asks for nothing, or for half a source.")
    entries = [(ssrc, number) for ssrc, number in struct.iter_unpack("!IB3x", body[8:])]
    return Fir(int.from_bytes(body[:4], "big"), entries)


def read_remb(body: bytes) -> Remb | None:
    """None when it is another feedback of an application."""
    if len(body) < 16:
        raise Malformed("This REMB is too short.")
    if body[8:12] != b"REMB":
        return None
    count, rate = body[12], int.from_bytes(body[13:16], "big")
    if len(body) != 16 + 4 * count:
        raise Malformed("This REMB has another number of sources than it says.")
    bitrate = (rate & 0x3FFFF) << (rate >> 18)
    ssrcs = list(struct.unpack_from(f"!{count}I", body, 16))
    return Remb(int.from_bytes(body[:4], "big"), bitrate, ssrcs)
