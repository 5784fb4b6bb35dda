"""Pages of a chat; what is said comes by its socket."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from shows.access import can_read_chat, find_show, visitor_of


@require_safe
@cache_control(private=True, no_cache=True)
def window(request: HttpRequest, slug: str) -> HttpResponse:
    """Nothing but the chat, beside whatever else is on the screen."""
    visitor = visitor_of(request)
    show = find_show(visitor, slug)
    if not can_read_chat(visitor, show):
        raise Http404
    response = render(request, "chat/window.html", {"show": show})
    response.headers["X-Robots-Tag"] = "noindex"
    return response
