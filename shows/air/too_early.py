"""Going live before the doors needs a confirmation: is_too_early() question() too_early().

Without it one wrong click would begin a show days ahead and write to everybody.
"""

from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from streaming.foundation.refusals import Refused

from ..letters import owed
from ..letters.post import said
from ..models import Show
from ..states import State


def is_too_early(show: Show) -> bool:
    return show.state in (State.ANNOUNCED, State.REHEARSAL) and timezone.now() < show.doors_at


def question(show: Show) -> str:
    """The question of the confirmation: the date, and how many people are told."""
    begins = _("It begins in %(time)s: %(date)s.") % {
        "time": timeuntil(show.starts_at, depth=2),
        "date": said(show.local_start, show.time_zone),
    }
    people = len(owed.told_at_start(show))
    if not people:
        return f"{begins} " + _("Open the doors now?")
    return f"{begins} " + ngettext(
        "Open the doors now and tell one person?",
        "Open the doors now and tell %(people)d people?",
        people,
    ) % {"people": people}


def too_early(show: Show) -> Refused:
    return Refused("show.too_early", question(show))
