"""Posters: the picture that was uploaded, else one drawn from the words of the show."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import formats, translation
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from streaming.foundation.pictures import path_of

from ..access import find_show, visitor_of
from ..models import Show
from ..planning.seats import find_invitation
from ..posters.art import draw_poster

SIZES = ("card", "full", "stage")
NOTHING_ELSE = "default-src 'none'; sandbox"
A_YEAR = 365 * 24 * 3600


@require_safe
def poster(request: HttpRequest, slug: str, size: str) -> HttpResponse:
    if size not in SIZES:
        raise Http404
    show = _find(request, slug)
    etag = _etag(show, size)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _signed(HttpResponseNotModified(), request, show, etag)
    response = _uploaded(show, size) or _drawn(show, size)
    return _signed(response, request, show, etag)


def _find(request: HttpRequest, slug: str) -> Show:
    """Whoever holds an invitation may look at the poster before they accept it."""
    if code := request.GET.get("invitation", ""):
        show = find_invitation(code).show
        if show.slug == slug:
            return show
    return find_show(visitor_of(request), slug)


def _uploaded(show: Show, size: str) -> HttpResponse | None:
    if show.poster is None:
        return None
    try:
        with default_storage.open(path_of(show.poster, size)) as picture:
            return HttpResponse(picture.read(), content_type="image/webp")
    except FileNotFoundError:  # a picture that was lost is drawn afresh, not a hole in the page
        return None


def _drawn(show: Show, size: str) -> HttpResponse:
    """In the language of the show, where we speak it: one poster is the same for everybody."""
    spoken = dict(settings.LANGUAGES)
    language = show.language if show.language in spoken else settings.LANGUAGE_CODE
    with translation.override(language):
        drawing = draw_poster(
            show.title,
            show.category,
            formats.date_format(show.local_start, _("j F Y")),
            show.uuid.hex,
            "full" if size == "stage" else size,
            "wide" if size == "stage" else "tall",
            category_line=show.get_category_display(),
            lettered=size != "stage",
        )
    return HttpResponse(drawing, content_type="image/svg+xml; charset=utf-8")


def _etag(show: Show, size: str) -> str:
    return f'"{show.poster or f"{show.uuid.hex}-{int(show.changed_at.timestamp())}"}-{size}"'


def _signed(response: HttpResponse, request: HttpRequest, show: Show, etag: str) -> HttpResponse:
    """An address with ?v= never changes its picture; shared caches keep only what is listed."""
    response.headers["ETag"] = etag
    response.headers["Content-Security-Policy"] = NOTHING_ELSE
    response.headers["X-Content-Type-Options"] = "nosniff"
    scope = {"public": True} if show.is_listed else {"private": True}
    if "v" in request.GET:
        patch_cache_control(response, max_age=A_YEAR, immutable=True, **scope)
    else:
        patch_cache_control(response, max_age=300, **scope)
    return response
