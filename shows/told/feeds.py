"""RSS and Atom: what is announced, newest first, for everything and for one creator."""

from datetime import datetime, timedelta
from hashlib import sha256
from itertools import chain
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Enclosure
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.suspensions import is_suspended
from streaming.foundation.pictures import stored_bytes

from .. import queries
from ..models import Show
from ..states import LABELS, State
from . import ical
from .addresses import absolute, line, printable
from .feed_types import AtomWithPictures, Picture, RssWithPictures

LOOK_BACK = timedelta(days=90)
CALENDAR_LIMIT = 500
FEED_LIMIT = 100


def find_creator(username: str) -> User:
    """Whoever may be subscribed to; unknown, closed and suspended look alike."""
    creator = get_object_or_404(User, username=username, is_active=True)
    if is_suspended(creator):
        raise Http404
    return creator


def feed_name(creator: User | None) -> str:
    """What a reader or a calendar calls the subscription."""
    return line(f"{creator.name} · {settings.SITE_NAME}" if creator else settings.SITE_NAME)


def dates(creator: User | None = None) -> list[Show]:
    """What a subscribed calendar holds: everything coming, then what was, the latest first."""
    now = timezone.now()
    shows = queries.listed()
    if creator is not None:
        shows = shows.filter(creator=creator)
    coming = list(shows.filter(starts_at__gte=now).order_by("starts_at", "pk")[:CALENDAR_LIMIT])
    past = shows.filter(starts_at__lt=now, starts_at__gte=now - LOOK_BACK)
    rest = past.order_by("-starts_at", "-pk")[: CALENDAR_LIMIT - len(coming)]
    return list(chain(coming, rest))


class ShowsFeed(Feed):
    """RSS 2.0 of all listed shows."""

    feed_type: type[RssWithPictures | AtomWithPictures] = RssWithPictures
    language = settings.LANGUAGE_CODE

    def __call__(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        with translation.override(settings.LANGUAGE_CODE):  # one feed for all who subscribe
            response = super().__call__(request, *args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=300"
        response.headers["ETag"] = etag = f'"{sha256(response.content).hexdigest()[:32]}"'
        return get_conditional_response(request, etag=etag, response=response) or response

    def get_object(self, request: HttpRequest, *args, **kwargs) -> User | None:
        return None

    def title(self, creator: User | None) -> str:
        return feed_name(creator)

    def description(self, creator: User | None) -> str:
        return _("Live shows, as they are announced.")

    def link(self, creator: User | None) -> str:
        return absolute(creator.get_absolute_url() if creator else reverse("shows:whats_on"))

    def feed_url(self, creator: User | None) -> str:
        if creator:
            return absolute(reverse("shows:creator_rss", args=[creator.username]))
        return absolute(reverse("shows:rss"))

    def items(self, creator: User | None) -> list[Show]:
        shows = queries.listed().filter(starts_at__gte=timezone.now() - LOOK_BACK)
        if creator is not None:
            shows = shows.filter(creator=creator)
        return list(shows.order_by("-announced_at", "-pk")[:FEED_LIMIT])

    def item_title(self, show: Show) -> str:
        return ical.heading(show)

    def item_description(self, show: Show) -> str:
        when = show.local_start.strftime("%Y-%m-%d %H:%M")
        parts = [f"{when} ({show.time_zone})", show.cancelled_reason, show.summary]
        return printable(" · ".join(part for part in parts if part))

    def item_link(self, show: Show) -> str:
        return absolute(show.get_absolute_url())

    def item_guid(self, show: Show) -> str:
        return f"urn:uuid:{show.uuid}"

    item_guid_is_permalink = False

    def item_pubdate(self, show: Show) -> datetime:
        return show.announced_at or show.created_at

    def item_updateddate(self, show: Show) -> datetime:
        return show.changed_at

    def item_author_name(self, show: Show) -> str:
        return line(show.creator.name)

    def item_categories(self, show: Show) -> list[str]:
        """Its category and its tags, and “Live” while it is on air. It is not in the title, which
        calendars and readers keep."""
        now = [str(LABELS[State.LIVE])] if show.is_on_air else []
        return [str(show.get_category_display()), *now, *(tag.name for tag in show.tags.all())]

    def item_extra_kwargs(self, show: Show) -> dict[str, Any]:
        """The poster for readers that know Media RSS. Drawn ones are SVG, which no reader shows."""
        return {"picture": _picture(show)}

    def item_enclosures(self, show: Show) -> list[Enclosure]:
        picture = _picture(show)
        return [Enclosure(picture.url, str(picture.size), picture.kind)] if picture else []


def _picture(show: Show) -> Picture | None:
    """The uploaded poster with the size of its file; None if there is no such file."""
    size = stored_bytes(show.poster, "full") if show.poster else None
    return Picture(absolute(show.poster_full_url), size, "image/webp") if size else None


class AtomShowsFeed(ShowsFeed):
    """The same as Atom."""

    feed_type = AtomWithPictures

    def subtitle(self, creator: User | None) -> str:
        return self.description(creator)

    def feed_url(self, creator: User | None) -> str:
        return absolute(reverse("shows:atom"))


class CreatorFeed(ShowsFeed):
    """RSS 2.0 of one creator's listed shows."""

    def get_object(self, request: HttpRequest, *args, **kwargs) -> User:
        return find_creator(kwargs["username"])
