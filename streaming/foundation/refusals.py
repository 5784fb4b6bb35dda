"""Refused: what a person is told when a rule says no.

The code is stable and documented (docs/api.md); the sentence may change and is translated.
Pages show the sentence, the API answers with a problem detail that carries both.
"""


class Refused(Exception):
    """A rule said no. `code` reads `area.reason`; `field` names the form field it is about;
    `retry_after` is the number of seconds after which the same may be asked again."""

    def __init__(
        self,
        code: str,
        sentence: str,
        *,
        status: int = 409,
        field: str = "",
        retry_after: int | None = None,
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.status = status
        self.field = field
        self.retry_after = retry_after
