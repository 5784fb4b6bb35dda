"""Taking back a start that was a mistake: takes_back_until() take_back().

For five minutes a show that began before its time can be announced again. Its date, seats and chat
stay, people who were told that it began get a letter, and its presences are deleted.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from streaming.foundation.refusals import Refused

from .. import signals
from ..letters import owed
from ..locking import lock_show
from ..models import Broadcast, Show
from ..moves import move
from ..states import ON_AIR, State, wrong_moment
from .presence import forget_presence

# Long enough to notice the mistake; later the audience has seen part of the show.
TAKEN_BACK_WITHIN = timedelta(minutes=5)
# The page says for a day that a start was a mistake.
SAID_FOR = timedelta(days=1)


def takes_back_until(show: Show) -> datetime | None:
    """Until when the start can be taken back; None if it cannot."""
    if show.state not in ON_AIR:
        return None
    runs = list(show.broadcasts.exclude(ending=Broadcast.Ending.TAKEN_BACK))
    if len(runs) != 1 or runs[0].ended_at is not None:
        return None
    until = min(runs[0].started_at + TAKEN_BACK_WITHIN, show.starts_at)
    return until if until > timezone.now() else None


@transaction.atomic
def take_back(show: Show, *, by: User) -> None:
    """Announce the show again for its date, as if it had not begun."""
    locked = lock_show(show)
    if locked.state not in ON_AIR:
        raise wrong_moment(locked.state)
    if takes_back_until(locked) is None:
        raise Refused(
            "show.start_stands",
            _("A start can be taken back for five minutes, and only before the time of the show."),
        )
    now, begun_at = timezone.now(), show.broadcasts.get(ended_at=None).started_at
    move(
        show,
        State.ANNOUNCED,
        by=by,
        only_from=tuple(ON_AIR),
        announce=signals.taken_back,
        schedule_version=locked.schedule_version + 1,
        # A reminder whose moment came while the show was on air is still to be sent.
        reminded=owed.last_behind(locked.starts_at, begun_at),
    )
    show.broadcasts.filter(ended_at=None).update(
        ended_at=now, viewer_count=0, ending=Broadcast.Ending.TAKEN_BACK
    )
    forget_presence(show)
    owed.owe_mistake(show, version=locked.schedule_version)


def was_taken_back(show: Show) -> bool:
    """Whether the page has to say that a start was a mistake."""
    if show.state not in (State.ANNOUNCED, State.REHEARSAL):
        return False
    lately = timezone.now() - SAID_FOR
    mistaken = show.broadcasts.filter(ending=Broadcast.Ending.TAKEN_BACK, ended_at__gt=lately)
    return mistaken.exists()
