"""A window takes each packet once, and knows another sequence from a stray packet."""

from hypothesis import given
from hypothesis import strategies as st

from streaming.forwarding.window import DROPOUT, WINDOW, Window


def window_after(*numbers: int) -> Window:
    window = Window({"double": 0, "late": 0})
    for number in numbers:
        sequence = window.extended(number)
        assert sequence is not None
        window.note(sequence, window.extended_timestamp(number * 3000 & 0xFFFFFFFF))
    return window


def test_numbers_and_timestamps_go_on_over_the_wrap():
    window = window_after(65_534, 65_535)
    assert window.extended(1) == 65_537
    assert window.extended_timestamp(500) - 65_535 * 3000 == 500 - (65_535 * 3000 & 0xFFFFFFFF)
    window = Window({})
    assert window.extended_timestamp(7) == 7
    window.note(1, 0xFFFFFFF0)
    assert window.extended_timestamp(16) == 0x1_0000_0010


def test_a_double_and_a_late_packet_are_counted():
    window = window_after(5000, 5001)
    assert window.extended(5000) is None
    assert window.extended(4999) == 4999
    assert window.extended(5001 - WINDOW) is None
    assert window._counts == {"double": 1, "late": 1}


def test_a_stray_is_dropped_and_two_in_a_row_are_another_sequence():
    window = window_after(100)
    assert window.extended(101 + DROPOUT) is None
    assert not window.has_jumped
    window.note(101, 303_000)  # the stray was alone
    assert window.extended(102 + DROPOUT) is None
    assert not window.has_jumped
    assert window.extended(103 + DROPOUT) is None
    assert window.has_jumped


def test_what_came_before_is_forgotten():
    window = Window({})
    window.forget()
    assert window.forgotten < -1_000_000
    window = window_after(100, 101)
    window.forget()
    assert window.forgotten == 101


@given(st.integers(0, 0xFFFF), st.lists(st.integers(-1000, 1000), max_size=80))
def test_each_number_is_taken_once(start, steps):
    window, taken, truth = Window({"double": 0, "late": 0}), set(), start
    for step in [0, *steps]:
        truth = max(taken, default=start) + step
        sequence = window.extended(truth & 0xFFFF)
        assert (sequence is None) is (truth in taken)
        if sequence is not None:
            assert sequence == truth
            window.note(sequence, 0)
            taken.add(truth)
