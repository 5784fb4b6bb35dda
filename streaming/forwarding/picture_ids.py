"""Picture ids of VP8 and VP9 rewritten, so that they count on across a switch of encoder or layer.

Another encoder, or another layer, counts its pictures anew. A receiver that sees the count jump
back waits for ever. The difference is added in place, in the width that the payload has.
"""

from collections.abc import Callable
from dataclasses import dataclass

from streaming.wire import vp8, vp9
from streaming.wire.errors import Malformed

Descriptor = vp8.Descriptor | vp9.Descriptor

_PARSERS: dict[str, Callable[[bytes], Descriptor]] = {"VP8": vp8.parse, "VP9": vp9.parse}


@dataclass(slots=True, frozen=True)
class Shift:
    """What is added to the picture id and to the index of the base layer (TL0PICIDX)."""

    picture: int = 0
    base: int = 0


UNCHANGED = Shift()


def descriptor_of(codec: str, payload: bytes) -> Descriptor | None:
    """The descriptor of this payload; None for other codecs and for broken payloads."""
    parse = _PARSERS.get(codec)
    try:
        return None if parse is None else parse(payload)
    except Malformed:
        return None


def shift_between(codec: str, last: bytes, first: bytes) -> Shift:
    """What to add to make the picture of `first` follow that of `last`."""
    before, after = descriptor_of(codec, last), descriptor_of(codec, first)
    if before is None or after is None:
        return UNCHANGED
    return Shift(
        _step(before.picture_id, after.picture_id) & 0x7FFF,
        _step(before.base_index, after.base_index) & 0xFF,
    )


def shifted(codec: str, payload: bytes, shift: Shift) -> bytes:
    """The payload with its picture ids moved by so much."""
    if shift == UNCHANGED or (found := descriptor_of(codec, payload)) is None:
        return payload
    changed = bytearray(payload)
    if found.picture_id is not None:
        picture, at = found.picture_id + shift.picture, found.picture_id_at
        if found.picture_id_bits == 15:
            changed[at] = 0x80 | (picture >> 8 & 0x7F)
            changed[at + 1] = picture & 0xFF
        else:
            changed[at] = picture & 0x7F
    if found.base_index is not None:
        changed[found.base_index_at] = (found.base_index + shift.base) & 0xFF
    return bytes(changed)


class Continuation:
    """The picture ids of another encoder, going on after a payload of the one before."""

    __slots__ = ("_codec", "_after", "_shift")

    def __init__(self, codec: str, after: bytes) -> None:
        self._codec, self._after = codec, after
        self._shift: Shift | None = None  # as the first payload tells

    def continued(self, payload: bytes) -> bytes:
        if self._shift is None:
            self._shift = shift_between(self._codec, self._after, payload)
        return shifted(self._codec, payload, self._shift)


def _step(before: int | None, after: int | None) -> int:
    return 0 if before is None or after is None else before + 1 - after
