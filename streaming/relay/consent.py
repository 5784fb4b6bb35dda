"""Consent: where one peer may be sent to (RFC 7675).

A signed check says who sends it, not that they are where it came from: source addresses can be
forged. Where they are they prove by answering a check of ours, or by ending a handshake whose
flights went there. See docs/decisions/0008-checks-of-our-own.md.
"""

import random
import secrets
from typing import Any

from streaming.forwarding.budget import Budget

FRESH_SECONDS = 15.0  # an address that answered, and then does not for so long, is sent nothing
ASK_SECONDS = (4.0, 6.0)  # from an answer to the next question, as RFC 7675 has it
AGAIN_SECONDS, LONGEST_AGAIN = 0.5, 5.0  # without an answer: twice as long each time
MOST_OPEN = 8  # questions to one peer
# How often we begin to ask where nothing is proved: seldom, for it may be somebody else's address.
SEEK_AT_ONCE, SEEK_A_SECOND = 4, 1

Address = tuple[Any, ...]


class Consent:
    __slots__ = (
        "address", "answers", "_again", "_due_at", "_open", "_proved_at", "_seeking",
        "_shook_hands",
    )  # fmt: skip

    def __init__(self, now: float) -> None:
        self.address: Address | None = None  # what is sent goes there
        # Whether they answer, once hands were shaken. FFmpeg does before, and never again.
        self.answers = False
        self._shook_hands = False
        self._proved_at: float | None = None
        self._due_at, self._again = now, AGAIN_SECONDS
        self._open: dict[bytes, tuple[Address, bytes, bool]] = {}
        self._seeking = Budget(SEEK_AT_ONCE, SEEK_A_SECOND, now)

    def settle(self, address: Address) -> None:
        """What is sent goes there from now on; nothing is proved yet."""
        if address != self.address:
            self.address, self._proved_at = address, None

    def shake_hands(self, now: float) -> None:
        """They are where our flights went."""
        self._proved_at, self._shook_hands = now, True

    def is_proved(self, now: float) -> bool:
        return self._proved_at is not None and self.may_send(now)

    def may_send(self, now: float) -> bool:
        """Whoever never answers is sent to while they are heard; whoever does has to go on."""
        if not self.answers:
            return True
        return self._proved_at is not None and now - self._proved_at <= FRESH_SECONDS

    def is_due(self, now: float) -> bool:
        """Whether to ask again where we send to. Not where nobody answers any more: there a check
        of theirs has to come first."""
        return self.address is not None and now >= self._due_at and self.may_send(now)

    def may_seek(self, now: float) -> bool:
        """Whether to begin to ask where nothing is proved; each time counts."""
        return self._seeking.spend(1, now)

    def ask(self, address: Address, key: bytes, now: float) -> bytes:
        """The transaction of one question there."""
        if address == self.address:
            self._due_at = now + self._again
            self._again = min(LONGEST_AGAIN, self._again * 2)
        while len(self._open) >= MOST_OPEN:
            del self._open[next(iter(self._open))]
        transaction = secrets.token_bytes(12)
        self._open[transaction] = address, key, self._shook_hands
        return transaction

    def key_of(self, transaction: bytes, address: Address) -> bytes | None:
        """What the answer from this address has to be signed with; None if we did not ask there."""
        asked = self._open.get(transaction)
        return asked[1] if asked is not None and asked[0] == address else None

    def answered(self, transaction: bytes, now: float, *, moves: bool = False) -> None:
        """They are where that was asked. It may be another address than the one in use."""
        address, _key, obliges = self._open.pop(transaction)
        self.answers = self.answers or obliges
        if moves:
            self.settle(address)
        if address == self.address:
            self._proved_at = now
            self._due_at, self._again = now + random.uniform(*ASK_SECONDS), AGAIN_SECONDS  # noqa: S311
