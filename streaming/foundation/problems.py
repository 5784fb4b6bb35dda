"""Whatever goes wrong in the API is answered as a problem detail (RFC 9457) with a stable code.

`code` reads `area.reason` and never changes; docs/api.md lists them all. `detail` is a sentence
for people and may change. `errors` names the fields, where there are any.
"""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core import exceptions as django
from django.core.signals import got_request_exception
from django.http import Http404
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import exceptions as drf
from rest_framework.response import Response
from rest_framework.views import set_rollback

from . import outages
from .refusals import Refused

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)

# What the framework raises, and the code under which it is known outside.
CODES: dict[type[Exception], str] = {
    drf.NotAuthenticated: "account.sign_in",
    drf.AuthenticationFailed: "token.invalid",
    drf.MethodNotAllowed: "request.method",
    drf.NotAcceptable: "request.not_acceptable",
    drf.NotFound: "not_found",
    drf.ParseError: "request.malformed",
    drf.PermissionDenied: "account.not_allowed",
    drf.Throttled: "request.too_many",
    drf.UnsupportedMediaType: "request.media_type",
}


def answer(error: Exception, context: dict[str, Any]) -> HttpResponseBase:
    """The EXCEPTION_HANDLER of the API."""
    set_rollback()
    if outages.is_outage(error):
        outages.log_outage(error, context["request"].path)
        return _refused(outages.unavailable())
    error = _translated(error)
    if isinstance(error, drf.ValidationError):
        return _invalid(error)
    if isinstance(error, Refused):
        return _refused(error)
    if isinstance(error, drf.APIException):
        return _known(error)
    return _bug(error, context)


def problem(
    code: str, sentence: str, *, status: int, errors: list[dict[str, str]] | None = None
) -> Response:
    """The answer itself."""
    body: dict[str, Any] = {
        "type": f"{settings.FOOTLIGHTS_URL}{reverse('api:problems')}#{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": sentence,
    }
    if errors is not None:
        body["errors"] = errors
    return Response(body, status=status, content_type=MEDIA_TYPE)


def _translated(error: Exception) -> Exception:
    """Django's own exceptions, in the words of the API."""
    if isinstance(error, Http404):
        return drf.NotFound()
    if isinstance(error, django.PermissionDenied):
        return drf.PermissionDenied()
    if isinstance(error, django.RequestDataTooBig):
        return Refused("request.too_large", _("This request is too large."), status=413)
    if isinstance(error, django.BadRequest | django.SuspiciousOperation | UnreadablePostError):
        return drf.ParseError()
    return error


def _invalid(error: drf.ValidationError) -> Response:
    errors = list(_fields(error.get_full_details()))
    sentence = _("Some of what was sent cannot be accepted; see “errors”.")
    return problem("request.invalid", sentence, status=400, errors=errors)


def _fields(details: Any, field: str = "") -> Iterator[dict[str, str]]:
    """Flat: one entry for each thing that is wrong, with the path to its field."""
    if isinstance(details, list):
        for number, entry in enumerate(details):
            leaf = isinstance(entry, dict) and set(entry) == {"message", "code"}
            yield from _fields(entry, field if leaf else f"{field}.{number}".lstrip("."))
    elif set(details) == {"message", "code"}:
        code = str(details["code"])
        yield {
            "field": field,
            "code": code if "." in code else f"field.{code}",
            "detail": str(details["message"]),
        }
    else:
        for name, entry in details.items():
            path = field if name == "non_field_errors" else f"{field}.{name}".lstrip(".")
            yield from _fields(entry, path)


def _refused(error: Refused) -> Response:
    errors = None
    if error.field:
        errors = [{"field": error.field, "code": error.code, "detail": error.sentence}]
    response = problem(error.code, error.sentence, status=error.status, errors=errors)
    if error.retry_after:
        response["Retry-After"] = str(error.retry_after)
    return response


def _known(error: drf.APIException) -> Response:
    code = str(error.get_codes())
    if "." not in code:
        code = next((known for kind, known in CODES.items() if isinstance(error, kind)), "")
    if str(error.detail).startswith("CSRF Failed"):
        code = "request.csrf"
    sentence = str(error.detail)
    response = problem(code or "request.malformed", sentence, status=error.status_code)
    if header := getattr(error, "auth_header", ""):
        response["WWW-Authenticate"] = header
    if isinstance(error, drf.Throttled):
        response["Retry-After"] = str(int(error.wait or 1))  # type: ignore[attr-defined]  # not in the stubs
    return response


def _bug(error: Exception, context: dict[str, Any]) -> Response:
    """Ours to mend: logged with its trace, and told to whoever listens for broken requests."""
    request = context["request"]
    log.error("The API broke at %s", request.path, exc_info=error)
    got_request_exception.send(type(context["view"]), request=request)
    sentence = _("Something broke on our side. It has been written down.")
    return problem("server.error", sentence, status=500)
