"""Pictures: the picture numbers inside VP8 and VP9 payloads, kept in one line across a switch.

Another encoder, or another layer, counts its pictures anew; a receiver that sees the count jump
back waits for ever. The difference is added in place, in the width that the payload has.
"""

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Numbers:
    """Where the numbers of one payload lie and what they are; a place of 0 means absent."""

    at: int = 0
    wide: bool = False
    picture: int = 0
    layer_at: int = 0
    layer: int = 0  # TL0PICIDX


@dataclass(slots=True, frozen=True)
class Shift:
    picture: int = 0
    layer: int = 0


NONE = Numbers()
UNCHANGED = Shift()


def numbers(codec: str, payload: bytes) -> Numbers:
    """The numbers in this payload; none at all for other codecs and for broken payloads."""
    try:
        if codec == "VP8":
            return _vp8(payload)
        if codec == "VP9":
            return _vp9(payload)
    except IndexError:
        pass
    return NONE


def shift_between(codec: str, last: bytes, first: bytes) -> Shift:
    """What to add so that the picture of `first` follows that of `last`."""
    before, after = numbers(codec, last), numbers(codec, first)
    picture = before.picture + 1 - after.picture if before.at and after.at else 0
    layer = before.layer + 1 - after.layer if before.layer_at and after.layer_at else 0
    return Shift(picture & 0x7FFF, layer & 0xFF)


def shifted(codec: str, payload: bytes, shift: Shift) -> bytes:
    if shift == UNCHANGED:
        return payload
    found = numbers(codec, payload)
    if not found.at and not found.layer_at:
        return payload
    changed = bytearray(payload)
    if found.at:
        picture = found.picture + shift.picture
        if found.wide:
            changed[found.at] = 0x80 | (picture >> 8 & 0x7F)
            changed[found.at + 1] = picture & 0xFF
        else:
            changed[found.at] = picture & 0x7F
    if found.layer_at:
        changed[found.layer_at] = (found.layer + shift.layer) & 0xFF
    return bytes(changed)


def _vp8(payload: bytes) -> Numbers:
    if not payload[0] & 0x80:
        return NONE
    present, at = payload[1], 2
    picture_at, wide, picture, at = _picture(payload, at) if present & 0x80 else (0, False, 0, at)
    if present & 0x40:
        return Numbers(picture_at, wide, picture, at, payload[at])
    return Numbers(picture_at, wide, picture)


def _vp9(payload: bytes) -> Numbers:
    first, at = payload[0], 1
    picture_at, wide, picture, at = _picture(payload, at) if first & 0x80 else (0, False, 0, at)
    if first & 0x20 and not first & 0x10:  # layers, and not the flexible mode
        return Numbers(picture_at, wide, picture, at + 1, payload[at + 1])
    return Numbers(picture_at, wide, picture)


def _picture(payload: bytes, at: int) -> tuple[int, bool, int, int]:
    if payload[at] & 0x80:
        return at, True, (payload[at] & 0x7F) << 8 | payload[at + 1], at + 2
    return at, False, payload[at], at + 1
