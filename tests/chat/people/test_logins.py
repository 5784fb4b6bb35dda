"""Who is signed in with a session, as sockets ask: the same as Django's own answer."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.leaving import close_account
from chat.people import logins

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def bob(make_user):
    return make_user("bob", language="de")


@pytest.fixture
def login(client, bob):
    client.force_login(bob, backend=BACKEND)
    return client.session.session_key


def djangos(login):
    """None where it is nobody."""
    user = get_user(SimpleNamespace(session=logins.Store(login)))
    return user if user.is_authenticated else None


def test_whoever_is_signed_in_is_found_with_all_their_fields(login, bob):
    found = logins.person(login)
    assert found == djangos(login) == bob
    bob.refresh_from_db()
    names = [field.attname for field in bob._meta.concrete_fields]
    assert [getattr(found, name) for name in names] == [getattr(bob, name) for name in names]


def test_a_session_that_is_over_is_nobodys(login):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert (logins.person(login), djangos(login)) == (None, None)


def test_a_session_of_another_password_is_nobodys(login, bob):
    bob.set_password("another-one-0")
    bob.save()
    assert (logins.person(login), djangos(login)) == (None, None)


def test_a_session_of_an_account_that_is_closed_is_nobodys(login, bob):
    close_account(bob)
    assert (logins.person(login), djangos(login)) == (None, None)


@pytest.mark.parametrize("key", ["none", "x" * 5000, "' OR 1=1 --"])
def test_a_key_that_nobody_gave_is_nobodys(login, key):
    assert logins.person(key) is None


def test_a_session_that_was_tampered_with_is_nobodys(login):
    Session.objects.update(session_data="eyJfYXV0aF91c2VyX2lkIjoiMSJ9:1:forged")
    assert logins.person(login) is None
