"""The security log holds who signed in and what changed, and nothing that was typed."""

import logging

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.urls import reverse

PASSWORD = "a good long password"
TYPED = "my secret by mistake"


@pytest.fixture
def written(caplog):
    caplog.set_level(logging.INFO, "accounts.security_log")
    return lambda: [record.message for record in caplog.records if record.name.endswith("_log")]


def test_signing_in_and_out_is_written_with_person_and_address(client, make_user, written):
    person = make_user("ada").pk
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    client.post("/accounts/logout/")
    assert written() == [
        f"account.signed_in person={person} from=127.0.0.1",
        f"account.signed_out person={person} from=127.0.0.1",
    ]


def test_a_failed_sign_in_is_written_without_what_was_typed(client, make_user, written):
    make_user("ada")
    client.post("/accounts/login/", {"login": "ada", "password": "a wrong password"})
    client.post("/accounts/login/", {"login": TYPED, "password": PASSWORD})
    lines = written()
    assert lines == ["account.sign_in_failed person=unknown from=127.0.0.1"] * 2
    assert TYPED not in " ".join(lines)


def test_a_changed_password_and_a_wrong_factor_are_written(client, make_user, written):
    from allauth.mfa.totp.internal.auth import TOTP

    user = make_user("ada")
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": "quite another", "password2": "quite another"}
    client.post(reverse("account_change_password"), new)
    assert f"account.password_changed person={user.pk} from=127.0.0.1" in written()
    TOTP.activate(user, generate_totp_secret())
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "ada", "password": "quite another"})
    client.post(reverse("mfa_authenticate"), {"code": "not these"})
    assert f"account.factor_failed person={user.pk} from=127.0.0.1" in written()
