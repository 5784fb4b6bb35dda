"""Shows can be reported by whoever can see them."""

from django.http import HttpRequest

from accounts.reports import kind

from .access import find_show, visitor_of
from .models import Show


def _find(request: HttpRequest, slug: str) -> Show:
    return find_show(visitor_of(request), slug)


kind(
    "show",
    find=_find,
    describe=lambda show: {
        "title": show.title,
        "description": show.description,
        "creator": show.creator.username,
        "state": show.state,
    },
)
