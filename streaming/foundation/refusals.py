"""Refused: what a person or a program is told when a rule says no.

The code is stable and documented (docs/api.md, docs/protocol.md); the sentence may change and is
translated. Pages show the sentence; the API and the doors of encoders and players answer with a
problem detail (problems.py); sockets send both in an envelope.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _


class Refused(Exception):
    """A rule said no. `code` reads `area.reason`; `field` names the form field it is about.

    `retry_after` is the number of seconds after which the same may be asked again. `headers` are
    for HTTP alone; `more` are fields that a socket tells beside the code.
    """

    def __init__(
        self,
        code: str,
        sentence: str,
        *,
        status: int = 409,
        field: str = "",
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.status = status
        self.field = field
        self.retry_after = retry_after
        self.headers = headers or {}
        self.more = more or {}


def not_found() -> Refused:
    """For what is not there, and for what this person may not know of: nobody can tell which."""
    return Refused("not_found", _("There is nothing here that you may know of."), status=404)
