"""Whoever sits at a socket, as the hub of a chat knows them."""

from collections.abc import Callable

from .sender import Sender


class Listener:
    """`ask_again` is called when their rights may be another, or their right to be here; `let_go`
    with the code that the socket is closed with."""

    def __init__(
        self,
        sender: Sender,
        person: int | None,
        ask_again: Callable[[], None],
        let_go: Callable[[int], None],
    ) -> None:
        self.sender, self.person = sender, person
        self.ask_again, self.let_go = ask_again, let_go
        self.moderates = False
        self.why_not: str | None = None  # the code of the refusal if they may not write
        self.name: str | None = None  # as others read that they type
        self.counts = True  # an overlay is not one of the audience
