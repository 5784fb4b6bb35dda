"""Lists for everybody: what's on, one category, the archive."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .. import queries
from ..models import Show
from ..models.show import Category
from .time_spans import Evenings
from .visitor_kind import visitor_kind

LIVE, TONIGHT, WEEK, LATER, PAST = 3, 8, 10, 10, 5
A_PAGE = 24

private = cache_control(private=True, no_cache=True)


@dataclass(frozen=True)
class Wish:
    """What the visitor is looking for, from the address of the page; nonsense is left out."""

    words: str = ""
    category: str = ""
    tag: str = ""
    creator: str = ""

    @classmethod
    def of(cls, request: HttpRequest, category: str = "") -> "Wish":
        asked = category or _line(request, "category")
        return cls(
            words=_line(request, "q"),
            category=asked if asked in Category.values else "",
            tag=_line(request, "tag").lstrip("#").lower()[:30],
            creator=_line(request, "creator")[:30],
        )

    def __bool__(self) -> bool:
        return bool(self.words or self.category or self.tag or self.creator)

    @property
    def query(self) -> str:
        """The wish as a query string, without the category, which has addresses of its own."""
        pairs = {"q": self.words, "tag": self.tag, "creator": self.creator}
        return urlencode({name: value for name, value in pairs.items() if value})

    @property
    def full_query(self) -> str:
        """The same with the category, for pages that take it as a word."""
        pairs = [self.query, f"category={self.category}" if self.category else ""]
        return "&".join(filter(None, pairs))

    def narrow(self, shows: QuerySet[Show]) -> QuerySet[Show]:
        return queries.narrowed(
            shows, words=self.words, category=self.category, creator=self.creator, tag=self.tag
        )


@require_safe
@private
def whats_on(request: HttpRequest) -> HttpResponse:
    wish = Wish.of(request)
    when = _line(request, "when")
    if when in _spans(timezone.localtime()):
        return _one_span(request, wish, when)
    context = _bill(wish)
    if context["nothing_on"] and not wish:
        context["visitor_kind"] = visitor_kind(request.user)
    return render(request, "shows/whats_on.html", context)


@require_safe
@private
def category(request: HttpRequest, category: str) -> HttpResponse:
    if category not in Category.values:
        raise Http404
    wish = Wish.of(request, category)
    context = _bill(wish) | {"category_name": Category(category).label}
    return render(request, "shows/category.html", context)


@require_safe
@private
def archive(request: HttpRequest) -> HttpResponse:
    wish = Wish.of(request)
    shows = queries.for_cards(wish.narrow(queries.archive()))
    page = Paginator(shows, A_PAGE).get_page(request.GET.get("page"))
    context = _about(wish) | {"page": page, "page_query": wish.full_query}
    return render(request, "shows/archive.html", context)


def _one_span(request: HttpRequest, wish: Wish, when: str) -> HttpResponse:
    """All of tonight, this week or later, in pages."""
    title, after, before = _spans(timezone.localtime())[when]
    shows = queries.for_cards(wish.narrow(queries.coming_up(after, before)))
    page = Paginator(shows, A_PAGE).get_page(request.GET.get("page"))
    context = _about(wish) | {"page": page, "when": when, "span_title": title}
    context["page_query"] = "&".join(filter(None, [f"when={when}", wish.full_query]))
    return render(request, "shows/span.html", context)


def _bill(wish: Wish) -> dict[str, object]:
    """Every section of the page, each with one show more than it prints, to know of the rest."""
    evenings = Evenings(timezone.localtime())
    coming, night, week = queries.coming_up, evenings.tonight_ends, evenings.week_ends
    sections = {
        "tonight": _first(queries.for_bills(wish.narrow(coming(before=night))), TONIGHT),
        "week": _first(queries.for_cards(wish.narrow(coming(night, week))), WEEK),
        "later_on": _first(queries.for_cards(wish.narrow(coming(after=week))), LATER),
        "past": _first(queries.for_cards(wish.narrow(queries.archive())), PAST),
    }
    live = list(queries.live_cards(wish.narrow(queries.on_now()))[:LIVE])
    nothing_on = not live and not any(
        sections[name].shows for name in ("tonight", "week", "later_on")
    )
    return _about(wish) | sections | {"live": live, "nothing_on": nothing_on}


@dataclass(frozen=True)
class Section:
    shows: list[Show]
    has_more: bool


def _first(shows: QuerySet[Show], most: int) -> Section:
    found = list(shows[: most + 1])
    return Section(found[:most], len(found) > most)


def _about(wish: Wish) -> dict[str, object]:
    return {"wish": wish, "categories": Category.choices}


def _spans(now) -> dict[str, tuple]:
    evenings = Evenings(now)
    return {
        "tonight": (_("Tonight"), None, evenings.tonight_ends),
        "week": (_("This week"), evenings.tonight_ends, evenings.week_ends),
        "later": (_("Later"), evenings.week_ends, None),
    }


def _line(request: HttpRequest, name: str) -> str:
    """One value of the address, without what no database and no page can print."""
    value = "".join(c for c in request.GET.get(name, "")[:100] if c.isprintable())
    return " ".join(value.split())
