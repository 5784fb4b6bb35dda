"""Pages of a chat; what is said comes by its socket."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from shows.access import can_edit, can_read_chat, find_show, visitor_of
from shows.models import Show

from ..socket.overlay_keys import key_of, opens, renew


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


@require_safe
@cache_control(no_store=True)
def overlay(request: HttpRequest, slug: str) -> HttpResponse:
    """The chat over the picture of an encoder: the key in its address is the permission. Without
    one its creator is led to the address that has it."""
    key = request.GET.get("key", "")[:200]
    if not key:
        return _with_key(request, slug)
    show = Show.objects.select_related("creator").filter(slug=slug).first()
    if show is None or not opens(key, show):
        raise Http404
    response = render(request, "chat/overlay.html", {"show": show, "key": key})
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
def renew_overlay(request: HttpRequest, slug: str) -> HttpResponse:
    """Another address; the one before opens nothing any more."""
    show = _own(request, slug)
    renew(show)
    return redirect("chat:overlay", show.slug)


def _with_key(request: HttpRequest, slug: str) -> HttpResponse:
    show = _own(request, slug)
    return redirect(f"{request.path}?{urlencode({'key': key_of(show)})}")


def _own(request: HttpRequest, slug: str) -> Show:
    show = find_show(visitor_of(request), slug)
    if not can_edit(request.user, show):
        raise Http404
    return show
