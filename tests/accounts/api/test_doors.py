"""Who may ask the API at all: tokens, scopes, sessions and the pace."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import PersonalToken
from accounts.suspensions import lift, suspend
from accounts.tokens import issue_token, revoke_token


def code(response):
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def bearer(secret):
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_a_stranger_is_asked_to_sign_in(api):
    response = api().get("me/")
    assert code(response) == (401, "account.sign_in")
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("secret", ["fl_deadbeef_nothing", "nonsense", "", "fl__", "é"])
def test_unknown_tokens_look_alike(db, secret):
    assert code(bearer(secret).get("/api/v1/me/")) == (401, "token.invalid")


def test_revoked_and_expired_tokens_look_like_unknown_ones(make_user):
    user = make_user()
    token, secret = issue_token(user, name="t", scopes=["profile:read"])
    revoke_token(token, by=user)
    assert code(bearer(secret).get("/api/v1/me/")) == (401, "token.invalid")
    token, secret = issue_token(user, name="t", scopes=["profile:read"])
    PersonalToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    assert code(bearer(secret).get("/api/v1/me/")) == (401, "token.invalid")


def test_a_token_does_what_its_scopes_say_and_no_more(api, make_user):
    reader = api(make_user(), scopes=["profile:read"])
    assert reader.get("me/").status_code == 200
    response = reader.patch("me/", {"bio": "x"})
    assert code(response) == (403, "token.scope_missing")
    assert "profile:write" in response.json()["detail"]


def test_suspension_ends_tokens_and_stops_sessions(api, make_user, login):
    user, staff = make_user(), make_user("staff", is_staff=True)
    token, browser = api(user), login(user)
    suspend(user, by=staff, reason="spam")
    answers = {
        code(request(address))
        for request in (token.get, token.post, token.patch, token.delete)
        for address in ("me/", "shows/", "me/tokens/", "categories/")
    }
    assert answers == {code(browser.get("/api/v1/me/"))} == {(403, "account.suspended")}


def test_a_token_works_again_when_the_suspension_ends(api, make_user):
    user, staff = make_user(), make_user("staff", is_staff=True)
    token = api(user)
    suspend(user, by=staff, reason="spam")
    lift(user, by=staff)
    assert token.get("me/").status_code == 200


def test_a_session_needs_its_csrf_token(make_user):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get("/api/v1/me/").status_code == 200
    response = browser.patch("/api/v1/me/", "{}", content_type="application/json")
    assert code(response) == (403, "request.csrf")


def test_too_many_requests_are_told_when_to_come_back(api, make_user, settings):
    rates = {"read": "2/min", "write": "2/min", "keys": "1/min"}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
    asker = api(make_user())
    assert [asker.get("me/").status_code for _ in range(3)] == [200, 200, 429]
    response = asker.get("me/")
    assert code(response) == (429, "request.too_many")
    assert 1 <= int(response["Retry-After"]) <= 60
    assert asker.patch("me/", {}).status_code == 200


def test_strangers_of_one_line_share_a_pace(client, db, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": {"read": "2/min", "write": "2/min", "keys": "1/min"}
    }
    asked = ["2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::3", "2001:db8:1:3::1"]
    statuses = [client.get("/api/v1/shows/", REMOTE_ADDR=one).status_code for one in asked]
    assert statuses == [200, 200, 429, 200]
    mapped = [client.get("/api/v1/shows/", REMOTE_ADDR=f"::ffff:192.0.2.{n}") for n in range(3)]
    assert [answer.status_code for answer in mapped] == [200, 200, 200]


def test_who_asks_through_a_unix_socket_has_no_address_and_is_answered(client, db):
    for address in ("", None):
        assert client.get("/api/v1/categories/", REMOTE_ADDR=address).status_code == 200
