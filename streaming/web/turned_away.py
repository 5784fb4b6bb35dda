"""Turned away: refusals of the doors to the stage, whatever is spoken there."""

from django.utils.translation import gettext as _

from streaming.control import commands


class TurnedAway(Exception):
    """A refusal with what HTTP adds to it: when to come again, how to say who one is."""

    def __init__(self, code: str, sentence: str, status: int, **headers: str | int | None) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.status = code, sentence, status
        self.headers = {
            name.replace("_", "-").title(): str(value)
            for name, value in headers.items()
            if value is not None
        }

    @property
    def retry_after(self) -> int | None:
        """In how many seconds it may go better."""
        seconds = self.headers.get("Retry-After")
        return None if seconds is None else int(seconds)


def unknown() -> TurnedAway:
    return TurnedAway("not_found", _("There is nothing here that you may know of."), 404)


def over() -> TurnedAway:
    return TurnedAway("session.unknown", _("This session is over, or never was."), 404)


def outdated() -> TurnedAway:
    return TurnedAway("ice.stale_etag", _("This ICE session is over; there is a newer one."), 412)


def refused(answer: commands.Answer) -> TurnedAway:
    """What the relay said no to, to the client."""
    if not isinstance(answer, commands.Refused):
        return TurnedAway("relay.no_answer", _("The relay does not answer. Try again soon."), 503)
    status = answer.status if 400 <= answer.status <= 599 else 503
    return TurnedAway(answer.code, answer.sentence, status, retry_after=answer.retry_after)
