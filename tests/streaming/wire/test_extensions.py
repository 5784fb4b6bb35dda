"""Header extensions: blocks and what is in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.wire.errors import Malformed
from streaming.wire.extensions import (
    abs_send_time,
    pack_block,
    unpack_abs_send_time,
    unpack_block,
)


def test_short_elements_make_a_one_byte_block():
    assert pack_block([(3, b"abc"), (1, b"x")]) == b"\xbe\xde\x00\x02\x32abc\x10x\x00\x00"


@pytest.mark.parametrize("pair", [(15, b"a"), (1, b""), (1, bytes(17))])
def test_others_make_a_two_byte_block(pair):
    block = pack_block([pair])
    assert block[:2] == b"\x10\x00"
    assert len(block) % 4 == 0
    assert unpack_block(0x1000, block[4:]) == dict([pair])


def test_nothing_makes_no_block():
    assert pack_block([]) == b""


@pytest.mark.parametrize("pair", [(0, b"a"), (256, b"a"), (1, bytes(256))])
def test_what_no_block_can_hold_is_refused(pair):
    with pytest.raises(ValueError, match="numbered 1 to 255"):
        pack_block([pair])


@given(st.floats(0, 1e6))
def test_a_send_time_is_the_time_within_its_turn(now):
    assert 0 <= (now % 64) - unpack_abs_send_time(abs_send_time(now)) < 1 / 262143


def test_a_send_time_of_another_length_is_malformed():
    with pytest.raises(Malformed):
        unpack_abs_send_time(b"ab")
