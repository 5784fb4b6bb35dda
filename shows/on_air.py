"""On air: go_live() interrupt() resume() end() count_audience(). The only writers of Broadcast."""

from django.db import transaction
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import User

from . import signals
from .models import Broadcast, Show
from .moves import move
from .schedule import open_doors
from .states import State


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
    show.broadcasts.filter(ended_at=None).update(interrupted_at=None)


@transaction.atomic
def end(show: Show, *, by: User | None, reason: str = "") -> None:
    move(show, State.ENDED, by=by, announce=signals.ended, reason=reason)
    show.broadcasts.filter(ended_at=None).update(ended_at=timezone.now(), viewer_count=0)


def count_audience(show: Show, viewers: int) -> None:
    """How many watch now, as the relay counts them: those to whom media really flows."""
    running = show.broadcasts.filter(ended_at=None)
    running.update(viewer_count=viewers, viewer_peak=Greatest("viewer_peak", viewers))
