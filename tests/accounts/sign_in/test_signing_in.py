"""The second step: digits of an app, a recovery code, and what the admin asks of staff."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.urls import reverse

from accounts.suspensions import suspend
from tests.tools.authenticator import digits_now, other_digits

PASSWORD = "a good long password"


@pytest.fixture
def ada(make_user):
    """A member with an authenticator app; its seed is ada.seed."""
    user = make_user("ada")
    user.seed = generate_totp_secret()
    TOTP.activate(user, user.seed)
    RecoveryCodes.activate(user)
    return user


def with_password(client, name="ada", to="/my/"):
    return client.post(f"/accounts/login/?next={to}", {"login": name, "password": PASSWORD})


def with_code(client, code):
    return client.post(reverse("mfa_authenticate"), {"code": code})


def is_inside(client):
    return client.get("/my/").status_code == 200


def test_the_password_alone_leads_to_the_second_step_and_opens_nothing(client, ada):
    answer = with_password(client)
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_inside(client)


def test_the_digits_of_the_app_sign_in_and_lead_on(client, ada):
    with_password(client)
    answer = with_code(client, digits_now(ada.seed))
    assert (answer.headers["Location"], is_inside(client)) == ("/my/", True)


def test_other_digits_are_refused_and_the_form_stays(client, ada):
    with_password(client)
    answer = with_code(client, other_digits(ada.seed))
    assert (answer.status_code, is_inside(client)) == (200, False)
    assert answer.context["form"].errors.get_json_data()["code"][0]["code"] == "incorrect_code"


def test_the_same_digits_do_not_sign_in_twice(client, ada):
    digits = digits_now(ada.seed)
    with_password(client)
    with_code(client, digits)
    client.post("/accounts/logout/")
    with_password(client)
    with_code(client, digits)
    assert not is_inside(client)


def test_a_recovery_code_signs_in_once(client, ada):
    code = RecoveryCodes(ada.authenticator_set.get(type="recovery_codes")).get_unused_codes()[0]
    with_password(client)
    with_code(client, code)
    assert is_inside(client)
    client.post("/accounts/logout/")
    with_password(client)
    with_code(client, code)
    assert not is_inside(client)


def test_a_suspended_member_passes_no_second_step(client, ada, make_user):
    with_password(client)
    suspend(ada, by=make_user("staff", is_staff=True), reason="Spam.")
    assert (with_code(client, digits_now(ada.seed)).status_code, is_inside(client)) == (403, False)


def test_the_admin_asks_staff_for_the_factor_that_they_have(client, ada):
    ada.is_staff = True
    ada.save()
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('account_login')}?next=%2Fadmin%2F"
    with_password(client, to="/admin/")
    assert client.get("/admin/").status_code == 302
    with_code(client, digits_now(ada.seed))
    assert client.get("/admin/").status_code == 200


def test_a_link_for_a_new_password_works_once_and_spares_nobody_the_second_step(client, ada):
    client.post(reverse("account_reset_password"), {"email": ada.email})
    link = re.search(r"https?://\S+", mail.outbox[0].body).group()
    for password in ("another good password", "a third good password"):
        form = client.get(link, follow=True).request["PATH_INFO"]
        client.post(form, dict.fromkeys(["password1", "password2"], password))
        client.cookies.clear()
    ada.refresh_from_db()
    assert ada.check_password("another good password")
    answer = client.post("/accounts/login/", {"login": "ada", "password": "another good password"})
    assert answer.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_inside(client)


def test_a_link_for_a_new_password_ends_with_another_new_password(client, ada):
    client.post(reverse("account_reset_password"), {"email": ada.email})
    link = re.search(r"https?://\S+", mail.outbox[0].body).group()
    ada.set_password("changed meanwhile")
    ada.save()
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, dict.fromkeys(["password1", "password2"], "another good password"))
    ada.refresh_from_db()
    assert ada.check_password("changed meanwhile")


def test_digits_of_a_minute_ago_are_refused(client, ada):
    with time_machine.travel(datetime(2031, 3, 1, 12, 0, 10, tzinfo=UTC), tick=False) as clock:
        digits = digits_now(ada.seed)
        with_password(client)
        clock.shift(30)
        with_code(client, digits)
        assert not is_inside(client)
        with_code(client, digits_now(ada.seed))
        assert is_inside(client)
