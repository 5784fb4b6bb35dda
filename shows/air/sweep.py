"""What the clock does to shows: give up, open doors, raise curtains, end, owe reminders.

Any number of processes may sweep at once: each deed is decided by the row it changes.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from streaming.foundation.refusals import Refused

from ..letters.owed import BEFORE, REMINDERS, STALE, Kind, owe_reminder
from ..models import Appearance, Broadcast, Show
from ..planning.schedule import cancel, open_doors
from ..states import COMING, ON_AIR, State
from .appearances import a_host_sends
from .grace import abandoned, end_abandoned
from .on_air import go_live
from .relay_runs import give_up_on_silent

log = logging.getLogger(__name__)

NEVER_STARTED = timedelta(hours=6)
DID_NOT_TAKE_PLACE = gettext_noop("did not take place")
LONGEST_SHOW = timedelta(minutes=1440)
DOORS_AHEAD = timedelta(days=2)
SHOWS_AT_ONCE = 500
# A start by mistake is noticed in the first moments; if it is taken back by then nobody was told.
# People who are told a minute later miss little of a show that begins before its time.
EARLY_HELD_BACK = timedelta(minutes=1)


def sweep(now: datetime) -> dict[str, int]:
    """Everything that is due by `now`; how many shows each deed was done to."""
    return {
        "given_up": _each(never_started(now), give_up),
        "doors_opened": _each(doors_due(now), lambda show: open_doors(show, by=None)),
        "curtains_raised": _each(curtains_due(now), lambda show: go_live(show, by=None)),
        "performers_lost": give_up_on_silent(now),
        "abandoned": end_due(now),
        "reminded": sum(_each(shows, deed) for shows, deed in reminders_due(now)),
    }


def end_due(now: datetime) -> int:
    """Shows that were interrupted for longer than their grace; one query when there are none, so
    it may be asked each second."""
    return _each(abandoned(now), lambda show: end_abandoned(show, now))


def _each(shows: Iterable[Show], deed: Callable[[Show], object]) -> int:
    """One show that cannot be moved does not keep the others waiting."""
    done = 0
    for show in shows:
        try:
            deed(show)
            done += 1
        except Refused:  # somebody else moved it in the meantime
            log.info("The clock came too late for %s", show.slug)
        except Exception:
            log.exception("The clock could not move %s", show.slug)
    return done


def never_started(now: datetime) -> list[Show]:
    """Announced or waiting with open doors, and over by the clock for hours."""
    shows = Show.objects.filter(state__in=COMING, starts_at__lte=now - NEVER_STARTED)
    soonest = shows.select_related("creator").order_by("starts_at")[:SHOWS_AT_ONCE]
    return [show for show in soonest if show.ends_at + NEVER_STARTED <= now]


def give_up(show: Show) -> None:
    cancel(show, by=None, reason=DID_NOT_TAKE_PLACE)


def doors_due(now: datetime) -> list[Show]:
    """Shows whose doors should be open by now; what moderators hid stays shut."""
    shows = Show.objects.filter(
        state__in=[State.ANNOUNCED, State.REHEARSAL],
        hidden_at=None,
        starts_at__lte=now + DOORS_AHEAD,
        starts_at__gt=now - NEVER_STARTED - LONGEST_SHOW,
    )
    soonest = shows.select_related("creator").order_by("starts_at")[:SHOWS_AT_ONCE]
    return [show for show in soonest if show.doors_at <= now]


def curtains_due(now: datetime) -> list[Show]:
    """A host was on stage before the doors opened, and now it is time: what they send counts.

    A host who comes on stage later raises the curtain by that; see appearances.py.
    """
    shows = Show.objects.filter(state=State.DOORS, starts_at__lte=now)
    shows = shows.filter(appearances__state=Appearance.State.SENDING)
    waiting = shows.select_related("creator").distinct()[:SHOWS_AT_ONCE]
    return [show for show in waiting if a_host_sends(show)]


def reminders_due(now: datetime) -> Iterable[tuple[list[Show], Callable[[Show], object]]]:
    """For each reminder the shows whose moment has come and that do not owe it yet."""
    for place, kind in enumerate(REMINDERS):
        yield _unreminded(kind, ["", *REMINDERS[:place]], now), _reminding(kind, now)


def _unreminded(kind: Kind, earlier: list[str], now: datetime) -> list[Show]:
    shows = Show.objects.filter(reminded__in=earlier, hidden_at=None)
    shows = shows.filter(starts_at__gt=now - STALE[kind])
    if kind == Kind.START:  # who goes on air early starts early
        lasts = Broadcast.objects.filter(
            show=OuterRef("pk"), ended_at=None, started_at__lte=now - EARLY_HELD_BACK
        )
        is_time = Q(starts_at__lte=now, state__in=COMING | ON_AIR)
        shows = shows.filter(is_time | Q(Exists(lasts), state__in=ON_AIR))
    else:
        shows = shows.filter(state__in=COMING, starts_at__lte=now + BEFORE[kind])
    return list(shows.order_by("starts_at")[:SHOWS_AT_ONCE])


def _reminding(kind: Kind, now: datetime) -> Callable[[Show], object]:
    @transaction.atomic
    def deed(show: Show) -> None:
        """Whoever sets `reminded` owes the letters, in one transaction."""
        mine = Show.objects.filter(
            pk=show.pk, reminded=show.reminded, schedule_version=show.schedule_version
        )
        if mine.update(reminded=kind):
            moment = show.starts_at - BEFORE.get(kind, timedelta(0))
            owe_reminder(show, kind, min(now, moment))

    return deed
