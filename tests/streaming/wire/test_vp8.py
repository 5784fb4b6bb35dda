"""VP8 payload descriptors, of a real encoder and of our own making."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.wire import vp8
from streaming.wire.errors import Malformed

from .pictures import packets_of


def test_keyframes_of_a_real_encoder_are_seen_and_nothing_else():
    for wanted, payloads in packets_of("VP8", {0, 5, 6}):
        assert [vp8.starts_keyframe(payload) for payload in payloads] == [wanted] + [False] * (
            len(payloads) - 1
        )
        if wanted:
            assert vp8.picture_size(payloads[0]) == (320, 240)


def test_a_frame_starts_with_its_first_partition_only():
    payloads = packets_of("VP8", {0}, 1)[0][1]
    assert [vp8.parse(payload).starts_frame for payload in payloads][:1] == [True]
    assert vp8.picture_size(b"\x00" + payloads[0][1:]) is None


def test_every_field_of_a_descriptor_is_read():
    found = vp8.parse(b"\xb0\xf0\x81\x02\x07\xa5rest")
    assert (found.size, found.starts_frame, found.disposable) == (6, True, True)
    assert (found.picture_id, found.picture_id_bits) == (0x102, 15)
    assert (found.base_index, found.temporal_layer, found.layer_sync) == (7, 2, True)
    assert found.key_index == 5
    short = vp8.parse(b"\x83\x80\x05rest")
    assert (short.size, short.picture_id, short.picture_id_bits) == (3, 5, 7)
    assert (short.partition, short.starts_partition) == (3, False)


@pytest.mark.parametrize("payload", [b"", b"\x80", b"\x80\x80", b"\x80\x80\x80", b"\x80\x40"])
def test_a_descriptor_beyond_the_end_is_malformed(payload):
    with pytest.raises(Malformed):
        vp8.parse(payload)
    assert vp8.starts_keyframe(payload) is False


@given(st.binary(max_size=24))
def test_any_bytes_have_an_answer(payload):
    assert vp8.starts_keyframe(payload) in (True, False)
    vp8.picture_size(payload)
