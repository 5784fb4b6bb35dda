"""VP9 payload descriptor (RFC 9628), and the start of a keyframe."""

from dataclasses import dataclass

from .errors import Malformed

MOST_REFERENCES = 3  # RFC 9628 section 4.2: the N bit may be set twice


@dataclass(slots=True)
class Descriptor:
    size: int  # bytes up to the frame, or to the structure of the layers if there is one
    predicted: bool  # refers to earlier pictures
    starts_frame: bool
    ends_frame: bool
    has_structure: bool
    picture_id: int | None = None
    picture_id_bits: int = 0  # 7 or 15
    picture_id_at: int = 0  # where it lies in the payload
    temporal_layer: int | None = None
    spatial_layer: int | None = None
    switching_point: bool = False
    base_index: int | None = None  # TL0PICIDX: counts the pictures of temporal layer 0
    base_index_at: int = 0


def parse(payload: bytes) -> Descriptor:
    try:
        return _parse(payload)
    except IndexError:
        raise Malformed("This VP9 descriptor reaches beyond the packet.") from None


def _parse(payload: bytes) -> Descriptor:
    first = payload[0]
    found = Descriptor(
        1, bool(first & 0x40), bool(first & 0x08), bool(first & 0x04), bool(first & 0x02)
    )
    flexible = bool(first & 0x10)
    at = 1
    if first & 0x80:
        found.picture_id, found.picture_id_bits = payload[at] & 0x7F, 7
        found.picture_id_at = at
        if payload[at] & 0x80:
            at += 1
            found.picture_id, found.picture_id_bits = found.picture_id << 8 | payload[at], 15
        at += 1
    if first & 0x20:
        layers = payload[at]
        found.temporal_layer, found.spatial_layer = layers >> 5, layers >> 1 & 7
        found.switching_point = bool(layers & 0x10)
        at += 1
        if not flexible:
            found.base_index, found.base_index_at = payload[at], at
            at += 1
    if flexible and found.predicted:
        at = _after_references(payload, at)
    found.size = at
    return found


def _after_references(payload: bytes, at: int) -> int:
    for _ in range(MOST_REFERENCES):
        at += 1
        if not payload[at - 1] & 1:
            return at
    raise Malformed("This VP9 packet refers to more than three pictures.")


def starts_keyframe(payload: bytes) -> bool:
    """The first packet of a picture that stands alone, on its lowest spatial layer."""
    try:
        found = parse(payload)
    except Malformed:
        return False
    return found.starts_frame and not found.predicted and not found.spatial_layer
