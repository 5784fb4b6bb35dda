"""Where a keyframe starts, by the codec's name."""

from collections.abc import Callable


def keyframe_test(codec: str) -> Callable[[bytes], bool]:
    return {"VP8": _vp8, "H264": _h264}.get(codec, _never)


def _never(payload: bytes) -> bool:
    return False


def _vp8(payload: bytes) -> bool:
    try:
        if not payload[0] & 0x10 or payload[0] & 7:
            return False
        at = 1
        if payload[0] & 0x80:
            present, at = payload[1], 2
            if present & 0x80:
                at += 2 if payload[at] & 0x80 else 1
            at += bool(present & 0x40) + bool(present & 0x30)
        return not payload[at] & 1
    except IndexError:
        return False


def _h264(payload: bytes) -> bool:
    if not payload:
        return False
    kind = payload[0] & 31
    if kind == 24 and len(payload) > 3:
        kind = payload[3] & 31
    elif kind == 28 and len(payload) > 1 and payload[1] & 0x80:
        kind = payload[1] & 31
    return kind in (5, 7)
