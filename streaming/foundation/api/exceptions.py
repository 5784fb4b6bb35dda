"""answer(): the API's EXCEPTION_HANDLER. Every exception becomes a problem detail with a code."""

import logging
from collections.abc import Iterator
from typing import Any

from django.core import exceptions as django
from django.core.signals import got_request_exception
from django.http import Http404
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import exceptions as drf
from rest_framework.views import set_rollback

from .. import outages
from ..problems import FieldError, response_to
from ..refusals import Refused

log = logging.getLogger(__name__)

# The exceptions of the framework, each with its code.
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
    set_rollback()
    if outages.is_outage(error):
        outages.log_outage(error, context["request"].path)
        return response_to(outages.unavailable())
    error = _translated(error)
    if isinstance(error, drf.ValidationError):
        return _invalid(error)
    if isinstance(error, drf.APIException):
        error = _refusal_of(error)
    return response_to(error if isinstance(error, Refused) else _bug(error, context))


def _translated(error: Exception) -> Exception:
    """Django's own exceptions, as those of the API."""
    if isinstance(error, Http404):
        return drf.NotFound()
    if isinstance(error, django.PermissionDenied):
        return drf.PermissionDenied()
    if isinstance(error, django.RequestDataTooBig):
        return Refused("request.too_large", _("This request is too large."), status=413)
    if isinstance(error, django.BadRequest | django.SuspiciousOperation | UnreadablePostError):
        return drf.ParseError()
    return error


def _invalid(error: drf.ValidationError) -> HttpResponseBase:
    sentence = _("Some of what was sent cannot be accepted; see “errors”.")
    refusal = Refused("request.invalid", sentence, status=400)
    return response_to(refusal, list(_fields(error.get_full_details())))


def _fields(details: Any, field: str = "") -> Iterator[FieldError]:
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


def _refusal_of(error: drf.APIException) -> Refused:
    challenge = getattr(error, "auth_header", "")
    wait = getattr(error, "wait", None)
    return Refused(
        _code_of(error),
        str(error.detail),
        status=error.status_code,
        retry_after=int(wait or 1) if isinstance(error, drf.Throttled) else None,
        headers={"WWW-Authenticate": challenge} if challenge else None,
    )


def _code_of(error: drf.APIException) -> str:
    if str(error.detail).startswith("CSRF Failed"):
        return "request.csrf"
    code = str(error.get_codes())
    if "." in code:
        return code
    found = (known for kind, known in CODES.items() if isinstance(error, kind))
    return next(found, "request.malformed")


def _bug(error: Exception, context: dict[str, Any]) -> Refused:
    """Log a bug of ours with its trace, and send the signal that Django sends for it."""
    request = context["request"]
    log.error("The API broke at %s", request.path, exc_info=error)
    got_request_exception.send(type(context["view"]), request=request)
    return Refused("server.error", _("Something broke on our side. It was logged."), status=500)
