"""Reopening a show that ended because nobody came back: reopens_until() reopen().

The show goes on with a second broadcast: same page, same seats, same chat. It is interrupted until
the first picture arrives.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from streaming.foundation.refusals import Refused

from .. import signals
from ..locking import lock_show
from ..models import Broadcast, Show
from ..moves import move
from ..states import State, wrong_moment

# Long enough to mend a line or to find another computer; later the audience has gone.
REOPEN_WITHIN = timedelta(hours=1)
# Only a show that ended by waiting; one that its host ended was meant to end.
REOPENED_AFTER = frozenset({Broadcast.Ending.WAITING})


def reopens_until(show: Show) -> datetime | None:
    """Until when its host may reopen the show; None if they may not."""
    if show.state != State.ENDED:
        return None
    last = show.broadcasts.order_by("-number").first()
    if last is None or last.ended_at is None or last.ending not in REOPENED_AFTER:
        return None
    until = last.ended_at + REOPEN_WITHIN
    return until if until > timezone.now() else None


@transaction.atomic
def reopen(show: Show, *, by: User) -> None:
    """Move an ended show back to interrupted, and begin its second broadcast."""
    locked = lock_show(show)
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
