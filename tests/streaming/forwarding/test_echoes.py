"""What the answers to checks tell of a viewer's line."""

import pytest

from streaming.forwarding.echoes import (
    AGAIN_AFTER,
    APART,
    APART_BYTES,
    LATELY,
    MOST_OPEN,
    REMEMBERED,
    SILENT_SECONDS,
    Echoes,
)

WAY = 0.04  # seconds there and back


def answered(*checks: tuple[float, int, float]) -> Echoes:
    """Each sent at a moment, after so many bytes, and answered at another."""
    echoes = Echoes()
    for asked_at, sent, _ in checks:
        echoes.asked(sent, asked_at)
    for asked_at, _, heard_at in checks:
        echoes.heard(asked_at, heard_at)
    return echoes


def test_an_answer_that_takes_longer_than_the_fastest_has_waited():
    echoes = answered((1.0, 0, 1.0 + WAY), (1.1, 60_000, 1.1 + WAY + 0.08))
    assert echoes.waits(1.3) == pytest.approx(0.08)
    echoes.asked(60_000, 1.4)
    echoes.heard(1.4, 1.4 + WAY)
    assert echoes.waits(1.5) == pytest.approx(0.0)


def test_a_check_without_an_answer_waits_already():
    echoes = answered((1.0, 0, 1.0 + WAY))
    echoes.asked(90_000, 1.1)
    assert echoes.waits(1.1 + WAY) == pytest.approx(0.0)
    assert echoes.waits(1.1 + WAY + 0.2) == pytest.approx(0.2)
    echoes.asked(90_000, 1.4)
    echoes.heard(1.4, 1.4 + WAY)
    assert echoes.waits(2.0) == pytest.approx(0.0), "the older one is lost"


def test_the_fastest_may_be_a_check_before_the_hurry():
    echoes = Echoes()
    echoes.heard(0.5, 0.5 + WAY)
    assert echoes.waits(1.0) is None
    echoes.begin()
    echoes.asked(0, 1.0)
    echoes.heard(1.0, 1.0 + WAY + 0.05)
    assert echoes.waits(1.2) == pytest.approx(0.05)


def test_what_waits_behind_nothing_of_ours_is_how_long_the_line_takes():
    """The way back is full of something else: who waited for that would never see anything."""
    echoes = answered((1.0, 0, 1.0 + WAY), (1.1, 60_000, 1.1 + WAY + 0.3))
    assert echoes.waits(1.5) == pytest.approx(0.3)
    echoes.asked(60_000, 1.5)
    echoes.heard(1.5, 1.5 + WAY + 0.3)
    assert echoes.waits(1.9) == pytest.approx(0.0)


def test_checks_that_were_under_way_together_prove_no_longer_way():
    echoes = answered((1.0, 60_000, 1.0 + WAY), (1.02, 120_000, 1.2), (1.15, 120_000, 1.36))
    assert echoes.waits(1.5) == pytest.approx(0.17)


def test_one_that_stops_answering_is_waited_for_no_longer():
    echoes = answered((1.0, 0, 1.0 + WAY))
    echoes.asked(60_000, 1.1)
    assert echoes.waits(1.1 + SILENT_SECONDS / 2) > 0.4
    assert echoes.waits(1.2 + SILENT_SECONDS) is None


def test_what_comes_through_is_counted_between_the_answers():
    """Ten megabits a second carry 100,000 bytes in 80 ms, however fast these were sent."""
    echoes = answered((1.0, 0, 1.0 + WAY), (1.025, 100_000, 1.0 + WAY + 0.08))
    assert echoes.carried(1.2) == pytest.approx(10e6)
    assert echoes.carried(1.2 + LATELY) is None


def test_answers_that_were_held_up_and_come_together_tell_of_no_wider_line():
    echoes = answered((1.0, 0, 1.3), (1.1, 100_000, 1.301), (1.2, 200_000, 1.302))
    assert echoes.carried(1.4) == pytest.approx(8e6)


def test_another_hurry_counts_from_zero():
    echoes = answered((1.0, 0, 1.0 + WAY), (1.1, 500_000, 1.2 + WAY))
    echoes.begin()
    assert echoes.carried(1.3) is None
    assert echoes.is_due(0, 1.3)


def test_checks_follow_the_time_and_the_bytes():
    echoes = Echoes()
    assert echoes.is_due(0, 1.0)
    echoes.asked(0, 1.0)
    assert not echoes.is_due(APART_BYTES - 1, 1.0 + APART / 2)
    assert echoes.is_due(APART_BYTES, 1.0 + APART / 4)
    assert echoes.is_due(0, 1.0 + APART)


def test_one_that_never_answers_is_asked_seldom_and_told_nothing_of():
    echoes, now, asked = Echoes(), 1.0, 0
    for tick in range(400):
        now = 1.0 + tick * 0.025
        if echoes.is_due(tick * 100_000, now):
            echoes.asked(tick * 100_000, now)
            asked += 1
        assert len(echoes._open) <= MOST_OPEN
    assert asked <= MOST_OPEN + 10 / AGAIN_AFTER
    assert (echoes.waits(now), echoes.carried(now)) == (None, None)


def test_answers_nobody_asked_for_and_very_many_are_not_kept():
    echoes = Echoes()
    echoes.heard(0.0, 0.01)
    assert not echoes.heard_since(0.0)
    for number in range(100):
        echoes.asked(0, number / 1000)
        echoes.heard(number / 1000, number / 1000 + WAY)
    assert len(echoes._echoes) == REMEMBERED
    assert echoes.heard_since(0.1)
