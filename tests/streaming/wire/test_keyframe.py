"""The test of each codec is found by its name."""

from streaming.wire import av1, h264, vp8, vp9
from streaming.wire.keyframe import keyframe_test


def test_names_are_found_in_any_case():
    assert keyframe_test("VP8") is vp8.starts_keyframe
    assert keyframe_test("vp9") is vp9.starts_keyframe
    assert keyframe_test("H264") is h264.starts_keyframe
    assert keyframe_test("AV1") is av1.starts_keyframe


def test_of_other_codecs_no_keyframe_is_seen():
    assert keyframe_test("opus")(b"\xfc\xff\xfe") is False
