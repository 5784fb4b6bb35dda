"""Whatever is sent, the answer is a problem detail with a stable code, and never a 500."""

import pytest
from django.test import Client


def code(response):
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "1", '"x"', '{"bio": NaN}', "[" * 100_000, '{"a":' * 50_000, "9" * 5000],
)
def test_what_is_no_json_object_is_malformed(api, make_user, text):
    client = api(make_user()).client
    response = client.patch("/api/v1/me/", text, content_type="application/json")
    assert code(response) == (400, "request.malformed")


@pytest.mark.parametrize("text", [b"\xff\xfe{}", b"\x00"])
def test_bytes_that_are_no_text_are_malformed(api, make_user, text):
    client = api(make_user()).client
    response = client.patch("/api/v1/me/", text, content_type="application/json")
    assert code(response) == (400, "request.malformed")


@pytest.mark.parametrize("word", ["\\u0000", "\\ud800", "a\\udfff"])
def test_characters_that_no_database_keeps_are_refused(api, make_user, word):
    client = api(make_user()).client
    for text in (f'{{"bio": "{word}"}}', f'{{"{word}": 1}}', f'{{"links": ["{word}"]}}'):
        response = client.patch("/api/v1/me/", text, content_type="application/json")
        assert code(response) == (400, "text.forbidden_characters")


@pytest.mark.parametrize("query", ["q=%00", "creator=%00", "tag=a%00b"])
def test_they_are_refused_in_addresses_too(api, query):
    assert code(api().client.get(f"/api/v1/shows/?{query}")) == (400, "text.forbidden_characters")


def test_the_wrong_method_kind_and_size_are_told_apart(api, make_user):
    client = api(make_user()).client
    assert code(client.put("/api/v1/me/", "{}", content_type="application/json")) == (
        405,
        "request.method",
    )
    assert code(client.patch("/api/v1/me/", "<a/>", content_type="text/xml")) == (
        415,
        "request.media_type",
    )
    large = '{"bio": "' + "x" * 3_000_000 + '"}'
    response = client.patch("/api/v1/me/", large, content_type="application/json")
    assert code(response) == (413, "request.too_large")
    response = client.get("/api/v1/me/", headers={"Accept": "text/csv"})
    assert code(response) == (406, "request.not_acceptable")


def test_fields_that_are_wrong_are_named_with_codes(api, make_user):
    response = api(make_user()).post("shows/", {"category": "chess", "tags": ["x" * 40]})
    assert code(response) == (400, "request.invalid")
    wrong = {entry["field"]: entry["code"] for entry in response.json()["errors"]}
    assert wrong == {
        "title": "field.required",
        "starts_at": "field.required",
        "category": "field.invalid_choice",
        "tags.0": "field.max_length",
    }


def test_addresses_that_lead_nowhere_answer_with_a_problem(client, db):
    for address in ("/api/v1/nothing/", "/api/nothing", "/api/v1/shows"):
        assert code(client.get(address)) == (404, "not_found")


def test_a_bug_of_ours_is_a_problem_too(make_user, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")
    monkeypatch.delattr("accounts.api.me.MeShape")
    assert code(client.get("/api/v1/me/")) == (500, "server.error")


@pytest.mark.parametrize("cursor", ["nonsense", "cD0lMDA=", "cD1hYmM=", "bz0tMQ==", "cj0xJnA9eA=="])
def test_a_forged_cursor_is_refused(api, make_user, cursor):
    asker = api(make_user())
    assert code(asker.get("me/shows/", {"cursor": cursor})) == (400, "page.unknown_cursor")
