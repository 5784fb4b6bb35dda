"""Serial numbers wrap, and nobody notices."""

from hypothesis import given
from hypothesis import strategies as st

from streaming.wire.serial import (
    Unwrapper16,
    difference16,
    difference32,
    newer16,
)


def test_newer_is_less_than_half_a_turn_ahead():
    assert newer16(1, 0) is True
    assert newer16(0, 65535) is True
    assert newer16(0, 0) is False
    assert newer16(65535, 0) is False
    assert newer16(32768, 0) is False


def test_a_difference_is_the_shorter_way():
    assert difference16(2, 65534) == 4
    assert difference16(65534, 2) == -4
    assert difference32(1, 0xFFFFFFFF) == 2


def test_an_unwrapper_starts_at_its_first_value_and_goes_on_over_the_wrap():
    line = Unwrapper16()
    assert [line.unwrap(value) for value in (65534, 65535, 0, 65533, 1)] == [
        65534,
        65535,
        65536,
        65533,
        65537,
    ]


@given(st.integers(0, 2**40), st.lists(st.integers(-2000, 2000), max_size=60))
def test_an_unwrapper_gives_back_what_was_wrapped(start, steps):
    unwrapper, newest = Unwrapper16(), start
    offset = unwrapper.unwrap(start & 0xFFFF) - start
    for step in steps:
        truth = newest + step
        assert unwrapper.unwrap(truth & 0xFFFF) == truth + offset
        newest = max(newest, truth)
