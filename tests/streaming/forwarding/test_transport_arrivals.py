"""Transport-wide feedback says when each packet of a performer arrived."""

from streaming.forwarding.transport_arrivals import MOST_PACKETS, TransportArrivals
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


def test_too_many_packets_between_two_feedbacks_begin_anew():
    arrivals = TransportArrivals()
    for number in range(MOST_PACKETS + 2):
        arrivals.arrived(number, 1.0)
    told = arrivals.feedback(7, 1.0)
    assert told is not None
    assert told.packets == [(MOST_PACKETS + 1, 4000)]
