"""VP8 payload descriptor (RFC 7741), and the start and the size of a keyframe."""

from dataclasses import dataclass

from .errors import Malformed

_START_CODE = b"\x9d\x01\x2a"


@dataclass(slots=True)
class Descriptor:
    size: int  # bytes, the frame follows
    starts_partition: bool
    partition: int
    disposable: bool  # no other frame refers to this one
    picture_id: int | None = None
    picture_id_bits: int = 0  # 7 or 15
    picture_id_at: int = 0  # where it lies in the payload
    base_index: int | None = None  # TL0PICIDX: counts the frames of temporal layer 0
    base_index_at: int = 0
    temporal_layer: int | None = None
    layer_sync: bool = False
    key_index: int | None = None

    @property
    def starts_frame(self) -> bool:
        return self.starts_partition and self.partition == 0


def parse(payload: bytes) -> Descriptor:
    try:
        return _parse(payload)
    except IndexError:
        raise Malformed("This VP8 descriptor reaches beyond the packet.") from None


def _parse(payload: bytes) -> Descriptor:
    first = payload[0]
    found = Descriptor(1, bool(first & 0x10), first & 7, bool(first & 0x20))
    if not first & 0x80:
        return found
    flags = payload[1]
    at = 2
    if flags & 0x80:
        found.picture_id, found.picture_id_bits = payload[at] & 0x7F, 7
        found.picture_id_at = at
        if payload[at] & 0x80:
            at += 1
            found.picture_id, found.picture_id_bits = found.picture_id << 8 | payload[at], 15
        at += 1
    if flags & 0x40:
        found.base_index, found.base_index_at = payload[at], at
        at += 1
    if flags & 0x30:
        layer = payload[at]
        at += 1
        if flags & 0x20:
            found.temporal_layer, found.layer_sync = layer >> 6, bool(layer & 0x20)
        if flags & 0x10:
            found.key_index = layer & 0x1F
    found.size = at
    return found


def starts_keyframe(payload: bytes) -> bool:
    try:
        found = parse(payload)
    except Malformed:
        return False
    return found.starts_frame and len(payload) > found.size and not payload[found.size] & 1


def picture_size(payload: bytes) -> tuple[int, int] | None:
    """Width and height, from a packet that starts a keyframe."""
    if not starts_keyframe(payload):
        return None
    frame = payload[parse(payload).size :]
    if frame[3:6] != _START_CODE or len(frame) < 10:
        return None
    width, height = (int.from_bytes(frame[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    return width, height
