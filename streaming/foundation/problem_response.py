"""A request of an encoder or a player that is turned away, as a problem detail (RFC 9457)."""

import json
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from streaming.foundation.http_refusals import TurnedAway
from streaming.foundation.problems import MEDIA_TYPE
from streaming.foundation.refusals import Refused


def answer(error: TurnedAway | Refused) -> HttpResponse:
    response = HttpResponse(
        json.dumps(
            {
                "type": f"{settings.FOOTLIGHTS_URL}{reverse('api:problems')}#{error.code}",
                "title": HTTPStatus(error.status).phrase,
                "status": error.status,
                "code": error.code,
                "detail": error.sentence,
            }
        ),
        status=error.status,
        content_type=MEDIA_TYPE,
    )
    if error.retry_after:
        response["Retry-After"] = str(error.retry_after)
    for name, value in getattr(error, "headers", {}).items():
        response[name] = value
    return response
