"""Re-authentication: an old session is asked for the password again before it touches the safety
of the account, and then continues where it was."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import PersonalToken
from accounts.tokens import issue_token, token_for_secret
from tests.tools.authenticator import digits_now
from tests.tools.just_signed_in import just_signed_in

PASSWORD, NEW = "a good long password", "another good password"
TOKEN = {"name": "script", "scopes": ["shows:read"], "days": "30"}


@pytest.fixture
def ada(make_user):
    return make_user("ada")


@pytest.fixture
def old(login, ada):
    """A browser that signed in long ago."""
    return login(ada)


def answered(client, sent_to, **answer):
    """What comes after the question: sent_to is where it is asked."""
    return client.post(sent_to, answer)


def signed_in(name="ada") -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": name, "password": PASSWORD})
    return client


def is_in(client) -> bool:
    return client.get(reverse("accounts:settings")).status_code == 200


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("account_email", {"action_add": "", "email": "eve@example.org"}),
        ("account_email", {"action_remove": "", "email": "ada@example.org"}),
        ("accounts:new_token", TOKEN),
        ("accounts:export", {}),
    ],
)
def test_an_old_session_is_asked_first(old, ada, page, sent):
    asked = old.post(reverse(page), sent)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert EmailAddress.objects.get().email == "ada@example.org"
    assert not PersonalToken.objects.exists()


def test_the_password_leads_back_to_the_page(old):
    asked = old.get(reverse("accounts:new_token"))
    assert answered(old, asked.url, password="wrong").status_code == 200
    assert answered(old, asked.url, password=PASSWORD).url == reverse("accounts:new_token")
    assert old.get(reverse("accounts:new_token")).status_code == 200


def test_a_form_that_was_sent_is_taken_up_after_the_answer(old, ada):
    asked = old.post(reverse("account_email"), {"action_add": "", "email": "eve@example.org"})
    back = answered(old, asked.url, password=PASSWORD)
    assert back.url == reverse("account_email")
    assert ada.emailaddress_set.filter(email="eve@example.org").exists()


def test_an_export_comes_from_its_page_and_not_from_the_question(old):
    asked = old.post(reverse("accounts:export"))
    assert answered(old, asked.url, password=PASSWORD).url == reverse("accounts:export")
    assert old.post(reverse("accounts:export"))["Content-Type"] == "application/zip"


@pytest.mark.parametrize("kind", ["totp", "recovery_codes"])
def test_a_code_answers_as_well(old, ada, kind):
    seed = generate_totp_secret()
    TOTP.activate(ada, seed)
    paper = RecoveryCodes.activate(ada).get_unused_codes()[0]
    asked = old.get(reverse("accounts:new_token"))
    offered = old.get(asked.url).content.decode()
    by_code = f"{reverse('mfa_reauthenticate')}?next={reverse('accounts:new_token')}"
    assert by_code in offered.replace("%2F", "/")
    code = digits_now(seed) if kind == "totp" else paper
    assert answered(old, by_code, code=code).url == reverse("accounts:new_token")


def test_the_api_makes_tokens_and_keys_for_a_session_that_was_asked(old, ada, make_show):
    show = make_show(creator=ada)
    ways = ["/api/v1/me/tokens/", f"/api/v1/shows/{show.slug}/keys/"]
    sent = {"name": "script", "scopes": ["shows:read"]}
    for address in ways:
        answer = old.post(address, sent, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "account.prove_yourself")
    just_signed_in(old, ada)
    answers = [old.post(address, sent, content_type="application/json") for address in ways]
    assert [answer.status_code for answer in answers] == [201, 201]


@pytest.mark.parametrize(("ticked", "good"), [({"revoke_tokens": "on"}, False), ({}, True)])
def test_a_changed_password_ends_other_sessions_and_asks_about_tokens(ada, ticked, good):
    here, there = signed_in(), signed_in()
    _token, secret = issue_token(ada, name="script", scopes=["shows:read"])
    form = here.get(reverse("account_change_password")).context["form"]
    assert form.fields["revoke_tokens"].initial is True
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post(reverse("account_change_password"), sent | ticked).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert (token_for_secret(secret) is not None) is good


def test_who_has_no_token_is_not_asked_about_any(old, ada):
    form = old.get(reverse("account_change_password")).context["form"]
    assert list(form.fields) == ["oldpassword", "password1", "password2"]


def test_guessing_the_old_password_is_counted_as_at_the_sign_in(old, ada):
    sent = {"oldpassword": "wrong", "password1": NEW, "password2": NEW}
    for _ in range(5):
        old.post(reverse("account_change_password"), sent)
    locked = signed_in()
    assert not is_in(locked)


def test_a_password_by_letter_ends_every_session_and_token(ada):
    thief = signed_in()
    _token, secret = issue_token(ada, name="script", scopes=["shows:read"])
    owner = Client()
    owner.post(reverse("account_reset_password"), {"email": ada.email})
    link = re.search(r"https?://\S+", mail.outbox[0].body).group()
    form = owner.get(link, follow=True).request["PATH_INFO"]
    owner.post(form, {"password1": NEW, "password2": NEW})
    assert (is_in(thief), token_for_secret(secret)) == (False, None)


@pytest.mark.django_db(transaction=True)
def test_a_new_second_factor_ends_the_sessions_that_were_begun_without(ada):
    here, there = signed_in(), signed_in()
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    seed = here.get(reverse("mfa_activate_totp")).context["form"].secret
    here.post(reverse("mfa_activate_totp"), {"code": digits_now(seed)})
    assert (is_in(here), is_in(there)) == (True, False)
    ada.is_staff = True
    ada.save()
    assert here.get("/admin/").status_code == 200, "it has just shown the factor"
