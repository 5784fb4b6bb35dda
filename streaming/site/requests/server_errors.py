"""handler500: answers an unhandled exception with 503 during an outage, else with 500.

Django calls it for exceptions of views and of middleware. It needs no database and no session; the
language is what the browser asks for.
"""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import server_error

from streaming.foundation import outages, problems

from .program_paths import is_of_programs


def server_error_page(request: HttpRequest) -> HttpResponseBase:
    """The handler500 of the site."""
    error = sys.exc_info()[1]
    if error is None or not outages.is_outage(error):
        return server_error(request)
    outages.log_outage(error, request.path)
    with translation.override(translation.get_language_from_request(request)):
        response = _answer(request)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(outages.RETRY_SECONDS)
    # It is logged already; this keeps Django from logging a trace for each request.
    marked: Any = response
    marked._has_been_logged = True
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if is_of_programs(request.path):
        return problems.response_to(outages.unavailable())
    again = {"again": request.get_full_path()}
    return HttpResponse(render_to_string("503.html", again), status=503)
