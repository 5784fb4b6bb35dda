"""A rate is what flowed over the last second."""

import pytest

from streaming.forwarding.rate import Rate


def test_right_after_the_start_it_is_measured_over_less():
    rate = Rate()
    assert rate.bits(10.0) == 0.0
    rate = Rate()
    rate.add(1000, 10.0)
    assert rate.bits(10.05) == pytest.approx(80_000)


def test_it_covers_one_second_and_forgets_what_lies_before():
    rate = Rate()
    for step in range(40):
        rate.add(1000, 10 + step / 20)
    assert rate.bits(11.95) == pytest.approx(160_000, rel=0.11)
    assert rate.bits(12.45) == pytest.approx(80_000, rel=0.21)
    assert rate.bits(60.0) == 0.0
    rate.add(1000, 60.0)
    assert rate.bits(60.0) == pytest.approx(8_000)
