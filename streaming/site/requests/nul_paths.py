"""NoNulPaths: an address with a NUL, or half a character, leads nowhere (404)."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from streaming.foundation.text import is_storable

from ..pages.api_pages import UnknownAddress


class NoNulPaths:
    """PostgreSQL refuses a query that holds a NUL, where SQLite finds nothing. No name, slug or
    code holds one, so views need not check for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, named: dict
    ) -> HttpResponse | None:
        if is_storable(request.path):
            return None
        if request.path.startswith("/api/"):
            return UnknownAddress.as_view()(request)
        raise Http404
