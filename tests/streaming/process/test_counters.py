"""Counters in the text format of Prometheus."""

from streaming.process.counters import Counters


def test_each_counter_is_a_line_in_the_order_of_names():
    counters = Counters()
    counters["front.junk"] += 2
    counters["dtls.done"] += 1
    assert counters.lines("relay") == [
        'footlights_relay_total{what="dtls.done"} 1',
        'footlights_relay_total{what="front.junk"} 2',
    ]
    assert counters["nothing"] == 0
