"""Grace: how long an interrupted show waits for its performers, and its end after that.

Whoever sends again before waits_until() comes back into the same broadcast. The host may keep the
audience waiting: keep_waiting() gives the whole grace again. A show in intermission waits for its
host: without end while somebody is on stage, else for LONGEST_WAIT. Each second the clock ends the
shows that nobody came back to.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from streaming.foundation.refusals import Refused

from ..locking import lock_show
from ..models import Appearance, Broadcast, Show
from ..signals import state_changed
from ..states import State, wrong_moment
from .appearances import PATIENCE, somebody_sends
from .on_air import end
from .relay_runs import has_told

NOBODY_CAME_BACK = gettext_noop("nobody came back to the stage")
# After two hours in the dark the audience has gone, however often the host asks for more.
LONGEST_WAIT = timedelta(hours=2)
SHOWS_AT_ONCE = 500


def waits_until(show: Show) -> datetime | None:
    """When an interrupted show ends unless somebody performs again; None for any other show."""
    if show.state != State.INTERRUPTED:
        return None
    run = show.broadcasts.filter(ended_at=None).first()
    return None if run is None else _until(run, show)


def _until(run: Broadcast, show: Show) -> datetime | None:
    if run.interrupted_at is None:
        return None
    since = run.kept_waiting_at or run.interrupted_at
    return min(since + _grace(show), run.interrupted_at + _longest(show))


def _grace(show: Show) -> timedelta:
    return timedelta(seconds=show.grace_seconds)


def _longest(show: Show) -> timedelta:
    """LONGEST_WAIT; the interrupted show of the demo has a grace that is longer than that."""
    return max(LONGEST_WAIT, _grace(show))


@transaction.atomic
def keep_waiting(show: Show) -> None:
    """Begin the grace anew; the wait is LONGEST_WAIT at most in all."""
    locked = lock_show(show)
    run = show.broadcasts.filter(ended_at=None).first()
    if locked.state != State.INTERRUPTED or run is None or run.interrupted_at is None:
        raise wrong_moment(locked.state)
    if _until(run, locked) == run.interrupted_at + _longest(locked):
        raise Refused(
            "show.waited_long_enough",
            _("Your audience waits for two hours at most. Go on stage, or end the show."),
        )
    show.broadcasts.filter(pk=run.pk).update(kept_waiting_at=timezone.now())
    transaction.on_commit(lambda: state_changed.send(Show, show=show))


def abandoned(now: datetime) -> list[Show]:
    """Shows that have waited long enough."""
    waiting = (State.INTERRUPTED, State.INTERMISSION)
    runs = Broadcast.objects.filter(ended_at=None, show__state__in=waiting)
    since = Coalesce("paused_at", "interrupted_at")
    longest_first = runs.select_related("show__creator").order_by(since)[:SHOWS_AT_ONCE]
    return [run.show for run in longest_first if _is_over(_ends_at(run, run.show), run.show, now)]


def _ends_at(run: Broadcast, show: Show) -> datetime | None:
    """When the clock ends a show that waits, unless somebody is on stage then."""
    if show.state != State.INTERMISSION:
        return _until(run, show)
    return None if run.paused_at is None else run.paused_at + LONGEST_WAIT


@transaction.atomic
def end_abandoned(show: Show, now: datetime) -> None:
    """Asked again under the lock: somebody may have come back at this very moment."""
    locked = lock_show(show)
    run = show.broadcasts.filter(ended_at=None).first()
    if run is None or not _is_over(_ends_at(run, locked), locked, now):
        raise wrong_moment(locked.state)
    end(show, by=None, reason=NOBODY_CAME_BACK, ending=Broadcast.Ending.WAITING)


def _is_over(until: datetime | None, show: Show, now: datetime) -> bool:
    """Not before the relay has told all that happened until then, and who was let in within the
    grace has a moment to send."""
    if until is None or until > now or somebody_sends(show):
        return False
    last = show.appearances.first()
    if last is not None and not has_told(last.relay, until, now):
        return False
    coming = show.appearances.filter(state=Appearance.State.WAITING, asked_at__lte=until)
    return not coming.filter(asked_at__gt=now - PATIENCE).exists()
