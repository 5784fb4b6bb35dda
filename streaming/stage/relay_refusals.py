"""Turned away: refusals of the doors to the stage, whatever is spoken there."""

from django.utils.translation import gettext as _

from streaming.control import commands
from streaming.foundation.http_refusals import TurnedAway


def over() -> TurnedAway:
    return TurnedAway("session.unknown", _("This session is over, or never was."), 404)


def outdated() -> TurnedAway:
    return TurnedAway("ice.stale_etag", _("This ICE session is over; there is a newer one."), 412)


def refused(answer: commands.Answer) -> TurnedAway:
    """What the relay said no to, to the client."""
    if not isinstance(answer, commands.Refused):
        return TurnedAway("relay.no_answer", _("The relay does not answer. Try again soon."), 503)
    return TurnedAway(answer.code, answer.sentence, answer.status, retry_after=answer.retry_after)
