"""VP9 payload descriptors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.wire import vp9
from streaming.wire.errors import Malformed


@pytest.mark.parametrize(
    ("payload", "starts"),
    [
        (b"\x8a\x81\x02key", True),  # a picture number, the first packet, with a structure
        (b"\xca\x81\x02delta", False),
        (b"\x84\x81\x02end of a keyframe", False),
        (b"\xaa\x81\x02\x00\x07key of the lowest layer", True),
        (b"\xaa\x81\x02\x02\x07key of a layer above", False),
        (b"\x08alone", True),
        (b"\x80", False),
        (b"", False),
    ],
)
def test_a_keyframe_starts_on_the_lowest_layer_of_a_picture_that_stands_alone(payload, starts):
    assert vp9.starts_keyframe(payload) is starts


def test_every_field_of_a_descriptor_is_read():
    found = vp9.parse(b"\xee\x81\x02\x54\x09frame")
    assert (found.size, found.picture_id, found.base_index) == (5, 0x102, 9)
    assert (found.temporal_layer, found.spatial_layer, found.switching_point) == (2, 2, True)
    assert (found.starts_frame, found.ends_frame, found.has_structure) == (True, True, True)
    flexible = vp9.parse(b"\xf8\x05\x20\x03\x02frame")
    assert (flexible.size, flexible.picture_id, flexible.base_index) == (5, 5, None)


@pytest.mark.parametrize(
    "payload", [b"", b"\x80", b"\x80\x80", b"\x20\x00", b"\x50", b"\x50\x01\x01\x01\x01"]
)
def test_a_descriptor_beyond_the_end_is_malformed(payload):
    with pytest.raises(Malformed):
        vp9.parse(payload)
    assert vp9.starts_keyframe(payload) is False


@given(st.binary(max_size=24))
def test_any_bytes_have_an_answer(payload):
    assert vp9.starts_keyframe(payload) in (True, False)
