"""The page after set-up knows what is done, from settings and rows."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts.models import HousePage
from shows.demo import fill


@pytest.fixture
def boss(make_user):
    return make_user("boss", is_staff=True, is_superuser=True)


def done(client) -> list[bool]:
    return [step.done for step in client.get("/house/").context["steps"]]


def test_a_new_house_has_everything_to_do(login, boss, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = login(boss).get("/house/")
    assert not any(step.done for step in page.context["steps"])
    words = page.content.decode()
    for said in ("FOOTLIGHTS_NAME=", "EMAIL_URL=smtp", "FOOTLIGHTS_URL=https", "0 of 7"):
        assert said in words


def test_each_step_is_done_once_it_is(login, boss, settings, make_show):
    client = login(boss)
    settings.SITE_NAME = "Kettle Theatre"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.FOOTLIGHTS_URL = "https://shows.example.org"
    assert done(client) == [True, False, False, True, True, False, False]
    HousePage.objects.create(kind="contact", text="Write to us")
    HousePage.objects.create(kind="imprint", text="We are")
    assert done(client)[1:3] == [True, False]
    HousePage.objects.create(kind="privacy", text="We keep little")
    make_show(creator=boss, state="draft")
    TOTP.activate(boss, generate_totp_secret())
    assert all(done(client))
    assert "Everything is in place" in client.get("/house/").content.decode()


def test_shows_of_the_demo_are_not_the_first_show(login, boss):
    fill()
    assert done(login(boss))[-1] is False


@pytest.mark.parametrize("fields", [{}, {"is_active": False, "is_staff": True}])
def test_nobody_else_sees_it(login, make_user, fields):
    assert login(make_user("ada", **fields)).get("/house/").status_code in (302, 404)
