"""The round-trip time is what passed between a report and its answer, without the viewer's part."""

import pytest

from streaming.forwarding.round_trip import RoundTrip
from streaming.wire.ntp import middle32, ntp64
from streaming.wire.rtcp import ReportBlock

NTP = ntp64(1_700_000_000.0)


def block(ntp: int, delay_seconds: float = 0.0) -> ReportBlock:
    return ReportBlock(7000, 0, 0, 0, 0, middle32(ntp), round(delay_seconds * 65536))


def test_what_the_viewer_waited_is_left_out_and_measurements_are_smoothed():
    trip = RoundTrip()
    trip.report_sent(NTP, 10.0)
    trip.answered(block(NTP, 0.5), 10.6)
    assert trip.seconds == pytest.approx(0.1, abs=1e-4)
    trip.answered(block(NTP, 0.5), 10.8)
    assert trip.seconds == pytest.approx(0.15, abs=1e-4)


def test_answers_to_nothing_and_impossible_ones_measure_nothing():
    trip = RoundTrip()
    trip.report_sent(NTP, 10.0)
    trip.answered(block(0), 10.1)
    trip.answered(block(NTP + (1 << 32)), 10.1)
    trip.answered(block(NTP, 5.0), 10.1)
    trip.answered(block(NTP), 30.0)
    assert trip.seconds is None
    trip.answered(block(NTP), 10.0)
    assert trip.seconds == 0.001


def test_an_answer_that_names_no_report_is_left_alone_even_after_one_with_that_time():
    trip = RoundTrip()
    trip.report_sent(0, 10.0)
    trip.answered(block(0), 10.1)
    assert trip.seconds is None
