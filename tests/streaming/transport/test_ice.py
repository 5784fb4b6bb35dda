"""Two sides find each other by STUN checks, and strangers do not count."""

from random import Random

import pytest

from streaming.transport.ice import (
    LATER_SECONDS,
    LOST_SECONDS,
    MOST_CANDIDATES,
    MOST_OPEN,
    Checks,
    credentials,
    read_candidates,
)
from streaming.wire import stun

HERE, THERE = ("192.0.2.1", 4000), ("192.0.2.2", 5000)


@pytest.fixture
def sides():
    one, other = Checks(Random(1).randbytes), Checks(Random(2).randbytes)
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
    stranger = Checks(Random(3).randbytes)
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


def test_names_and_passwords_are_as_long_as_the_standard_wants():
    ufrag, password = credentials(Random(1).randbytes)
    assert (len(ufrag), len(password)) == (16, 32)
    assert credentials(Random(2).randbytes) != (ufrag, password)


def test_a_signed_refusal_ends_it_and_an_unsigned_one_does_not(sides):
    one, other = sides
    transaction = stun.parse(one.due(0.0)[0][0]).transaction
    for code, key, revoked in ((403, b"x", False), (500, "", False), (403, "", True)):
        refusal = stun.binding_failure(transaction, code, "no", key or other.password.encode())
        assert one.receive(refusal, THERE, 0.0) is None
        assert one.revoked is revoked


def test_only_signed_answers_of_those_who_were_asked_count(sides):
    one, _other = sides
    transaction = stun.parse(one.due(0.0)[0][0]).transaction
    one.receive(stun.binding_success(transaction, HERE, b"x"), THERE, 0.0)
    assert one.selected is None
    indication = b"\x00\x11\x00\x00" + stun.COOKIE.to_bytes(4, "big") + bytes(12)
    assert one.receive(indication, THERE, 0.0) is None


def test_what_is_open_is_bounded_and_so_are_candidates(sides):
    one, other = sides
    one.start(other.ufrag, other.password, [("192.0.2.3", port) for port in range(1, 60)], 0.0)
    first = one.due(0.0)
    assert len(first) == MOST_CANDIDATES
    for step in range(1, 2 * MOST_OPEN // MOST_CANDIDATES):
        one.due(float(step))
    assert one.receive(other.receive(first[0][0], HERE, 1.0), THERE, 1.0) is None
    assert one.selected is None, "it was forgotten"


def test_addresses_are_read_and_names_are_not_looked_up():
    lines = [
        "candidate:1 1 udp 2130706431 192.0.2.7 4000 typ host",
        "2 1 UDP 2130706430 2001:db8::1 4001 typ host",
        "3 1 tcp 1 192.0.2.7 9 typ host tcptype active",
        "4 2 udp 1 192.0.2.7 4001 typ host",
        "5 1 udp 1 there.local 4000 typ host",
        "6 1 udp 1 192.0.2.7 port typ host",
        "7 1 udp",
    ]
    assert read_candidates(lines) == [("192.0.2.7", 4000), ("2001:db8::1", 4001)]


def test_of_two_that_answer_the_first_is_kept(sides):
    one, other = sides
    (here, _), (elsewhere, _) = one.due(0.0)
    one.receive(other.receive(here, HERE, 0.01), THERE, 0.02)
    one.receive(other.receive(elsewhere, HERE, 0.03), THERE, 0.04)
    assert (one.selected, one.answered_at) == (THERE, 0.04)
