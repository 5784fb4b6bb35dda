"""Media goes to where a peer answers, or to where it shook hands if it never answers."""

from itertools import pairwise
from random import Random

from streaming.transport.consent import (
    AGAIN_SECONDS,
    ASK_SECONDS,
    FRESH_SECONDS,
    MOST_OPEN,
    Consent,
)

HOME, AWAY = ("192.0.2.1", 4001), ("192.0.2.2", 4002)
KEY = b"k"


def at_home() -> Consent:
    consent = Consent(0.0, Random(1).randbytes)
    consent.settle(HOME)
    return consent


def test_whoever_answers_has_to_go_on_answering():
    consent = at_home()
    consent.shake_hands(0.0)
    assert consent.may_send(1000.0)
    consent.answered(consent.ask(HOME, KEY, 1000.0), 1001.0)
    assert consent.is_proved(1001.0 + FRESH_SECONDS)
    late = 1002.0 + FRESH_SECONDS
    assert not (consent.may_send(late) or consent.is_proved(late) or consent.is_due(late))
    consent.answered(consent.ask(HOME, KEY, late), late)
    assert consent.may_send(late)


def test_whoever_never_answers_is_asked_less_and_less_and_sent_to_where_they_shook_hands():
    consent, now, asked = at_home(), 0.0, []
    consent.answered(consent.ask(HOME, KEY, 0.0), 0.0)  # before it, as FFmpeg does
    consent.shake_hands(0.0)
    while now < 60:
        if consent.is_due(now):
            consent.ask(HOME, KEY, now)
            asked.append(now)
        now += AGAIN_SECONDS
    assert consent.is_proved(60.0)
    assert [later - sooner for sooner, later in pairwise(asked)][:4] == [0.5, 1.0, 2.0, 4.0]
    assert 10 < len(asked) < 18


def test_an_answer_counts_for_where_it_was_asked_and_once():
    consent = at_home()
    asked = consent.ask(AWAY, KEY, 1.0)
    assert consent.key_of(asked, HOME) is None
    assert consent.key_of(bytes(12), AWAY) is None
    assert consent.key_of(asked, AWAY) == KEY
    consent.answered(asked, 1.0)
    assert consent.key_of(asked, AWAY) is None
    assert not consent.is_proved(1.0)


def test_open_questions_are_bounded_and_the_oldest_goes():
    consent = at_home()
    asked = [consent.ask(HOME, KEY, 0.0) for _ in range(MOST_OPEN + 2)]
    answerable = [consent.key_of(one, HOME) is not None for one in asked]
    assert answerable == [False] * 2 + [True] * MOST_OPEN


def test_an_address_that_changes_proves_itself_anew():
    consent = at_home()
    consent.shake_hands(0.0)
    consent.answered(consent.ask(HOME, KEY, 0.0), 0.0)
    consent.settle(AWAY)
    assert not (consent.is_proved(0.0) or consent.may_send(0.0))
    consent.answered(consent.ask(HOME, KEY, 0.0), 0.0, moves=True)
    assert consent.is_proved(0.0)


def test_whoever_answers_is_asked_again_after_some_seconds_that_nobody_can_foretell():
    pauses = set()
    consent, now = at_home(), 0.0
    for _ in range(50):
        consent.answered(consent.ask(HOME, KEY, now), now)
        pauses.add(consent._due_at - now)
        now = consent._due_at
        assert consent.is_due(now) and not consent.is_due(now - 0.1)
    assert len(pauses) > 20
    assert ASK_SECONDS[0] <= min(pauses) <= max(pauses) <= ASK_SECONDS[1] + 1e-6


def test_nobody_is_asked_before_there_is_an_address():
    assert not Consent(0.0, Random(1).randbytes).is_due(100.0)


def test_an_address_that_stays_the_same_stays_proved():
    consent = at_home()
    consent.shake_hands(0.0)
    consent.settle(HOME)
    assert consent.is_proved(0.0)
