"""Writes the demo as rows: the moves of a show only know the present, and this needs a past."""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Follow, User

from ..models import Broadcast, Reminder, Seat, Show, Tag
from ..models.show import DEFAULT_GRACE
from ..planning.casting import credit, join_as_host
from ..states import ON_AIR, OVER
from .bill import BILL, Entry
from .people import AUDIENCE, CREATORS, DOMAIN, Person

LONG_GRACE = 9 * 3600  # or the clock would end the show when the site was stopped for a while
KEPT = timedelta(hours=12)
SEED = 1879  # the year of the first electric footlights
PASSWORD = "footlights"  # noqa: S105  known to everybody, and the show is locked for the look of it

ABOUT = """Bring a drink and somebody to nudge. The doors open a quarter of an hour before the \
start; the chat is open from then on.

- one act, no interval
- late arrivals are let in at any time

*This show belongs to the demo: a test card performs, and its people are invented.*
"""
CHAT_RULES = "Be kind. No spoilers. Applause is always welcome."


def is_of_demo() -> Q:
    """A filter for the shows of the demo."""
    return Q(creator__email__endswith=f"@{DOMAIN}")


def played() -> QuerySet[Show]:
    """The shows in which a test card performs: those that are live on the bill, while they are on
    air."""
    titles = [entry.title for entry in BILL if entry.state == "live"]
    found = Show.objects.filter(is_of_demo(), title__in=titles, state__in=ON_AIR)
    return found.select_related("creator").order_by("pk")


def audience(show: Show) -> QuerySet[User]:
    """The people of the demo who may watch this show."""
    people = User.objects.filter(email__in=[person.email for person in AUDIENCE])
    return people if show.capacity is None else people.filter(seats__show=show)


def _shows() -> QuerySet[Show]:
    return Show.objects.filter(is_of_demo())


def _fresh_ones() -> QuerySet[Show]:
    return _shows().filter(created_at__gt=timezone.now() - KEPT)


@transaction.atomic
def fill(*, anew: bool = False) -> int:
    """Make the demo; one that is there stays, until its “tonight” was last night."""
    kept = _fresh_ones().count()
    if kept and not anew:
        return kept
    clear()
    dice = random.Random(SEED)  # noqa: S311  the same house for everybody
    people = {person.username: _person(person) for person in CREATORS + AUDIENCE}
    audience = [people[person.username] for person in AUDIENCE]
    for entry in BILL:
        _show(entry, people[entry.creator], audience, dice)
    for creator in CREATORS:
        for follower in dice.sample(audience, dice.randint(3, len(audience))):
            Follow.objects.create(follower=follower, creator=people[creator.username])
    return len(BILL)


@transaction.atomic
def clear() -> int:
    """Take the demo away again; how many shows went with it."""
    count = _shows().count()
    _shows().delete()
    User.objects.filter(email__endswith=f"@{DOMAIN}").delete()
    Tag.objects.filter(shows=None).delete()
    return count


def _person(person: Person) -> User:
    """Nobody can sign in as one of them."""
    user = User.objects.create(
        username=_free(User, "username", person.username),
        email=person.email,
        password=make_password(None),
        display_name=person.name,
        bio=person.bio,
        links=list(person.links),
        time_zone=person.time_zone,
    )
    EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
    return user


def _show(entry: Entry, creator: User, audience: list[User], dice: random.Random) -> None:
    starts_at = start_of(entry, creator.time_zone)
    show = Show.objects.create(
        creator=creator,
        title=entry.title,
        slug=_free(Show, "slug", slugify(entry.title)),
        summary=entry.summary,
        description=ABOUT,
        category=entry.category,
        starts_at=starts_at,
        length_minutes=entry.length,
        time_zone=creator.time_zone,
        language=entry.language,
        content_notes=entry.notes,
        access=entry.access,
        password=make_password(PASSWORD) if entry.access == Show.Access.PASSWORD else "",
        capacity=entry.capacity,
        chat_rules=CHAT_RULES,
        grace_seconds=LONG_GRACE if entry.state in ON_AIR else DEFAULT_GRACE,
        state=entry.state,
        announced_at=min(starts_at, timezone.now()) - timedelta(days=9),
        cancelled_reason=entry.reason,
        schedule_version=int(bool(entry.reason)),
    )
    show.tags.set([Tag.objects.get_or_create(name=name)[0] for name in entry.tags])
    join_as_host(show)
    for name, words in entry.credits:
        if name != creator.name:
            credit(show, name=name, part="performer", credit=words)
    _broadcast(show, entry)
    _house(show, entry, audience, dice)


def _broadcast(show: Show, entry: Entry) -> None:
    if entry.state not in ON_AIR | OVER:
        return
    over = entry.state in OVER
    Broadcast.objects.create(
        show=show,
        started_at=show.starts_at,
        interrupted_at=timezone.now() if entry.state in ON_AIR else None,
        ended_at=show.ends_at if over else None,
        viewer_peak=entry.viewers if over else 0,  # who watches now is counted, not invented
    )


def _house(show: Show, entry: Entry, audience: list[User], dice: random.Random) -> None:
    for user in dice.sample(audience, min(entry.seats, len(audience))):
        Seat.objects.create(show=show, user=user)
    Show.objects.filter(pk=show.pk).update(seats_taken=show.seats.count())
    if show.is_coming:
        for user in dice.sample(audience, dice.randint(0, 4)):
            Reminder.objects.create(show=show, user=user)


def start_of(entry: Entry, zone: str) -> datetime:
    """Minutes from now for what runs; a full hour where the show is made for all others."""
    now = timezone.now().replace(second=0, microsecond=0)
    if entry.state in ("live", "interrupted", "doors"):
        return now + timedelta(minutes=entry.at[0])
    days, hour = entry.at
    day = now.astimezone(ZoneInfo(zone)).replace(hour=hour, minute=0) + timedelta(days=days)
    # What is on tonight stays to come, even late in the evening.
    return day if entry.state == "ended" or day > now else day + timedelta(days=1)


def _free(model, field: str, wanted: str) -> str:
    """The name, or the name with a number when somebody has it already."""
    name, number = wanted, 2
    while model.objects.filter(**{field: name}).exists():
        name, number = f"{wanted}-{number}", number + 1
    return name
