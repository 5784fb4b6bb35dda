"""Grace: how long an interrupted show waits for its performers, and its end after that.

Whoever sends again before waits_until() comes back into the same broadcast. The clock asks each
second whom nobody came back to; a show that its host has paused waits for the host.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from .appearing import PATIENCE
from .held import held
from .models import Appearance, Broadcast, Show
from .on_air import end
from .relay_runs import has_told
from .states import State, wrong_moment

NOBODY_CAME_BACK = gettext_noop("nobody came back to the stage")
SHOWS_AT_ONCE = 500


def waits_until(show: Show) -> datetime | None:
    """When an interrupted show ends unless somebody performs again; None for any other show, and
    while its host has paused it."""
    if show.state != State.INTERRUPTED:
        return None
    run = show.broadcasts.filter(ended_at=None).first()
    return None if run is None else _until(run, show)


def _until(run: Broadcast, show: Show) -> datetime | None:
    if run.interrupted_at is None or run.is_paused:
        return None
    return run.interrupted_at + timedelta(seconds=show.grace_seconds)


def abandoned(now: datetime) -> list[Show]:
    """Shows that have waited long enough."""
    runs = Broadcast.objects.filter(ended_at=None, show__state=State.INTERRUPTED)
    longest_first = runs.select_related("show__creator").order_by("interrupted_at")[:SHOWS_AT_ONCE]
    return [run.show for run in longest_first if _is_over(_until(run, run.show), run.show, now)]


@transaction.atomic
def end_abandoned(show: Show, now: datetime) -> None:
    """Asked again under the lock: somebody may have come back at this very moment."""
    locked = held(show)
    if not _is_over(waits_until(locked), locked, now):
        raise wrong_moment(locked.state)
    end(show, by=None, reason=NOBODY_CAME_BACK)


def _is_over(until: datetime | None, show: Show, now: datetime) -> bool:
    """Not before the relay has told all that happened until then, and who was let in within the
    grace has a moment to send."""
    if until is None or until > now:
        return False
    last = show.appearances.first()
    if last is not None and not has_told(last.relay, until, now):
        return False
    coming = show.appearances.filter(state=Appearance.State.WAITING, asked_at__lte=until)
    return not coming.filter(asked_at__gt=now - PATIENCE).exists()
