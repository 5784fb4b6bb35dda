"""Every page of the room opens, for whom it is there, in our own frame."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from tests.tools.just_signed_in import just_signed_in

OPEN = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done",
        "account_email_verification_sent", "account_inactive"]  # fmt: skip
OWN = ["accounts:settings", "accounts:tokens", "accounts:new_token", "accounts:export",
       "accounts:close", "account_email", "account_change_password", "account_logout", "mfa_index",
       "usersessions_list", "account_reauthenticate"]  # fmt: skip
SAFE = ["mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn"]

PASSWORD = "a good long password"
SIGNING_IN = {"login": "ada", "password": PASSWORD}


def sign_in_twice(client, user) -> None:
    client.post(reverse("account_login"), SIGNING_IN)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def in_our_frame(response) -> bool:
    page = response.content.decode()
    no_inline = not re.search(r"<style|style=|<script(?![^>]*(src=|application/json))", page)
    return response.status_code == 200 and page.count("<h1") == 1 and no_inline


@pytest.mark.parametrize("name", OPEN)
def test_an_open_page_stands_in_our_frame(client, db, name):
    assert in_our_frame(client.get(reverse(name)))


@pytest.mark.parametrize("name", OWN)
def test_a_page_of_ones_own_stands_in_our_frame(client, make_user, name):
    assert in_our_frame(just_signed_in(client, make_user()).get(reverse(name)))


@pytest.mark.parametrize("name", OWN)
def test_strangers_are_asked_to_sign_in(client, db, name):
    response = client.get(reverse(name))
    assert response.status_code == 302


@pytest.mark.parametrize("name", SAFE)
def test_what_touches_safety_asks_again_and_then_opens(client, make_user, name):
    sign_in_twice(client, make_user("ada"))
    assert in_our_frame(client.get(reverse(name)))


def test_a_second_step_can_be_set_up_and_is_asked_for(client, make_user):
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    sign_in_twice(client, make_user("ada"))
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    done = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    assert in_our_frame(done)
    assert in_our_frame(client.get(reverse("mfa_view_recovery_codes")))
    assert in_our_frame(client.get(reverse("mfa_generate_recovery_codes")))
    assert in_our_frame(client.get(reverse("mfa_deactivate_totp")))
    client.post(reverse("account_logout"))
    asked = client.post(reverse("account_login"), SIGNING_IN, follow=True)
    assert asked.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert in_our_frame(asked)


def test_signing_up_sends_a_letter_whose_link_signs_in(client, db):
    wish = {"email": "ada@example.org", "username": "Ada", "password1": "a good long password"}
    assert in_our_frame(client.post(reverse("account_signup"), wish, follow=True))
    link = re.search(r"https?://\S+", mail.outbox[0].body).group()
    assert in_our_frame(client.get(link))
    client.post(link, follow=True)
    assert client.session["_auth_user_id"] == str(User.objects.get(username="ada").pk)


@pytest.mark.parametrize(
    "bad", ["admin", "closed-7", "a", "ada\u202e", "a" * 10_000, "Ada Lovelace", "-ada-", "ädä"]
)
def test_a_wrong_name_is_refused_kindly_and_keeps_the_address(client, db, bad):
    wish = {"email": "ada@example.org", "username": bad, "password1": "a good long password"}
    response = client.post(reverse("account_signup"), wish)
    assert list(response.context["form"].errors) == ["username"]
    assert 'value="ada@example.org"' in response.content.decode()
    assert not User.objects.exists()


def test_a_taken_address_is_not_given_away(client, make_user):
    make_user("ada")
    wish = {"email": "ada@example.org", "username": "eve", "password1": "a good long password"}
    response = client.post(reverse("account_signup"), wish, follow=True)
    assert response.redirect_chain[-1][0] == reverse("account_email_verification_sent")
    assert not User.objects.filter(username="eve").exists()


def test_a_forgotten_password_is_replaced(client, make_user):
    user = make_user("ada")
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"https?://\S+", mail.outbox[0].body).group()
    form = client.get(link, follow=True)
    assert in_our_frame(form)
    new = {"password1": "another good password", "password2": "another good password"}
    assert in_our_frame(client.post(form.request["PATH_INFO"], new, follow=True))
    user.refresh_from_db()
    assert user.check_password("another good password")


@pytest.mark.parametrize("printed", [True, False])
def test_whoever_waits_for_a_letter_is_told_where_it_goes(client, settings, printed):
    settings.LETTERS_ARE_PRINTED = printed
    page = client.get(reverse("account_email_verification_sent")).content.decode()
    assert ("on the terminal" in page, "unwanted mail" in page) == (printed, not printed)
