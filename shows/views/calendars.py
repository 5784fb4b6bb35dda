"""Calendars to subscribe to, and the page that stops reminders."""

from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from shows.access import find_show, visitor_of
from shows.letters.reminders import find_stop, stop
from shows.told import ical
from shows.told.feeds import dates, feed_name, find_creator


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    with translation.override(settings.LANGUAGE_CODE):  # one calendar for all who subscribe
        body = ical.calendar(dates(), feed_name(None))
    return _answer(request, body, "shows", "public, max-age=300")


@require_safe
def creator_calendar(request: HttpRequest, username: str) -> HttpResponse:
    creator = find_creator(username)
    with translation.override(settings.LANGUAGE_CODE):
        body = ical.calendar(dates(creator), feed_name(creator))
    return _answer(request, body, creator.username, "public, max-age=300")


@require_safe
def show_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One date, for whoever may see the show."""
    show = find_show(visitor_of(request), slug)
    policy = "public, max-age=300" if show.is_listed else "private, no-cache"
    return _answer(request, ical.calendar([show], show.title), show.slug, policy)


def _answer(request: HttpRequest, body: bytes, name: str, policy: str) -> HttpResponse:
    """The file, or 304 when the reader has it. The body alone tells: dates also leave a feed."""
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response.headers["Cache-Control"] = policy
    response.headers["ETag"] = etag = f'"{sha256(body).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=etag, response=response) or response


@csrf_exempt  # the signed link is the permission, and mail programs press it for their reader
@require_http_methods(["GET", "HEAD", "POST"])
def stop_letters(request: HttpRequest, code: str) -> HttpResponse:
    """No reminders of this show any more, without signing in (RFC 8058 presses it too)."""
    show, person = find_stop(code)
    if request.method == "POST":
        stop(show, person)
    context = {"show": show, "stopped": request.method == "POST"}
    response = render(request, "shows/stop_letters.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
