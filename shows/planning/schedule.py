"""Before the curtain: announce() rehearse() reschedule() cancel() open_doors()."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from streaming.foundation.refusals import Refused

from .. import signals
from ..letters import owed
from ..locking import lock_show
from ..models import Show
from ..moves import move
from ..states import State, wrong_moment

FARTHEST = timedelta(days=5 * 366)


def check_start(starts_at: datetime) -> None:
    if starts_at <= timezone.now():
        raise Refused(
            "show.starts_in_past",
            _("The start is in the past. Choose a moment to come."),
            field="starts_at",
        )
    if starts_at > timezone.now() + FARTHEST:
        raise Refused(
            "show.starts_too_far",
            _("The start is more than five years away. Choose a nearer day."),
            field="starts_at",
        )


@transaction.atomic
def announce(show: Show, *, by: User) -> None:
    """Put a draft on the bill, with the date it has now."""
    show.starts_at = lock_show(show).starts_at
    if show.state == State.DRAFT:
        check_start(show.starts_at)
    now = timezone.now()
    move(
        show,
        State.ANNOUNCED,
        by=by,
        only_from=(State.DRAFT,),
        announce=signals.announced,
        announced_at=now,
        reminded=owed.last_behind(show.starts_at, now),
    )
    owed.owe_cast(show)


def rehearse(show: Show, *, by: User) -> None:
    """The whole pipeline for the cast alone; outside, the show stays announced."""
    move(show, State.REHEARSAL, by=by)


def end_rehearsal(show: Show, *, by: User) -> None:
    move(show, State.ANNOUNCED, by=by, only_from=(State.REHEARSAL,))


@transaction.atomic
def open_doors(show: Show, *, by: User | None) -> None:
    """Let viewers in before the start. The clock does it too: see shows/air/sweep.py."""
    if show.state == State.REHEARSAL:
        move(show, State.ANNOUNCED, by=by)
    move(show, State.DOORS, by=by, announce=signals.doors_opened)


@transaction.atomic
def cancel(show: Show, *, by: User | None, reason: str = "") -> None:
    """Call the show off; everybody who waits for it is owed a letter that says so."""
    show.schedule_version = lock_show(show).schedule_version
    move(
        show,
        State.CANCELLED,
        by=by,
        announce=signals.cancelled,
        reason=reason,
        cancelled_reason=reason[:300],
        schedule_version=show.schedule_version + 1,
    )
    owed.owe_cancelled(show, by=by)


@transaction.atomic
def reschedule(
    show: Show,
    *,
    by: User,
    starts_at: datetime,
    length_minutes: int | None = None,
    time_zone: str | None = None,
) -> None:
    """Move a show that has not opened its doors. Seats and reminders stay."""
    locked = lock_show(show)
    if locked.state not in (State.DRAFT, State.ANNOUNCED, State.REHEARSAL):
        raise wrong_moment(locked.state)
    check_start(starts_at)
    was_at = locked.starts_at
    show.starts_at = starts_at
    show.length_minutes = length_minutes or locked.length_minutes
    show.time_zone = time_zone or locked.time_zone
    show.schedule_version = locked.schedule_version + 1
    show.reminded = owed.last_behind(starts_at, timezone.now())
    show.save(
        update_fields=[
            "starts_at",
            "length_minutes",
            "time_zone",
            "schedule_version",
            "reminded",
            "changed_at",
        ]
    )
    if locked.state == State.DRAFT or was_at == starts_at:
        return
    audit.record(
        by,
        "show.rescheduled",
        show,
        before={"starts_at": was_at.isoformat()},
        after={"starts_at": starts_at.isoformat()},
    )
    owed.owe_moved(show, was_at=was_at, by=by)
    transaction.on_commit(lambda: signals.rescheduled.send(Show, show=show, was_at=was_at))
