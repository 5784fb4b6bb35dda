"""RTP header extensions (RFC 8285): their URIs, and the block of elements in a packet.

The SDP agrees which number stands for which extension. Here are only bytes and their meaning.
"""

from collections.abc import Iterable
from enum import StrEnum

from .errors import Malformed

ONE_BYTE = 0xBEDE
TWO_BYTE = 0x1000
# Abs-send-time: 24 bits, 18 of them behind the point: it wraps every 64 seconds.
SEND_TIME_TURN_SECONDS = 64


class Extension(StrEnum):
    MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
    RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
    REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
    ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
    TRANSPORT_SEQUENCE = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
    AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
    VIDEO_ORIENTATION = "urn:3gpp:video-orientation"
    DEPENDENCY_DESCRIPTOR = (
        "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
    )


def pack_block(pairs: Iterable[tuple[int, bytes]]) -> bytes:
    """The whole block with its 4-byte head, padded; nothing at all for no pairs.

    One-byte elements where they do, else two-byte ones (a number above 14, an empty or long value).
    """
    chosen = list(pairs)
    if not chosen:
        return b""
    if all(0 < number < 15 and 0 < len(value) <= 16 for number, value in chosen):
        profile = ONE_BYTE
        body = b"".join(
            (number << 4 | len(value) - 1).to_bytes(1, "big") + value for number, value in chosen
        )
    elif all(0 < number < 256 and len(value) < 256 for number, value in chosen):
        profile = TWO_BYTE
        body = b"".join(bytes((number, len(value))) + value for number, value in chosen)
    else:
        raise ValueError("An extension is numbered 1 to 255 and has at most 255 bytes.")
    words = len(body) + 3 >> 2
    return (profile << 16 | words).to_bytes(4, "big") + body + bytes(words * 4 - len(body))


def unpack_block(profile: int, body: bytes) -> dict[int, bytes]:
    """The elements behind the head of a block by their number; an unknown profile has none."""
    if profile == ONE_BYTE:
        return _unpack_one_byte(body)
    if profile & 0xFFF0 == TWO_BYTE:
        return _unpack_two_byte(body)
    return {}


def _unpack_one_byte(body: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at, end = 0, len(body)
    while at < end:
        head = body[at]
        at += 1
        if head == 0:
            continue
        number = head >> 4
        if number == 15 or number == 0:
            break
        after = at + (head & 15) + 1
        if after > end:
            raise Malformed("A header extension reaches beyond its block.")
        found[number] = body[at:after]
        at = after
    return found


def _unpack_two_byte(body: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    at, end = 0, len(body)
    while at < end:
        number = body[at]
        at += 1
        if number == 0:
            continue
        if at >= end or (after := at + 1 + body[at]) > end:
            raise Malformed("A header extension reaches beyond its block.")
        found[number] = body[at + 1 : after]
        at = after
    return found


def abs_send_time(now: float) -> bytes:
    return (int(now * 262144) & 0xFFFFFF).to_bytes(3, "big")


def unpack_abs_send_time(value: bytes) -> float:
    """Seconds, 0 to 64."""
    if len(value) != 3:
        raise Malformed("Abs-send-time has 3 bytes.")
    return int.from_bytes(value, "big") / 262144
