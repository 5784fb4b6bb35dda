"""keyframe_test(): how to see that a keyframe begins in an RTP payload, for each codec."""

from collections.abc import Callable

from . import av1, h264, vp8, vp9

_TESTS: dict[str, Callable[[bytes], bool]] = {
    "av1": av1.starts_keyframe,
    "h264": h264.starts_keyframe,
    "vp8": vp8.starts_keyframe,
    "vp9": vp9.starts_keyframe,
}


def _never(payload: bytes) -> bool:
    return False


def keyframe_test(codec_name: str) -> Callable[[bytes], bool]:
    """The test of this codec, which never raises. Of any other codec no keyframe is seen."""
    return _TESTS.get(codec_name.lower(), _never)
