"""What is answered to a request that broke: 503 where a server of ours is away, else 500.

Django asks this wherever something was raised, in a view or in what stands before it, and the
answer needs nothing: no database, no session, nobody's language but what the browser says.
"""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import server_error

from accounts import away

from . import problem

# Programs ask here, and read a problem detail.
OF_PROGRAMS = ("/api/", "/whip/", "/whep/", "/backstage/")


def broken(request: HttpRequest) -> HttpResponseBase:
    """The handler500 of the site."""
    error = sys.exc_info()[1]
    if error is None or not away.is_away(error):
        return server_error(request)
    away.note(error, request.path)
    with translation.override(translation.get_language_from_request(request)):
        response = _answer(request)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(away.RETRY_SECONDS)
    # It is in the log already, in one line; Django would add its trace for each request.
    marked: Any = response
    marked._has_been_logged = True
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(OF_PROGRAMS):
        return problem.answer(away.unavailable())
    again = {"again": request.get_full_path()}
    return HttpResponse(render_to_string("503.html", again), status=503)
