"""Reopening a show that ended because nobody came back: reopens_until() reopen().

The evening goes on with a second broadcast: same page, same seats, same chat. The audience waits in
the dark as in any interruption, and the first picture lifts the curtain again.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused

from . import signals
from .held import held
from .models import Broadcast, Show
from .moves import move
from .states import State, wrong_moment

# Long enough to mend a line or to find another computer; later the audience has gone to bed.
REOPEN_WITHIN = timedelta(hours=1)
# How a show has to have ended; what its host ended was meant to be over.
REOPENED_AFTER = frozenset({Broadcast.Ending.WAITING})


def reopens_until(show: Show) -> datetime | None:
    """Until when its host may open it again; None for a show that stays as it is."""
    if show.state != State.ENDED:
        return None
    last = show.broadcasts.order_by("-number").first()
    if last is None or last.ended_at is None or last.ending not in REOPENED_AFTER:
        return None
    until = last.ended_at + REOPEN_WITHIN
    return until if until > timezone.now() else None


@transaction.atomic
def reopen(show: Show, *, by: User) -> None:
    """The same evening goes on, in a broadcast of its own."""
    locked = held(show)
    if locked.state != State.ENDED:
        raise wrong_moment(locked.state)
    if reopens_until(locked) is None:
        raise Refused(
            "show.stays_ended",
            _(
                "Only a show that ended because nobody came back to the stage can be opened again, "
                "and only within an hour."
            ),
        )
    move(
        show,
        State.INTERRUPTED,
        by=by,
        only_from=(State.ENDED,),
        announce=signals.reopened,
    )
    now, number = timezone.now(), show.broadcasts.count() + 1
    Broadcast.objects.create(show=show, number=number, started_at=now, interrupted_at=now)
