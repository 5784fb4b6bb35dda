"""Shows behind a password: the right one opens, guessing is slow, a new one locks again."""

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore

from shows.access import UNLOCKED, Visitor, is_locked
from shows.planning.show_password import TRIES_OF_A_SESSION, TRIES_OF_AN_ADDRESS, unlock
from streaming.foundation.refusals import Refused

pytestmark = pytest.mark.django_db
HERE = "192.0.2.1"


@pytest.fixture
def show(make_show):
    return make_show(access="password", password=make_password("velvet"))


def known() -> SessionStore:
    """A session that the browser had before."""
    session = SessionStore()
    session.create()
    return session


def refusal(show, password, session, address=HERE) -> tuple[str, int]:
    with pytest.raises(Refused) as refused:
        unlock(show, password, session=session, address=address)
    return refused.value.code, refused.value.status


def locked_for(session, show) -> bool:
    return is_locked(Visitor(AnonymousUser(), frozenset(session.get(UNLOCKED, []))), show)


def test_the_password_opens_for_this_session_alone(show):
    mine, other = SessionStore(), SessionStore()
    assert locked_for(mine, show)
    unlock(show, "velvet", session=mine, address=HERE)
    assert (locked_for(mine, show), locked_for(other, show)) == (False, True)


def test_what_is_kept_is_no_password(show):
    assert "velvet" not in show.password


@pytest.mark.parametrize("wrong", ["", "Velvet", "velvet ", "é" * 500])
def test_another_word_opens_nothing(show, wrong):
    session = SessionStore()
    assert refusal(show, wrong, session) == ("show.wrong_password", 403)
    assert locked_for(session, show)


def test_a_new_password_locks_whoever_knew_the_old_one(show):
    session = SessionStore()
    unlock(show, "velvet", session=session, address=HERE)
    show.password = make_password("brass")
    show.save()
    assert locked_for(session, show)
    unlock(show, "brass", session=session, address=HERE)
    assert not locked_for(session, show)


def test_a_session_has_a_few_tries_and_then_not_even_the_right_one(show):
    session = known()
    for _ in range(TRIES_OF_A_SESSION):
        assert refusal(show, "no", session) == ("show.wrong_password", 403)
    assert refusal(show, "velvet", session) == ("show.too_many_tries", 429)
    assert locked_for(session, show)


def test_a_fresh_session_each_time_buys_no_more_than_the_address_has(show):
    for _ in range(TRIES_OF_AN_ADDRESS):
        assert refusal(show, "no", SessionStore())[0] == "show.wrong_password"
    assert refusal(show, "velvet", SessionStore())[0] == "show.too_many_tries"
    elsewhere = SessionStore()
    unlock(show, "velvet", session=elsewhere, address="192.0.2.2")
    assert not locked_for(elsewhere, show)


def test_the_tries_for_one_show_are_not_those_for_another(show, make_show):
    other = make_show(access="password", password=make_password("brass"))
    session = known()
    for _ in range(TRIES_OF_A_SESSION + 1):
        refusal(show, "no", session)
    unlock(other, "brass", session=session, address=HERE)
    assert (locked_for(session, other), locked_for(session, show)) == (False, True)


def test_the_right_password_gives_the_tries_back(show):
    session = known()
    for _ in range(TRIES_OF_A_SESSION - 1):
        refusal(show, "no", session)
    unlock(show, "velvet", session=session, address=HERE)
    assert refusal(show, "no", session)[0] == "show.wrong_password"


def test_a_show_without_a_password_asks_for_none(make_show):
    session = SessionStore()
    unlock(make_show(), "anything", session=session, address=HERE)
    assert UNLOCKED not in session
