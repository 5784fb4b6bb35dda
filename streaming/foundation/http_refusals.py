"""Turned away: refusals of doors that sockets, encoders and players knock at."""

from django.utils.translation import gettext as _


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
