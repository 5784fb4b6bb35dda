"""The lists that pages, feeds and the API need, each with what it shows already fetched."""

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Suspension, User

from .models import Broadcast, CastMember, Letter, Reminder, Seat, Show
from .states import COMING, ON_AIR, OVER, State

if TYPE_CHECKING:  # the stubs are not there at run time
    from django_stubs_ext import WithAnnotations


class OfAudience(TypedDict):
    """What of_audience() knows of a show besides."""

    has_seat: bool
    has_reminder: bool


ON_A_CARD = (
    *("creator__username", "creator__display_name", "title", "slug", "summary", "category"),
    *("poster", "changed_at", "starts_at", "length_minutes", "doors_minutes", "time_zone"),
    *("state", "access", "capacity", "seats_taken", "hidden_at"),
)
IN_A_CAST = (
    *("show", "name", "address", "part", "credit", "answer"),
    *("user__username", "user__display_name"),
)


def for_lists(shows: QuerySet[Show] | None = None) -> QuerySet[Show]:
    """Shows with creator, tags and credits: the same number of queries for one and for many."""
    shows = Show.objects.all() if shows is None else shows
    cast = CastMember.objects.select_related("user").order_by("position", "pk")
    return shows.select_related("creator").prefetch_related("tags", Prefetch("cast", cast))


def for_cards(shows: QuerySet[Show]) -> QuerySet[Show]:
    """Only what a card shows: no cast, no tags, no long texts."""
    return shows.prefetch_related(None).only(*ON_A_CARD)


def for_bills(shows: QuerySet[Show]) -> QuerySet[Show]:
    """The same with the cast, for a playbill that names it."""
    cast = CastMember.objects.select_related("user").only(*IN_A_CAST).order_by("position", "pk")
    return for_cards(shows).prefetch_related(Prefetch("cast", cast))


def live_cards(shows: QuerySet[Show]) -> QuerySet[Show]:
    """The same for shows on air, which also say how many people watch."""
    return with_audience(for_cards(shows))


def with_audience(shows: QuerySet[Show]) -> QuerySet[Show]:
    """The same, and Show.viewer_count is known."""
    running = Broadcast.objects.filter(ended_at=None)
    return shows.prefetch_related(Prefetch("broadcasts", running, to_attr="running_broadcasts"))


def in_good_standing() -> QuerySet[Show]:
    """Not hidden, and of a creator who is here and not suspended."""
    suspended = Suspension.objects.filter(user=OuterRef("creator"), lifted_at=None)
    return Show.objects.filter(hidden_at=None, creator__is_active=True).exclude(Exists(suspended))


def listed() -> QuerySet[Show]:
    """What anybody may be told of: announced, public or behind a password, in good standing."""
    return _listed().all()


@cache
def _listed() -> QuerySet[Show]:
    """The question alone, put together once; every list begins with it, and asks it anew."""
    return for_lists(
        in_good_standing()
        .filter(access__in=[Show.Access.PUBLIC, Show.Access.PASSWORD])
        .exclude(state=State.DRAFT)
    )


def on_now() -> QuerySet[Show]:
    """Live this moment, the fullest house first; then those that wait for their performers."""
    running = Broadcast.objects.filter(ended_at=None)
    audience = running.filter(show=OuterRef("pk")).values("viewer_count")[:1]
    fullest = Subquery(audience).desc(nulls_last=True)
    on_air = with_audience(listed().filter(state__in=ON_AIR))
    return on_air.order_by("-state", fullest, "starts_at", "pk")


def coming_up(after: datetime | None = None, before: datetime | None = None) -> QuerySet[Show]:
    """Still to come, the soonest first; a late start stays on the list for an hour."""
    after = after or timezone.now() - timedelta(hours=1)
    shows = listed().filter(state__in=COMING, starts_at__gte=after)
    if before is not None:
        shows = shows.filter(starts_at__lt=before)
    return shows.order_by("starts_at", "pk")


def archive() -> QuerySet[Show]:
    return listed().filter(state__in=OVER).order_by("-starts_at", "-pk")


def of_audience(user: User) -> "QuerySet[WithAnnotations[Show, OfAudience]]":
    """Shows in which a member has a seat, or of which they want to be reminded."""
    seat = Exists(Seat.objects.filter(show=OuterRef("pk"), user=user))
    reminder = Exists(Reminder.objects.filter(show=OuterRef("pk"), user=user))
    by_invitation = Q(access=Show.Access.INVITATION)
    return (
        for_lists(in_good_standing().exclude(state=State.DRAFT))
        .annotate(has_seat=seat, has_reminder=reminder)
        .filter(Q(has_seat=True) | Q(has_reminder=True) & ~by_invitation)
        .order_by("starts_at", "pk")
    )


def watched_by(user: User) -> QuerySet[Show]:
    """Shows that are over and that a member watched, with or without a seat; the last one first."""
    seat = Exists(Seat.objects.filter(show=OuterRef("pk"), user=user))
    return (
        for_lists(in_good_standing().filter(state__in=OVER, presences__user=user))
        .filter(~Q(access=Show.Access.INVITATION) | seat)
        .order_by("-starts_at", "-pk")
    )


def asked_to_join(user: User) -> QuerySet[CastMember]:
    """Invitations to a cast that a member has not answered, while the show is not over. Those of a
    copied show count once it is announced: only then their letter is owed."""
    told = Letter.objects.filter(show=OuterRef("show"), user=user, kind=Letter.Kind.CAST)
    return (
        CastMember.objects.filter(
            Exists(told) | ~Q(show__state=State.DRAFT),
            user=user,
            answer=CastMember.Answer.INVITED,
            show__in=in_good_standing().exclude(state__in=[*OVER, State.CANCELLED]),
        )
        .select_related("show__creator", "invited_by")
        .order_by("show__starts_at", "pk")
    )


def of_creator(creator: User) -> QuerySet[Show]:
    """Everything of theirs, for their own eyes."""
    return for_lists(Show.objects.filter(creator=creator)).order_by("-starts_at", "-pk")


def parts_of(user: User) -> QuerySet[CastMember]:
    """Where they are in the cast of somebody else's show and said yes; the next one first."""
    return (
        CastMember.objects.filter(
            user=user,
            answer=CastMember.Answer.ACCEPTED,
            show__hidden_at=None,
            show__state__in=[*COMING, *ON_AIR, State.DRAFT],
        )
        .exclude(show__creator=user)
        .select_related("show__creator")
        .order_by("show__starts_at", "pk")
    )


def people_told(show: Show) -> int:
    """How many get a letter when the show moves or is cancelled: seats, reminders, cast."""
    has_seat = Seat.objects.filter(show=show, user=OuterRef("pk"))
    wants_it = Reminder.objects.filter(show=show, user=OuterRef("pk"))
    in_cast = CastMember.objects.filter(show=show, user=OuterRef("pk")).exclude(
        answer=CastMember.Answer.DECLINED
    )
    concerned = Exists(has_seat) | Exists(wants_it) | Exists(in_cast)
    return User.objects.filter(concerned, is_active=True).exclude(pk=show.creator_id).count()


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
