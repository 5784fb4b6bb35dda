"""A refusal as a problem detail: one body for the API, for encoders and for requests cut short."""

import json

from streaming.foundation.problems import MEDIA_TYPE, body_of, response_to
from streaming.foundation.refusals import Refused, not_found


def test_a_problem_has_all_that_clients_need(settings):
    body = json.loads(body_of(not_found()))
    assert sorted(body) == ["code", "detail", "status", "title", "type"]
    assert body["type"] == f"{settings.FOOTLIGHTS_URL}/api/problems/#not_found"
    assert (body["status"], body["title"]) == (404, "Not Found")


def test_a_field_is_named_with_its_code():
    refusal = Refused("picture.too_long", "Too long. Größe!", status=400, field="picture")
    assert json.loads(body_of(refusal))["errors"] == [
        {"field": "picture", "code": "picture.too_long", "detail": "Too long. Größe!"}
    ]


def test_several_fields_are_named_instead():
    errors = [{"field": name, "code": "field.required", "detail": "Say it."} for name in "ab"]
    refusal = Refused("request.invalid", "Look below.", status=400)
    assert json.loads(body_of(refusal, errors))["errors"] == errors


def test_headers_go_with_it():
    refusal = Refused(
        "key.unknown", "Who?", status=401, retry_after=7, headers={"WWW-Authenticate": "Bearer"}
    )
    response = response_to(refusal)
    assert (response.status_code, response["Content-Type"]) == (401, MEDIA_TYPE)
    assert (response["Retry-After"], response["WWW-Authenticate"]) == ("7", "Bearer")


def test_without_a_time_there_is_no_retry_after():
    assert "Retry-After" not in response_to(not_found())
