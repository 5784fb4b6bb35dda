"""Handshake: the DTLS of one peer in either role, datagrams in and out, SRTP keys at its end.

No socket, no clock, no thread: the relay runs it in a thread (streaming/relay/handshakes.py), the
performers and viewers of streaming/extras in their event loop. Before the keys are there, a
DtlsFilter stands in front of it.
"""

from collections.abc import Sequence

from .engine import MTU, Broken, Certificate, Engine
from .srtp import Keys

RECORD_HEAD = 13  # bytes; the last two say how long the rest is


class Handshake:
    """Every method returns the datagrams to send."""

    def __init__(
        self, certificate: Certificate, fingerprints: Sequence[tuple[str, str]], *, active: bool
    ) -> None:
        self._engine = Engine(certificate, active=active)
        self._fingerprints = fingerprints
        self.keys: Keys | None = None
        self.failure = ""  # in words
        self.broken = False  # it failed before the peer was known: another one may succeed
        self.closed = False  # by the peer

    def start(self) -> list[bytes]:
        """The first flight of a client; nothing of a server."""
        return self._go_on()

    def receive(self, datagram: bytes) -> list[bytes]:
        if self.failure or self.closed:
            return []
        self._engine.write(datagram)
        if self.keys is None:
            return self._go_on()
        self.closed = self._engine.is_closed()
        return self._flight()

    def timeout_seconds(self) -> float | None:
        """When to call `again`; None where no answer is waited for."""
        return None if self.failure or self.closed else self._engine.timeout_seconds()

    def again(self) -> list[bytes]:
        """The last flight once more, if its time has come."""
        try:
            self._engine.on_timeout()
        except Broken:
            self.failure = "the DTLS handshake was not answered"
        return self._flight()

    def close(self) -> list[bytes]:
        """The encrypted close_notify, which nothing can follow; nothing before there are keys."""
        self._engine.close()
        return self._flight()

    def _go_on(self) -> list[bytes]:
        try:
            if self._engine.is_done():
                self._finish()
        except Broken as why:
            self.failure, self.broken = f"the DTLS handshake failed: {why}", True
        return self._flight()

    def _finish(self) -> None:
        if not self._engine.knows_peer(self._fingerprints):
            self.failure = "the certificate is not the one that the session description named"
        elif (profile := self._engine.profile()) is None:
            self.failure = "no SRTP profile in common"
        else:
            self.keys = self._engine.keys(profile)

    def _flight(self) -> list[bytes]:
        return datagrams_of(self._engine.read())


def datagrams_of(written: bytes) -> list[bytes]:
    """Whole records, in datagrams of at most one MTU."""
    found = [b""]
    while written:
        size = RECORD_HEAD + int.from_bytes(written[RECORD_HEAD - 2 : RECORD_HEAD], "big")
        if found[-1] and len(found[-1]) + size > MTU:
            found.append(b"")
        found[-1] += written[:size]
        written = written[size:]
    return [one for one in found if one]
