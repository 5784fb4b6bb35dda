"""What a performer's path carries is found by sending into it."""

from streaming.forwarding.receive_estimate import ReceiveEstimate


def estimate_after(seconds: float, queue_per_second: float = 0.0, capacity: float = 1e9) -> float:
    """A performer that sends what it is told to, over a line whose queue may grow."""
    estimate, now, sending = ReceiveEstimate(), 100.0, 1_000_000.0
    while now < 100.0 + seconds:
        now += 1200 * 8 / min(sending, capacity)
        delay = 0.05 + (queue_per_second * (now - 100.0))
        estimate.arrived(1200, now + delay, (now % 64))
        told = estimate.remb(now + delay)
        if told is not None:
            sending = float(told)
    return sending


def test_on_a_clean_line_720p_is_reached_in_five_seconds():
    assert estimate_after(4.0) >= 2_500_000


def test_the_first_word_is_enough_for_720p_for_browsers_believe_only_that():
    assert ReceiveEstimate().remb(100.0) >= 2_300_000


def test_a_narrow_line_is_known_within_a_second():
    assert estimate_after(1.0, queue_per_second=0.6, capacity=800_000) < 800_000


def test_when_packets_queue_it_falls_below_what_comes_through():
    assert estimate_after(5.0, queue_per_second=0.05, capacity=800_000) < 800_000


def test_loss_alone_makes_it_fall_too():
    estimate = ReceiveEstimate()
    for step in range(100):
        estimate.arrived(1250, 10 + step / 100)
    estimate.remb(11.0)
    estimate.lost(0.2)
    told = estimate.remb(11.1)
    assert told is not None
    assert told < 1_000_000
