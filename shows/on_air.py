"""On air: go_live() interrupt() resume() pause() unpause() end() count_audience(). The only
writers of Broadcast."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import User

from . import signals
from .held import held
from .models import Broadcast, Show
from .moves import move
from .schedule import open_doors
from .states import ON_AIR, State, wrong_moment


@transaction.atomic
def go_live(show: Show, *, by: User | None) -> Broadcast:
    """Raise the curtain. Whoever goes live before the doors opened opens them."""
    if show.state in (State.ANNOUNCED, State.REHEARSAL):
        open_doors(show, by=by)
    move(show, State.LIVE, by=by, only_from=(State.DOORS,), announce=signals.went_live)
    return Broadcast.objects.create(
        show=show, number=show.broadcasts.count() + 1, started_at=timezone.now()
    )


@transaction.atomic
def interrupt(show: Show, *, by: User | None = None) -> None:
    """The performer is gone; the show waits for them in the same broadcast."""
    move(show, State.INTERRUPTED, by=by, announce=signals.interrupted)
    show.broadcasts.filter(ended_at=None).update(interrupted_at=timezone.now())


@transaction.atomic
def resume(show: Show, *, by: User | None = None) -> None:
    move(show, State.LIVE, by=by, only_from=(State.INTERRUPTED,), announce=signals.resumed)
    show.broadcasts.filter(ended_at=None).update(interrupted_at=None, paused_at=None)


@transaction.atomic
def pause(show: Show, *, by: User | None) -> None:
    """Interrupted because the host wants it so: until unpause(), whoever sends. Twice is once."""
    here = held(show).state
    if here not in ON_AIR:
        raise wrong_moment(here)
    if here == State.LIVE:
        interrupt(show, by=by)
    running = show.broadcasts.filter(ended_at=None, paused_at=None)
    if running.update(paused_at=timezone.now(), paused_by=by):
        _tell_pause(show, True)
        if here != State.LIVE:
            transaction.on_commit(lambda: signals.state_changed.send(Show, show=show))


@transaction.atomic
def unpause(show: Show, *, by: User | None, somebody_sends: bool) -> None:
    """The break is over: live again if somebody sends, else the grace begins to run now."""
    here = held(show).state
    if here != State.INTERRUPTED or not is_paused(show):
        raise wrong_moment(here)
    _tell_pause(show, False)
    if somebody_sends:
        resume(show, by=by)
        return
    running = show.broadcasts.filter(ended_at=None)
    running.update(paused_at=None, interrupted_at=timezone.now())
    transaction.on_commit(lambda: signals.state_changed.send(Show, show=show))


def is_paused(show: Show) -> bool:
    return paused_number(show) is not None


def paused_number(show: Show) -> int | None:
    """The number of the pause that the show is in; None for a show that is in none."""
    paused = show.broadcasts.filter(ended_at=None, paused_at__isnull=False)
    since = paused.values_list("paused_at", flat=True).first()
    return None if since is None else _number(since)


def _tell_pause(show: Show, paused: bool) -> None:
    """Numbered under the lock of the show: whoever hears of two knows which was the last."""
    told = {"show": show, "paused": paused, "number": _number(timezone.now())}
    transaction.on_commit(lambda: signals.show_paused.send(Show, **told))


def _number(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


@transaction.atomic
def end(show: Show, *, by: User | None, reason: str = "") -> None:
    move(show, State.ENDED, by=by, announce=signals.ended, reason=reason)
    show.broadcasts.filter(ended_at=None).update(ended_at=timezone.now(), viewer_count=0)


def count_audience(show: Show, viewers: int) -> None:
    """How many watch now, as the relay counts them: those to whom media really flows."""
    running = show.broadcasts.filter(ended_at=None)
    if running.update(viewer_count=viewers, viewer_peak=Greatest("viewer_peak", viewers)):
        transaction.on_commit(
            lambda: signals.audience_counted.send(Show, show=show, viewers=viewers)
        )
