"""Rates are counted by windows of the clock, for each subject and each asker."""

from types import SimpleNamespace

import pytest

from streaming.foundation import rate_limits
from streaming.foundation.refusals import Refused

WINDOW = 1_700_000_040.0  # a minute of the clock begins here


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    now = SimpleNamespace(at=WINDOW)
    monkeypatch.setattr(rate_limits, "time", SimpleNamespace(time=lambda: now.at))
    return now


def count(who="10.0.0.1", times=1):
    for _ in range(times):
        rate_limits.count("join", who, "3/min")


def test_one_too_many_is_told_when_to_come_again(clock):
    count(times=3)
    clock.at += 20
    with pytest.raises(Refused) as refused:
        count()
    assert (refused.value.code, refused.value.status) == ("request.too_many", 429)
    assert refused.value.retry_after == 41


def test_the_next_window_begins_anew(clock):
    count(times=3)
    clock.at += 60
    count(times=3)


def test_others_and_other_subjects_are_not_affected():
    count(times=3)
    count("10.0.0.2", times=3)
    rate_limits.count("patch", "10.0.0.1", "3/min")


def test_checking_does_not_count():
    for _ in range(5):
        rate_limits.check("join", "10.0.0.1", "3/min")
    count(times=3)
    with pytest.raises(Refused):
        rate_limits.check("join", "10.0.0.1", "3/min")


def test_one_key_is_counted_from_one():
    assert [rate_limits.count_one("a", 60) for _ in range(3)] == [1, 2, 3]
