"""What is told of lines, and what is thought of them."""

from streaming.forwarding.bandwidth import LineEstimate, ReceiveEstimate, TransportArrivals
from streaming.wire.rtcp import TransportFeedback, parse


def test_each_packet_is_reported_once_with_its_arrival_and_its_gaps():
    arrivals = TransportArrivals()
    for number, at in ((65_534, 1.0), (65_535, 1.001), (1, 1.002)):
        arrivals.arrived(number, at)
    told = arrivals.feedback(7, 1.002)
    assert told is not None
    assert told.packets == [(65_534, 4000), (65_535, 4004), (0, None), (1, 4008)]
    assert arrivals.feedback(7, 1.003) is None
    arrivals.arrived(3, 1.05)
    arrivals.arrived(0, 1.06)
    later = arrivals.feedback(7, 1.08)
    assert later is not None
    assert later.packets == [(0, 4240), (1, None), (2, None), (3, 4200)]
    assert later.count == told.count + 1
    assert isinstance(parse(bytes(later))[0], TransportFeedback)


def test_long_silences_and_leaps_are_still_one_feedback():
    arrivals = TransportArrivals()
    arrivals.arrived(1, 1.0)
    arrivals.arrived(2, 60.0)
    told = arrivals.feedback(7, 60.0)
    assert told is not None
    assert told.packets == [(1, None), (2, 240_000)]
    arrivals.arrived(30_000, 61.0)
    far = arrivals.feedback(7, 61.0)
    assert far is not None
    assert len(far.packets) == 1000
    assert bytes(far)


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


def test_a_viewers_line_is_in_trouble_by_loss_or_by_its_own_word():
    line = LineEstimate()
    assert not line.in_trouble(2_000_000, 0.0)
    line.report(0.12, 1.0)
    assert line.in_trouble(2_000_000, 1.0)
    line.report(0.0, 2.0)
    line.remb(900_000, 2.0)
    assert line.in_trouble(2_000_000, 2.0)
    assert not line.in_trouble(500_000, 2.0)
    line.remb(1_200_000, 3.0)
    assert not line.in_trouble(2_000_000, 3.0), "it grows"
    assert line.bitrate(3.0) == 1_200_000
    assert line.bitrate(30.0) is None


def test_a_line_that_is_full_is_not_taken_for_one_that_loses_by_chance():
    line = LineEstimate()
    assert not line.is_lossy(1e6, 0.0)
    line.report(0.15, 0.0)
    assert line.is_lossy(1e6, 1.0)
    line.remb(1.1e6, 1.0)
    assert not line.is_lossy(1e6, 1.0)
    line.remb(1.5e6, 2.0)
    assert line.is_lossy(1e6, 2.0)
    assert not line.is_lossy(1e6, 20.0)
