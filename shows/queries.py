"""The lists that pages, feeds and the API need, each with what it shows already fetched."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Suspension, User

from .models import Broadcast, CastMember, Show
from .states import COMING, ON_AIR, OVER, State


def for_lists(shows: QuerySet[Show] | None = None) -> QuerySet[Show]:
    """Shows with creator, tags and credits: the same number of queries for one and for many."""
    shows = Show.objects.all() if shows is None else shows
    cast = CastMember.objects.select_related("user").order_by("position", "pk")
    return shows.select_related("creator").prefetch_related("tags", Prefetch("cast", cast))


def listed() -> QuerySet[Show]:
    """What anybody may be told of: announced, not hidden, of a creator in good standing."""
    suspended = Suspension.objects.filter(user=OuterRef("creator"), lifted_at=None)
    return for_lists(
        Show.objects.filter(
            access__in=[Show.Access.PUBLIC, Show.Access.PASSWORD],
            hidden_at=None,
            creator__is_active=True,
        )
        .exclude(state=State.DRAFT)
        .exclude(Exists(suspended))
    )


def on_now() -> QuerySet[Show]:
    """Live this moment, the fullest house first."""
    running = Broadcast.objects.filter(ended_at=None)
    audience = running.filter(show=OuterRef("pk")).values("viewer_count")[:1]
    return (
        listed()
        .filter(state__in=ON_AIR)
        .prefetch_related(Prefetch("broadcasts", running, to_attr="running_broadcasts"))
        .order_by(Subquery(audience).desc(nulls_last=True), "starts_at", "pk")
    )


def coming_up(after: datetime | None = None, before: datetime | None = None) -> QuerySet[Show]:
    """Still to come, the soonest first; a late start stays on the list for an hour."""
    after = after or timezone.now() - timedelta(hours=1)
    shows = listed().filter(state__in=COMING, starts_at__gte=after)
    if before is not None:
        shows = shows.filter(starts_at__lt=before)
    return shows.order_by("starts_at", "pk")


def archive() -> QuerySet[Show]:
    return listed().filter(state__in=OVER).order_by("-starts_at", "-pk")


def of_creator(creator: User) -> QuerySet[Show]:
    """Everything of theirs, for their own eyes."""
    return for_lists(Show.objects.filter(creator=creator)).order_by("-starts_at", "-pk")


def narrowed(
    shows: QuerySet[Show], *, words: str = "", category: str = "", creator: str = "", tag: str = ""
) -> QuerySet[Show]:
    """Those that match a search: every word somewhere in title, summary, creator or tags."""
    if category:
        shows = shows.filter(category=category)
    if creator:
        shows = shows.filter(creator__username=creator)
    if tag:
        shows = shows.filter(tags__name=tag.lower())
    for word in words.split()[:6]:
        shows = shows.filter(
            Q(title__icontains=word)
            | Q(summary__icontains=word)
            | Q(creator__display_name__icontains=word)
            | Q(creator__username__icontains=word)
            | Q(pk__in=Show.tags.through.objects.filter(tag__name__icontains=word).values("show"))
        )
    return shows
