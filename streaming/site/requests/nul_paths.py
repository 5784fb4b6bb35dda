"""Addresses are text: one with a NUL in it leads nowhere."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from ..pages.api_pages import Nowhere


class Readable:
    """PostgreSQL refuses to be asked for text with a NUL, where SQLite finds nothing. No name, slug
    or code holds one, so nothing behind this door has to think of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, named: dict
    ) -> HttpResponse | None:
        if "\x00" not in request.path:
            return None
        if request.path.startswith("/api/"):
            return Nowhere.as_view()(request)
        raise Http404
