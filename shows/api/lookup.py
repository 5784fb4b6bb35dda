"""Finding shows for the API: what one may see, and what is one's own."""

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from rest_framework.request import Request

from shows import queries
from shows.access import can_edit, find_show, visitor_of
from shows.models import Broadcast, Show

RUNNING = Prefetch("broadcasts", Broadcast.objects.filter(ended_at=None), "running_broadcasts")


def told(shows: QuerySet[Show] | None = None) -> QuerySet[Show]:
    """Shows with everything that their shape tells: the same queries for one and for many."""
    plain = None if shows is None else shows.prefetch_related(None)
    return queries.for_lists(plain).prefetch_related(RUNNING)


def seen(request: Request, slug: str) -> Show:
    """A show that whoever asks may know of; else Http404."""
    return find_show(visitor_of(request), slug, told())


def own(request: Request, slug: str) -> Show:
    """A show that whoever asks may change; else Http404, as if it did not exist."""
    show = find_show(visitor_of(request), slug)
    if not can_edit(request.user, show):
        raise Http404
    return show
