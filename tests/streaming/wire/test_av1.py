"""AV1 packets and the elements in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.wire import av1

SEQUENCE = b"\x08\x00\x00"
FRAME = b"\x30frame"


def sized(element):
    return bytes([len(element)]) + element


@pytest.mark.parametrize(
    ("payload", "starts"),
    [
        (b"\x08" + sized(SEQUENCE), True),  # the packet itself says so
        (b"\x10" + SEQUENCE, True),
        (b"\x20" + sized(SEQUENCE) + FRAME, True),
        (b"\x00" + sized(FRAME) + sized(SEQUENCE), True),
        (b"\x10" + FRAME, False),
        (b"\x90" + SEQUENCE, False),  # continues something, only looks like a start
        (b"\xa0" + sized(FRAME) + SEQUENCE, True),
        (b"\x20\x09" + SEQUENCE, False),
        (b"\x20\xff\xff\xff\xff\xff" + SEQUENCE, False),
        (b"\x20\x00" + SEQUENCE, False),
        (b"\x10", False),
        (b"", False),
    ],
)
def test_a_sequence_starts_where_its_header_is(payload, starts):
    assert av1.starts_keyframe(payload) is starts


@given(st.binary(max_size=40))
def test_any_bytes_have_an_answer(payload):
    assert av1.starts_keyframe(payload) in (True, False)
    assert len(av1.kinds(payload)) <= av1.MOST_ELEMENTS
