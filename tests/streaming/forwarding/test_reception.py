"""Loss and jitter of one stream, as RFC 3550 counts them."""

from streaming.forwarding.reception import Reception
from streaming.wire.ntp import ntp64


def test_a_block_says_what_was_lost_since_the_last_one():
    reception = Reception(90_000)
    for number in range(100):
        if number % 4:
            reception.arrived(number, number * 3000, number / 30)
    block = reception.block(7, 4.0)
    assert (block.lost, block.fraction_lost, block.highest) == (24, 62, 99)
    assert block.jitter < 5
    for number in range(100, 200):
        reception.arrived(number, number * 3000, number / 30)
    assert reception.block(7, 8.0).fraction_lost == 0


def test_jitter_is_measured():
    reception = Reception(1000)
    for number in range(500):
        reception.arrived(number, number * 20, number * 0.02 + (0.010 if number % 2 else 0.0))
    assert 8 <= reception.block(7, 10.0).jitter <= 10


def test_a_block_says_which_report_was_heard_and_how_long_ago():
    reception = Reception(90_000)
    reception.arrived(1, 0, 1.0)
    assert (reception.block(7, 2.0).last_report, reception.block(7, 2.0).delay) == (0, 0)
    reception.heard_report(ntp64(5.5), 2.0)
    block = reception.block(7, 2.5)
    assert block.last_report == ntp64(5.5) >> 16 & 0xFFFFFFFF
    assert block.delay == 32_768


def test_duplicates_and_packets_that_came_first_make_the_loss_negative():
    reception = Reception(90_000)
    for number in (10, 9, 8):
        reception.arrived(number, 0, 1.0)
    assert reception.block(7, 2.0).lost == -2
    assert Reception(90_000).block(7, 2.0).fraction_lost == 0
