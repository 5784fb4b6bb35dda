"""Picture ids count on, whatever the encoder behind them does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.forwarding.picture_ids import UNCHANGED, Shift, descriptor_of, shift_between, shifted

WIDE, NARROW = b"\x90\xc0\x81\x02\x07frame", b"\x90\xc0\x05\x07frame"  # VP8, id and TL0PICIDX
VP9 = b"\xa8\x81\x02\x00\x07frame"


def test_both_ids_follow_those_of_the_last_picture():
    shift = shift_between("VP8", WIDE, NARROW)
    assert shift == Shift(0x102 + 1 - 5, 1)
    assert shifted("VP8", WIDE, Shift(1, 1)) == b"\x90\xc0\x81\x03\x08frame"
    assert shifted("VP9", VP9, Shift(0x7FFF, 0xFF)) == b"\xa8\x81\x01\x00\x06frame"


def test_ids_come_round_in_the_width_that_they_have():
    assert shifted("VP8", b"\x80\x80\xff\xffx", Shift(1)) == b"\x80\x80\x80\x00x"
    assert shifted("VP8", b"\x80\x80\x7fx", Shift(1)) == b"\x80\x80\x00x"


@pytest.mark.parametrize("payload", [b"", b"\x10frame", b"\x80", b"\x80\x80"])
def test_where_there_is_no_id_nothing_changes(payload):
    assert shifted("VP8", payload, Shift(9, 9)) == payload
    assert shift_between("VP8", payload, WIDE) == UNCHANGED
    assert shift_between("VP8", WIDE, payload) == UNCHANGED


def test_other_codecs_have_none():
    assert descriptor_of("H264", WIDE) is None
    assert shifted("H264", WIDE, Shift(9, 9)) is WIDE


@given(st.sampled_from(["VP8", "VP9"]), st.binary(max_size=24), st.binary(max_size=24))
def test_the_picture_after_a_switch_has_the_next_id(codec, last, first):
    moved = shifted(codec, first, shift_between(codec, last, first))
    before, after = descriptor_of(codec, last), descriptor_of(codec, moved)
    assert len(moved) == len(first)
    if before and after and None not in (before.picture_id, after.picture_id):
        width = (1 << after.picture_id_bits) - 1
        assert after.picture_id == before.picture_id + 1 & width
