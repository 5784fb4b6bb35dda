"""The header that all RTCP packets share."""

import struct

SENDER_REPORT = 200
RECEIVER_REPORT = 201
DESCRIPTION = 202
BYE = 203
TRANSPORT_FEEDBACK = 205
PAYLOAD_FEEDBACK = 206

two_words = struct.Struct("!II")


def packed(count: int, kind: int, body: bytes) -> bytes:
    """A packet: its head and its body, which must be whole words."""
    if len(body) % 4:
        raise ValueError("An RTCP body is made of whole words.")
    return (0x80 | count).to_bytes(1, "big") + struct.pack("!BH", kind, len(body) // 4) + body
