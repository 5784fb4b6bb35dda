"""EndedSessions: tells peers that their session is over.

A peer whose session ends gets a DTLS close_notify at once. That datagram can be lost, so the
session is remembered for a while: a signed STUN check for it is answered with 403, which revokes
consent to send (RFC 7675 section 5.2), and the close_notify is sent again.
"""

from dataclasses import dataclass
from typing import Any

# Checks are 5 seconds apart, and 30 without an answer end a session by themselves (RFC 7675).
REMEMBERED_SECONDS = 35.0
MOST_REMEMBERED = 4_000  # half a kilobyte each: the whole house of one relay, twice


@dataclass(slots=True)
class Farewell:
    """The last DTLS record of a session, encrypted; empty until it is made, or if it cannot be."""

    record: bytes = b""


@dataclass(slots=True, frozen=True)
class Ended:
    password: bytes
    address: tuple[Any, ...]  # the last address of the peer; nothing is sent elsewhere
    farewell: Farewell


class EndedSessions:
    """Ended sessions by the ICE user name in their checks. The oldest are dropped."""

    def __init__(self) -> None:
        self._by_ufrag: dict[str, tuple[Ended, float]] = {}  # and until when

    def __len__(self) -> int:
        return len(self._by_ufrag)

    def add(self, ufrag: str, ended: Ended, now: float) -> None:
        self._by_ufrag[ufrag] = ended, now + REMEMBERED_SECONDS
        while (oldest := next(iter(self._by_ufrag))) != ufrag and self._makes_room(oldest, now):
            del self._by_ufrag[oldest]

    def get(self, ufrag: str, now: float) -> Ended | None:
        ended, until = self._by_ufrag.get(ufrag, (None, now))
        return ended if now < until else None

    def _makes_room(self, ufrag: str, now: float) -> bool:
        return len(self) > MOST_REMEMBERED or now >= self._by_ufrag[ufrag][1]
