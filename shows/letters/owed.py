"""Letters: who is owed which, and whether it still means something when it is sent.

Owing is a row, written in the transaction of the deed it tells of, so that no crash can forget
it. Sending is post.py. One person gets one letter of a kind for one version of a date.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from accounts.suspensions import is_suspended

from ..access import Visitor, can_see, has_seat, part_in
from ..models import CastMember, Letter, Quiet, Reminder, Seat, Show
from ..states import COMING, ON_AIR, State

Kind = Letter.Kind
# How long before the start each reminder is owed, in the order of time.
BEFORE = {Kind.DAY_BEFORE: timedelta(hours=24), Kind.HOUR_BEFORE: timedelta(hours=1)}
REMINDERS = (*BEFORE, Kind.START)
# From when on a late reminder says nothing any more, counted from the start.
STALE = {
    Kind.DAY_BEFORE: timedelta(hours=-2),
    Kind.HOUR_BEFORE: timedelta(minutes=-10),
    Kind.START: timedelta(minutes=30),
}
# A mail server has twenty seconds for each answer (EMAIL_TIMEOUT); most take less than one for all.
UNSURE_FOR = timedelta(minutes=1)
CANCELLED_IS_NEWS = timedelta(days=7)
ROWS_AT_ONCE = 1000


def owe(
    show: Show,
    kind: str,
    people: Iterable[int],
    *,
    was_at: datetime | None = None,
    due_at: datetime | None = None,
) -> None:
    """Write down that these people (by id) are owed a letter; those who are already stay so."""
    letters = [
        Letter(
            show=show,
            user_id=person,
            kind=kind,
            schedule_version=show.schedule_version,
            was_at=was_at,
            due_at=due_at or timezone.now(),
        )
        for person in people
    ]
    Letter.objects.bulk_create(letters, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)


def owe_moved(show: Show, *, was_at: datetime, by: User | None) -> None:
    """The date changed: tell everybody but whoever changed it."""
    owe(show, Kind.MOVED, audience(show) - _ids(by), was_at=was_at)


def owe_cancelled(show: Show, *, by: User | None) -> None:
    owe(show, Kind.CANCELLED, audience(show) - _ids(by))


def owe_cast(show: Show) -> None:
    """Owe a letter to people who are asked into the cast and got none: those of a copied show."""
    asked = CastMember.objects.filter(show=show, answer=CastMember.Answer.INVITED)
    told = Letter.objects.filter(show=show, kind=Kind.CAST).values("user")
    untold = asked.exclude(user=None).exclude(user__in=told)
    owe(show, Kind.CAST, list(untold.values_list("user", flat=True)))


def owe_seat(show: Show, person: User) -> None:
    """Owe a letter with the date for the calendar: one for each date of the show, even if the seat
    is given back and taken again. A letter that was dropped meanwhile is owed again."""
    if show.state not in COMING or show.starts_at <= timezone.now():
        return
    owe(show, Kind.SEAT, [person.pk])
    dropped = Letter.objects.filter(show=show, user=person, kind=Kind.SEAT)
    dropped.filter(schedule_version=show.schedule_version, outcome=Letter.Outcome.DROPPED).update(
        outcome=Letter.Outcome.OWED, due_at=timezone.now(), attempts=0, trouble=""
    )


def owe_reminder(show: Show, kind: str, moment: datetime) -> None:
    """Owe a reminder to everybody who had a seat, a part or a wish for reminders by its moment.
    Hosts are not told that their own show begins."""
    people = audience(show, by=moment, reminders_only=True)
    owe(show, kind, people - _hosts(show) if kind == Kind.START else people)


def told_at_start(show: Show) -> set[int]:
    """Who is written to when the show begins, by id."""
    return audience(show, reminders_only=True) - _hosts(show)


def owe_mistake(show: Show, *, version: int) -> None:
    """The start is taken back: everybody who was told of it gets a letter. The show has a new
    version by now, so that its real start can be told; other letters of the old one stay owed.

    A letter about the start that is owed may be on its way this moment. Its reader is owed one too,
    a minute later: then it is known whether they were told (_mistake_is_meant)."""
    old = Letter.objects.filter(show=show, schedule_version=version)
    starts = dict(old.filter(kind=Kind.START).values_list("user", "outcome"))
    told = [person for person, outcome in starts.items() if outcome == Letter.Outcome.SENT]
    unsure = [person for person, outcome in starts.items() if outcome == Letter.Outcome.OWED]
    owe(show, Kind.MISTAKE, told)
    owe(show, Kind.MISTAKE, unsure, due_at=timezone.now() + UNSURE_FOR)
    still = old.filter(outcome=Letter.Outcome.OWED, kind__in=[Kind.MOVED, Kind.SEAT, *BEFORE])
    still.update(schedule_version=show.schedule_version)


def _hosts(show: Show) -> set[int]:
    hosts = CastMember.objects.filter(
        show=show, part=CastMember.Part.HOST, answer=CastMember.Answer.ACCEPTED
    )
    return {show.creator_id, *hosts.exclude(user=None).values_list("user_id", flat=True)}


def audience(show: Show, *, by: datetime | None = None, reminders_only: bool = False) -> set[int]:
    """Everybody who waits for this show: reminders, seats, and a cast that accepted."""
    seats = Seat.objects.filter(show=show)
    cast = CastMember.objects.filter(show=show, answer=CastMember.Answer.ACCEPTED)
    asked = Reminder.objects.filter(show=show)
    if by is not None:
        seats, asked = seats.filter(taken_at__lte=by), asked.filter(wanted_at__lte=by)
        cast = cast.filter(answered_at__lte=by)
    people = set(seats.values_list("user", flat=True))
    people |= set(cast.exclude(user=None).values_list("user", flat=True))
    if reminders_only:
        people -= set(Quiet.objects.filter(show=show).values_list("user", flat=True))
    return people | set(asked.values_list("user", flat=True))


def wants_reminders(show: Show, person: User) -> bool:
    """The same question as audience(reminders_only=True), for one person."""
    if Reminder.objects.filter(show=show, user=person).exists():
        return True
    if Quiet.objects.filter(show=show, user=person).exists():
        return False
    member = part_in(person, show)
    in_cast = member is not None and member.answer == CastMember.Answer.ACCEPTED
    return in_cast or has_seat(person, show)


def last_behind(starts_at: datetime, now: datetime) -> str:
    """The last reminder whose moment has passed for a date that is set now."""
    passed = [kind for kind in BEFORE if starts_at - BEFORE[kind] <= now]
    return passed[-1] if passed else ""


def ahead(show: Show, now: datetime) -> list[str]:
    """The reminders whose moments are still to come."""
    if show.state not in COMING:
        return []
    moments = {kind: show.starts_at - BEFORE.get(kind, timedelta(0)) for kind in REMINDERS}
    return [kind for kind, moment in moments.items() if now < moment]


def why_not(letter: Letter, now: datetime) -> str:
    """Why a letter that is owed should not be sent any more; empty when it should."""
    show, person = letter.show, letter.user
    if not person.is_active or person.closed_at or is_suspended(person):
        return "the account is closed or suspended"
    if not address_of(person):
        return "no confirmed address"
    if letter.schedule_version != show.schedule_version and letter.kind != Kind.CAST:
        return "the date moved on"
    if not can_see(Visitor(person), show):
        return "the show is not theirs to see"
    return "" if _MEANT[Kind(letter.kind)](letter, now) else "too late to mean anything"


def address_of(person: User) -> str:
    """Their confirmed address, the primary one first; empty when none is confirmed."""
    confirmed = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "pk")
    return confirmed.values_list("email", flat=True).first() or ""


def counts() -> dict[str, int]:
    """How many letters there are of each outcome, for doctor and the metrics."""
    found = dict(Letter.objects.values_list("outcome").annotate(Count("pk")))
    return {str(outcome): found.get(outcome, 0) for outcome in Letter.Outcome.values}


def _reminder_is_meant(letter: Letter, now: datetime) -> bool:
    kind, show = Kind(letter.kind), letter.show
    if kind == Kind.START:
        is_so = show.state in ON_AIR or (show.state in COMING and now >= show.starts_at)
    else:
        is_so = show.state in COMING
    return is_so and now < show.starts_at + STALE[kind] and wants_reminders(show, letter.user)


def _moved_is_meant(letter: Letter, now: datetime) -> bool:
    return (
        letter.show.state in COMING
        and now < letter.show.starts_at
        and known_date(letter) != letter.show.starts_at
    )


def known_date(letter: Letter) -> datetime | None:
    """The date this person last heard of: moves that they were not told of are skipped."""
    moves = Letter.objects.filter(show=letter.show, user=letter.user, kind=Kind.MOVED)
    told = moves.filter(outcome=Letter.Outcome.SENT).order_by("-schedule_version").first()
    untold = moves.filter(schedule_version__gt=told.schedule_version if told else -1)
    first = untold.order_by("schedule_version").first()
    return first.was_at if first else letter.was_at


def _mistake_is_meant(letter: Letter, now: datetime) -> bool:
    """Only to people who were told of this very start, and as long as the real one is to come."""
    told = Letter.objects.filter(show=letter.show, user=letter.user, kind=Kind.START)
    told = told.filter(schedule_version=letter.schedule_version - 1)  # see shows/air/taking_back.py
    is_told = told.filter(outcome=Letter.Outcome.SENT).exists()
    return is_told and letter.show.state in COMING and now < letter.show.starts_at


def _cancelled_is_meant(letter: Letter, now: datetime) -> bool:
    show = letter.show
    return show.state == State.CANCELLED and now < show.changed_at + CANCELLED_IS_NEWS


def _seat_is_meant(letter: Letter, now: datetime) -> bool:
    show = letter.show
    return show.state in COMING and now < show.starts_at and has_seat(letter.user, show)


def _cast_is_meant(letter: Letter, now: datetime) -> bool:
    member = part_in(letter.user, letter.show)
    return (
        member is not None
        and member.answer == CastMember.Answer.INVITED
        and letter.show.state in COMING | ON_AIR | {State.DRAFT}
    )


_MEANT = dict.fromkeys(REMINDERS, _reminder_is_meant) | {
    Kind.MOVED: _moved_is_meant,
    Kind.CANCELLED: _cancelled_is_meant,
    Kind.SEAT: _seat_is_meant,
    Kind.CAST: _cast_is_meant,
    Kind.MISTAKE: _mistake_is_meant,
}


def _ids(person: User | None) -> set[int]:
    return {person.pk} if person is not None and person.pk else set()
