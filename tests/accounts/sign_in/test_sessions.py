"""Sessions end by the clock too."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.sign_in.sessions import clear_expired
from accounts.signals import signed_out

PASSWORD = "a good long password"


def sign_in(name) -> None:
    """On a device of their own."""
    Client().post(reverse("account_login"), {"login": name, "password": PASSWORD})


def test_what_is_over_is_forgotten_and_told_and_the_rest_stays(
    make_user, django_capture_on_commit_callbacks
):
    for name in ("ada", "eve"):
        make_user(name)
        sign_in(name)
    ended = []

    def note(sender, user, login, **_):
        ended.append(user.username)

    old = UserSession.objects.get(user__username="ada").session_key
    Session.objects.filter(pk=old).update(expire_date=timezone.now() - timedelta(hours=1))
    signed_out.connect(note)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert clear_expired(timezone.now(), 500) == 1
    finally:
        signed_out.disconnect(note)
    assert ended == ["ada"]
    assert UserSession.objects.get().user.username == "eve"
    assert Session.objects.get().session_key != old


def test_sessions_of_strangers_go_a_bounded_number_at_a_time(db, django_assert_max_num_queries):
    gone = timezone.now() - timedelta(days=1)
    Session.objects.bulk_create(
        Session(session_key=f"s{number}", session_data="", expire_date=gone) for number in range(30)
    )
    with django_assert_max_num_queries(20):
        left = [clear_expired(timezone.now(), 12) for _ in range(4)]
    assert left == [12, 12, 6, 0]
