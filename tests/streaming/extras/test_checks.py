"""Two sides find each other by STUN checks, and strangers do not count."""

import pytest

from streaming.extras.checks import LATER_SECONDS, LOST_SECONDS, Checks
from streaming.wire import stun

HERE, THERE = ("192.0.2.1", 4000), ("192.0.2.2", 5000)


@pytest.fixture
def sides():
    one, other = Checks(), Checks()
    one.start(other.ufrag, other.password, [THERE, ("192.0.2.9", 1)], 0.0)
    other.start(one.ufrag, one.password, [HERE], 0.0)
    return one, other


def test_an_answered_candidate_is_selected(sides):
    one, other = sides
    sent = one.due(0.0)
    assert [target for _, target in sent] == [THERE, ("192.0.2.9", 1)]
    assert [stun.parse(check).use_candidate for check, _ in sent] == [False, False]
    answer = other.receive(sent[0][0], HERE, 0.01)
    assert one.receive(answer, THERE, 0.02) is None
    assert one.selected == THERE
    assert one.round_trip == 0.02


def test_afterwards_only_that_one_is_asked_now_and_then(sides):
    one, other = sides
    one.receive(other.receive(one.due(0.0)[0][0], HERE, 0.0), THERE, 0.0)
    ((nomination, target),) = one.due(0.1)
    assert (stun.parse(nomination).use_candidate, target) == (True, THERE)
    assert one.due(1.0) == []
    assert [target for _, target in one.due(0.1 + LATER_SECONDS)] == [THERE]


def test_candidates_are_asked_again_until_one_answers(sides):
    one, _ = sides
    assert len(one.due(0.0)) == 2
    assert one.due(0.01) == []
    assert len(one.due(0.06)) == 2
    assert one.due(0.12) == []  # less and less often
    assert len(one.due(0.17)) == 2


def test_an_answer_that_took_very_long_counts(sides):
    one, other = sides
    (first, _), *_rest = one.due(0.0)
    for step in range(1, 200):
        one.due(step / 10)
    one.receive(other.receive(first, HERE, 0.0), THERE, 20.0)
    assert one.selected == THERE


def test_a_stranger_is_not_answered(sides):
    one, _ = sides
    stranger = Checks()
    stranger.start(one.ufrag, "some other password here", [HERE], 0.0)
    assert one.receive(stranger.due(0.0)[0][0], THERE, 0.0) is None


def test_an_answer_that_nobody_asked_for_selects_nothing(sides):
    one, other = sides
    answer = other.receive(one.due(0.0)[0][0], HERE, 0.0)
    forged = answer[:8] + bytes(12) + answer[20:]
    one.receive(forged, THERE, 0.0)
    one.receive(b"\0\1\0\0junk", THERE, 0.0)
    assert one.selected is None


def test_silence_is_noticed(sides):
    one, other = sides
    assert not one.is_lost(10 * LOST_SECONDS)  # nobody has answered yet
    one.receive(other.receive(one.due(0.0)[0][0], HERE, 0.0), THERE, 0.0)
    assert not one.is_lost(LOST_SECONDS)
    assert one.is_lost(LOST_SECONDS + 0.1)
