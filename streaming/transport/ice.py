"""ICE: the checks of a controlling peer, as messages in and out (RFC 8445, the part it needs).

The relay is the other side, an ICE-lite peer: it answers checks in streaming/relay/front.py, and
its own checks of an address are in consent.py. Time and random bytes are handed in.
"""

from collections.abc import Callable, Sequence
from ipaddress import ip_address

from streaming.wire import stun
from streaming.wire.errors import Malformed

FIRST_SECONDS, SELDOM_SECONDS = 0.05, 0.5  # from check to check, twice as long each time
LATER_SECONDS = 2.5
LOST_SECONDS = 15.0  # of silence, once one has answered
MOST_OPEN = 512  # half a minute of checks to eight candidates, for answers may take that long
PRIORITY = 1853824767  # peer-reflexive
MOST_CANDIDATES = 8  # of one peer; a relay names two or three
TRANSACTION_BYTES = 12

Address = tuple[str, int]
RandomBytes = Callable[[int], bytes]


def credentials(random_bytes: RandomBytes) -> tuple[str, str]:
    """A ufrag and a password of 64 and 128 random bits; RFC 8445 section 5.3 wants 24 and 128."""
    return random_bytes(8).hex(), random_bytes(16).hex()


class Checks:
    """Asks all candidates until one answers, nominates it, and asks it every 2.5 seconds."""

    def __init__(self, random_bytes: RandomBytes) -> None:
        self._random_bytes = random_bytes
        self.ufrag, self.password = credentials(random_bytes)
        self.remote_ufrag, self.remote_password = "", b""
        self.candidates: list[Address] = []
        self.selected: Address | None = None
        self.round_trip = 0.1
        self.answered_at = 0.0
        self.revoked = False  # the other side has said that the session is over
        self._due_at, self._wait = 0.0, FIRST_SECONDS
        self._open: dict[bytes, tuple[Address, float]] = {}
        self._tie = int.from_bytes(random_bytes(8), "big")

    def start(self, ufrag: str, password: str, candidates: list[Address], now: float) -> None:
        self.remote_ufrag, self.remote_password = ufrag, password.encode()
        self.candidates = candidates[:MOST_CANDIDATES]
        self.answered_at = self._due_at = now

    def due(self, now: float) -> list[tuple[bytes, Address]]:
        """The checks to send now."""
        if now < self._due_at:
            return []
        self._due_at = now + (LATER_SECONDS if self.selected else self._wait)
        self._wait = min(2 * self._wait, SELDOM_SECONDS)
        targets = [self.selected] if self.selected else self.candidates
        return [(self._check(target, now), target) for target in targets]

    def is_lost(self, now: float) -> bool:
        return self.selected is not None and now - self.answered_at > LOST_SECONDS

    def _check(self, target: Address, now: float) -> bytes:
        transaction = self._random_bytes(TRANSACTION_BYTES)
        while len(self._open) >= MOST_OPEN:
            del self._open[next(iter(self._open))]
        self._open[transaction] = (target, now)
        return stun.binding_request(
            transaction,
            f"{self.remote_ufrag}:{self.ufrag}",
            self.remote_password,
            priority=PRIORITY,
            controlling=self._tie,
            nominate=self.selected is not None,
        )

    def receive(self, datagram: bytes, source: Address, now: float) -> bytes | None:
        """The answer to send, if it was a question."""
        try:
            message = stun.parse(datagram)
        except Malformed:
            return None
        if message.kind == stun.Kind.SUCCESS:
            self._note(message, datagram, now)
        elif message.kind == stun.Kind.FAILURE:
            self._refused(message, datagram)
        elif message.kind == stun.Kind.REQUEST:
            return self._answer(message, datagram, source)
        return None

    def _note(self, message: stun.Stun, datagram: bytes, now: float) -> None:
        asked = self._open.get(message.transaction)
        if asked is None or not stun.is_signed(datagram, self.remote_password):
            return
        del self._open[message.transaction]
        target, at = asked
        self.round_trip, self.answered_at = now - at, now
        if self.selected is None:
            self.selected = target
            self._due_at = now  # to nominate it

    def _refused(self, message: stun.Stun, datagram: bytes) -> None:
        """RFC 7675 section 5.2: a signed 403 to a question of ours takes the consent back."""
        signed = stun.is_signed(datagram, self.remote_password)
        if signed and message.transaction in self._open and message.error_code == 403:
            self.revoked = True

    def _answer(self, message: stun.Stun, datagram: bytes, source: Address) -> bytes | None:
        if not stun.is_signed(datagram, self.password.encode()):
            return None
        return stun.binding_success(message.transaction, source, self.password.encode())


def read_candidates(lines: Sequence[str]) -> list[Address]:
    """The UDP addresses among them. Names are not looked up."""
    found = []
    for line in lines:
        words = line.removeprefix("candidate:").split()
        if len(words) < 8 or words[1] != "1" or words[2].lower() != "udp":
            continue
        try:
            found.append((str(ip_address(words[4])), int(words[5])))
        except ValueError:
            continue
    return found
