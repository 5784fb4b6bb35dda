"""Refusals of sessions, for WHIP, WHEP and sockets: over(), outdated(), refused()."""

from django.utils.translation import gettext as _

from streaming.control import commands
from streaming.foundation.refusals import Refused


def over() -> Refused:
    return Refused("session.unknown", _("This session is over, or never was."), status=404)


def outdated() -> Refused:
    return Refused(
        "ice.stale_etag", _("This ICE session is over; there is a newer one."), status=412
    )


def refused(answer: commands.Answer) -> Refused:
    """The refusal of a relay, for the client."""
    if not isinstance(answer, commands.Refused):
        return Refused(
            "relay.no_answer", _("The relay does not answer. Try again soon."), status=503
        )
    return Refused(
        answer.code, answer.sentence, status=answer.status, retry_after=answer.retry_after
    )
