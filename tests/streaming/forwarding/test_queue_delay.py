"""Packets that wait longer than the fastest one wait in a queue."""

import pytest

from streaming.forwarding.queue_delay import QueueDelay


def test_an_even_delay_is_no_queue_whatever_the_clocks_say():
    delay = QueueDelay()
    for step in range(200):
        delay.arrived(60 + step / 100, 1_000 + step / 100)
    assert delay.seconds == pytest.approx(0.0, abs=1e-6)


def test_a_queue_that_grows_is_seen_across_the_turn_of_the_send_time():
    delay = QueueDelay()
    for step in range(1000):
        sent = 60 + step / 100
        delay.arrived(sent % 64, 1_000 + sent + 0.0001 * step)
    assert 0.08 < delay.seconds < 0.11


def test_a_packet_from_before_the_turn_that_comes_late_is_no_turn():
    delay = QueueDelay()
    for sent, now in ((63.99, 10.0), (0.01, 10.02), (63.995, 10.025), (0.02, 10.03)):
        delay.arrived(sent, now)
    assert 0.0 <= delay.seconds < 0.01


def test_a_faster_packet_of_the_same_second_shows_what_the_others_waited():
    delay = QueueDelay()
    delay.arrived(1.0, 10.10)  # 9.10 by both clocks
    delay.arrived(1.1, 10.12)  # 9.02: nothing is faster
    assert delay.seconds == 0.0
    delay.arrived(1.2, 10.30)  # 0.08 more
    assert delay.seconds == pytest.approx(0.008)
