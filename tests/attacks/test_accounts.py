"""Somebody at another's account: with an old session of theirs, by guessing, or by staying where
they were shown out."""

import re
import threading

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import PersonalToken, User
from accounts.suspensions import suspend
from streaming.control.commands import Answered, Done, Leave, Watch
from tests.streaming.stage.offers import SDP, to_watch
from tests.streaming.stage.sessions.test_evictions import listening

PASSWORD, NEW = "a good long password", "another good password"
SPELLINGS = ["localhost", "localhost:{n}", "n{n}.localhost", "127.0.0.1:{n}", "[::1]:{n}"]


def links() -> list[str]:
    return re.findall(r"https?://\S+", "\n".join(letter.body for letter in mail.outbox))


def test_an_old_session_does_not_take_the_account_over(make_user, login):
    """It adds an address, confirms that elsewhere, has the password changed by letter, and makes a
    token to stay: none of it goes beyond the first step."""
    make_user("ada")
    thief = login(User.objects.get())
    thief.post(reverse("account_email"), {"action_add": "", "email": "thief@example.org"})
    thief.post(reverse("accounts:new_token"), {"name": "x", "scopes": ["shows:read"]})
    thief.post("/api/v1/me/tokens/", {"name": "x", "scopes": ["shows:read"]}, "application/json")
    thief.post(reverse("accounts:export"))
    for link in links():
        Client().post(link)
    Client().post(reverse("account_reset_password"), {"email": "thief@example.org"})
    assert "/password/reset/key/" not in "".join(links())
    assert not PersonalToken.objects.exists()
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.django_db
def test_guessing_has_five_tries_however_the_house_is_spelled(make_user):
    """200 guesses from 200 addresses, by name and by address; the right one is among the last."""
    make_user("ada")
    for number in range(200):
        guess = PASSWORD if number > 5 else f"guess {number}"
        host = SPELLINGS[number % len(SPELLINGS)].format(n=number + 1)
        client = Client(REMOTE_ADDR=f"198.51.100.{number}", HTTP_HOST=host)
        login = ("ada", "ADA", "ada@example.org")[number % 3]
        client.post(reverse("account_login"), {"login": login, "password": guess})
        assert "_auth_user_id" not in client.session, f"try {number} came in as {host}"


def takes_everybody(command):
    if isinstance(command, Watch):
        return Answered(sdp=to_watch(), etag="e", session=command.session)
    return Done()


@pytest.mark.django_db(transaction=True)
def test_a_suspended_member_keeps_none_of_thirty_sessions(make_show, make_user, login, settings):
    show, member = make_show(state="live"), make_user("member")
    staff = make_user("staff", is_staff=True, is_superuser=True)
    client, watch = login(member), (to_watch(), SDP)
    client.defaults["HTTP_ORIGIN"] = "http://localhost:8000"
    with listening(settings, takes_everybody) as told:
        answers = [client.post(f"/whep/{show.slug}", *watch) for _ in range(30)]
        opened = {answer["Location"].rpartition("/")[2] for answer in answers}
        cache.clear()
        suspend(member, by=staff, reason="x")
        for messenger in threading.enumerate():
            if "_tell" in messenger.name:
                messenger.join(30)
        ended = {command.session for command in told if isinstance(command, Leave)}
        assert (len(opened), ended) == (30, opened)
