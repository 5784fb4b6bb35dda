"""On air: go_live() interrupt() resume() pause() unpause() end() count_audience(). They write
Broadcast, and besides them grace.py, taking_back.py and reopening.py."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import User

from .. import signals
from ..locking import lock_show
from ..models import Broadcast, Show
from ..moves import move
from ..planning.schedule import open_doors
from ..states import ON_AIR, State, wrong_moment


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
    move(
        show,
        State.INTERRUPTED,
        by=by,
        only_from=(State.LIVE,),
        announce=signals.interrupted,
    )
    show.broadcasts.filter(ended_at=None).update(interrupted_at=timezone.now())


@transaction.atomic
def resume(show: Show, *, by: User | None = None) -> None:
    move(show, State.LIVE, by=by, only_from=(State.INTERRUPTED,), announce=signals.resumed)
    _runs_again(show)


@transaction.atomic
def pause(show: Show, *, by: User | None) -> None:
    """Begin an intermission. It lasts until unpause(), even if somebody sends. Twice is once."""
    here = lock_show(show).state
    if here == State.INTERMISSION:
        return
    if here not in ON_AIR:
        raise wrong_moment(here)
    move(show, State.INTERMISSION, by=by, announce=signals.interrupted)
    running = show.broadcasts.filter(ended_at=None)
    running.update(paused_at=timezone.now(), paused_by=by)
    _tell_pause(show, True)


@transaction.atomic
def unpause(show: Show, *, by: User | None, somebody_sends: bool) -> None:
    """End the intermission: live if somebody sends, else interrupted, with the grace from now."""
    only_from = (State.INTERMISSION,)
    if somebody_sends:
        move(show, State.LIVE, by=by, only_from=only_from, announce=signals.resumed)
        _runs_again(show)
    else:
        move(show, State.INTERRUPTED, by=by, only_from=only_from)
        running = show.broadcasts.filter(ended_at=None)
        running.update(paused_at=None, interrupted_at=timezone.now(), kept_waiting_at=None)
    _tell_pause(show, False)


def _runs_again(show: Show) -> None:
    running = show.broadcasts.filter(ended_at=None)
    running.update(interrupted_at=None, kept_waiting_at=None, paused_at=None)


def paused_number(show: Show) -> int | None:
    """The number of the intermission of the show now; None outside an intermission."""
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
def end(
    show: Show,
    *,
    by: User | None,
    reason: str = "",
    ending: Broadcast.Ending = Broadcast.Ending.HOST,
) -> None:
    move(show, State.ENDED, by=by, announce=signals.ended, reason=reason)
    running = show.broadcasts.filter(ended_at=None)
    running.update(ended_at=timezone.now(), viewer_count=0, ending=ending)


def count_audience(show: Show, viewers: int) -> None:
    """How many watch now, as the relay counts them: those to whom media really flows."""
    running = show.broadcasts.filter(ended_at=None)
    if running.update(viewer_count=viewers, viewer_peak=Greatest("viewer_peak", viewers)):
        transaction.on_commit(
            lambda: signals.audience_counted.send(Show, show=show, viewers=viewers)
        )
