"""Consent: the address to which media of one peer may be sent (RFC 7675).

A signed STUN check proves who sent it, not from where: a source address can be forged. A peer
proves its address by answering a check of ours, or by completing a DTLS handshake there. See
docs/decisions/0008-checks-of-our-own.md.
"""

from typing import Any

from .ice import TRANSACTION_BYTES, RandomBytes

FRESH_SECONDS = 15.0  # without an answer for so long, nothing is sent to an address any more
ASK_SECONDS = (4.0, 6.0)  # from an answer to the next check, as RFC 7675 says
AGAIN_SECONDS, LONGEST_AGAIN = 0.5, 5.0  # between checks without an answer, doubled each time
MOST_OPEN = 8  # checks to one peer that wait for an answer

Address = tuple[Any, ...]


class Consent:
    __slots__ = (
        "address", "answers", "_again", "_due_at", "_open", "_proved_at", "_random_bytes",
        "_shook_hands",
    )  # fmt: skip

    def __init__(self, now: float, random_bytes: RandomBytes) -> None:
        self._random_bytes = random_bytes
        self.address: Address | None = None  # where media is sent
        # Whether the peer answers checks after the handshake. FFmpeg answers only before it.
        self.answers = False
        self._shook_hands = False
        self._proved_at: float | None = None
        self._due_at, self._again = now, AGAIN_SECONDS
        self._open: dict[bytes, tuple[Address, bytes, bool, float]] = {}

    def settle(self, address: Address) -> None:
        """Send to this address from now on; it is not proved yet."""
        if address != self.address:
            self.address, self._proved_at = address, None

    def shake_hands(self, now: float) -> None:
        """The handshake is complete, which proves the address."""
        self._proved_at, self._shook_hands = now, True

    def is_proved(self, now: float) -> bool:
        return self._proved_at is not None and self.may_send(now)

    def may_send(self, now: float) -> bool:
        """A peer that never answers checks gets media while it is heard; others must answer."""
        if not self.answers:
            return True
        return self._proved_at is not None and now - self._proved_at <= FRESH_SECONDS

    def is_due(self, now: float) -> bool:
        """Whether the next check to the current address is due. Not when answers have stopped: then
        a check of the peer has to come first."""
        return self.address is not None and now >= self._due_at and self.may_send(now)

    def ask(self, address: Address, key: bytes, now: float) -> bytes:
        """Begin a check to the address; its STUN transaction."""
        if address == self.address:
            self._due_at = now + self._again
            self._again = min(LONGEST_AGAIN, self._again * 2)
        while len(self._open) >= MOST_OPEN:
            del self._open[next(iter(self._open))]
        transaction = self._random_bytes(TRANSACTION_BYTES)
        self._open[transaction] = address, key, self._shook_hands, now
        return transaction

    def key_of(self, transaction: bytes, address: Address) -> bytes | None:
        """The key that an answer from this address must be signed with; None if none was asked."""
        asked = self._open.get(transaction)
        return asked[1] if asked is not None and asked[0] == address else None

    def answered(self, transaction: bytes, now: float, *, moves: bool = False) -> float:
        """The checked address is proved. With `moves` media goes there from now on. Returns when
        the check was sent."""
        address, _key, obliges, asked_at = self._open.pop(transaction)
        self.answers = self.answers or obliges
        if moves:
            self.settle(address)
        if address == self.address:
            self._proved_at = now
            self._due_at, self._again = now + self._pause(), AGAIN_SECONDS
        return asked_at

    def _pause(self) -> float:
        least, most = ASK_SECONDS
        return least + (most - least) * self._random_bytes(1)[0] / 255
