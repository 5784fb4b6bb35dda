"""Ended sessions: what is said to peers whose session is over.

A peer that is let go gets the close_notify of DTLS at once. A datagram can be lost, so the session
is remembered for a while: a signed STUN check for it is answered by 403, which takes back the
consent to send (RFC 7675 section 5.2), and the close_notify goes out again with it.
"""

from dataclasses import dataclass

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
    farewell: Farewell
    until: float


class EndedSessions:
    """By the name in their checks. The oldest make room."""

    def __init__(self) -> None:
        self._by_ufrag: dict[str, Ended] = {}

    def __len__(self) -> int:
        return len(self._by_ufrag)

    def add(self, ufrag: str, password: bytes, farewell: Farewell, now: float) -> None:
        self._by_ufrag[ufrag] = Ended(password, farewell, now + REMEMBERED_SECONDS)
        while (oldest := next(iter(self._by_ufrag))) != ufrag and self._is_over(oldest, now):
            del self._by_ufrag[oldest]

    def get(self, ufrag: str, now: float) -> Ended | None:
        found = self._by_ufrag.get(ufrag)
        return found if found is not None and now < found.until else None

    def _is_over(self, ufrag: str, now: float) -> bool:
        return len(self) > MOST_REMEMBERED or now >= self._by_ufrag[ufrag].until
