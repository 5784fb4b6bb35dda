"""Problem details (RFC 9457): the JSON with which every door of programs says no.

`code` reads `area.reason` and never changes; docs/api.md lists them all. `detail` is a sentence
for people and may change. `errors` names the fields, where there are any.
"""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from .refusals import Refused

MEDIA_TYPE = "application/problem+json"
FieldError = dict[str, str]


def response_to(refusal: Refused, errors: Sequence[FieldError] = ()) -> HttpResponse:
    """The whole answer. `errors` are the fields of a form, where more than one may be wrong."""
    response = HttpResponse(
        body_of(refusal, errors), status=refusal.status, content_type=MEDIA_TYPE
    )
    for name, value in refusal.headers.items():
        response[name] = value
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def body_of(refusal: Refused, errors: Sequence[FieldError] = ()) -> bytes:
    body: dict[str, Any] = {
        "type": f"{settings.FOOTLIGHTS_URL}{reverse('api:problems')}#{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.sentence,
    }
    if errors or refusal.field:
        body["errors"] = [*errors] or [_error_of(refusal)]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _error_of(refusal: Refused) -> FieldError:
    return {"field": refusal.field, "code": refusal.code, "detail": refusal.sentence}
