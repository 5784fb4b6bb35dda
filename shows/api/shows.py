"""Shows: the bill, one's own, making and changing them."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiView, MemberRequest, done
from shows import queries
from shows.models import Show
from shows.planning.local_time import local_to_utc
from shows.planning.writing import change_show, delete_draft, duplicate_show, make_show

from .lookup import own, seen, told
from .shapes import CategoryShape, ListedShowShape, ShowForm, ShowShape, WishForm

LISTS: dict[str, tuple[Callable[[], QuerySet[Show]], tuple[str, ...]]] = {
    "coming": (queries.coming_up, ("starts_at", "pk")),
    "live": (queries.on_now, ("starts_at", "pk")),
    "past": (queries.archive, ("-starts_at", "-pk")),
}


class Categories(ApiView):
    public = ("GET",)
    scopes = {"GET": "shows:read"}
    page_ordering = "-pk"

    @extend_schema(tags=["shows"], responses=CategoryShape(many=True))
    def get(self, request: Request) -> Response:
        """The categories that a show can have."""
        rows = [{"category": name, "label": label} for name, label in Show.Category.choices]
        return Response(
            {"next": None, "previous": None, "results": CategoryShape(rows, many=True).data}
        )


class Shows(ApiView):
    public = ("GET",)
    scopes = {"GET": "shows:read", "POST": "shows:write"}

    @property
    def page_ordering(self) -> tuple[str, ...]:
        _make, ordering = _list(self.request.query_params.get("when", ""))
        return ordering

    @extend_schema(tags=["shows"], parameters=[WishForm], responses=ListedShowShape(many=True))
    def get(self, request: Request) -> Response:
        """What is listed: coming, live or past, or all of it with the latest start first."""
        wish = self.asked(WishForm)
        words = wish.pop("q", "")
        make, _ordering = _list(wish.pop("when", ""))
        return self.page(light(queries.narrowed(make(), words=words, **wish)), ListedShowShape)

    @extend_schema(tags=["shows"], request=ShowForm, responses={201: ShowShape})
    def post(self, request: MemberRequest) -> Response:
        """A new draft. Announce it when it is ready."""
        said = in_utc(self.read(ShowForm), "UTC")
        show = make_show(request.user, **said)
        return self.tell(seen(request, show.slug), ShowShape, 201)


class MyShows(ApiView):
    scopes = {"GET": "shows:read"}
    page_ordering = ("-starts_at", "-pk")

    @extend_schema(tags=["shows"], responses=ListedShowShape(many=True))
    def get(self, request: MemberRequest) -> Response:
        """All shows of yours, drafts too."""
        return self.page(light(queries.of_creator(request.user)), ListedShowShape)


class OneShow(ApiView):
    public = ("GET",)
    scopes = {"GET": "shows:read", "PATCH": "shows:write", "DELETE": "shows:write"}

    @extend_schema(tags=["shows"], responses=ShowShape)
    def get(self, request: Request, slug: str) -> Response:
        """A show with all that its page tells."""
        return self.tell(seen(request, slug), ShowShape)

    @extend_schema(tags=["shows"], request=ShowForm, responses=ShowShape)
    def patch(self, request: MemberRequest, slug: str) -> Response:
        """Change a show of yours; what is not sent stays."""
        show = own(request, slug)
        said = in_utc(self.read(ShowForm, partial=True), show.time_zone)
        change_show(show, by=request.user, **said)
        return self.tell(seen(request, show.slug), ShowShape)

    @extend_schema(tags=["shows"], responses={204: None})
    def delete(self, request: MemberRequest, slug: str) -> Response:
        """Throw a draft away. What was announced is cancelled instead."""
        delete_draft(own(request, slug), by=request.user)
        return done()


class Duplicate(ApiView):
    scopes = {"POST": "shows:write"}

    @extend_schema(tags=["shows"], request=None, responses={201: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """A new draft with the same words, a week later."""
        copy = duplicate_show(own(request, slug), by=request.user)
        return self.tell(seen(request, copy.slug), ShowShape, 201)


def _list(when: str) -> tuple[Callable[[], QuerySet[Show]], tuple[str, ...]]:
    return LISTS.get(when, (queries.listed, ("-starts_at", "-pk")))


def light(shows: QuerySet[Show]) -> QuerySet[Show]:
    """Without the long texts, which lists do not tell."""
    return told(shows).defer("description", "chat_rules", "creator__bio", "creator__links")


def in_utc(said: dict[str, Any], zone: str) -> dict[str, Any]:
    """A start without an offset is meant on the clock of the show's zone."""
    if (start := said.get("starts_at")) is None:
        return said
    if start.tzinfo is None:
        return said | {"starts_at": local_to_utc(start, said.get("time_zone", zone))}
    return said | {"starts_at": start.astimezone(UTC)}
