"""Sieve: what of DTLS comes through to a handshake.

Until the keys are there DTLS is plain, and whoever can forge the address of a peer can write it:
one alert, one hello of somebody else, one record that makes no sense would end the handshake. So
only what this side of a handshake may hear comes through, and of hellos only the first. What is
encrypted always does: OpenSSL drops what it cannot open.
"""

from streaming.wire import dtls
from streaming.wire.dtls import CHANGE_CIPHER_SPEC, CLIENT_HELLO, HANDSHAKE, SERVER_HELLO
from streaming.wire.errors import Malformed

# Certificate, the keys, its verification; of a server also its request, its end, its tickets, and
# that it wants to see the hello again.
OF_CLIENTS = frozenset({CLIENT_HELLO, 11, 15, 16})
OF_SERVERS = frozenset({SERVER_HELLO, 3, 4, 11, 12, 13, 14})
CLIENT_KEYS, SERVER_DONE = 16, 14  # what comes before a change of ciphers
LONGEST_MESSAGE = 20_000  # a certificate of some kilobytes is a large one
# OpenSSL takes no record whose number is 64 below the highest: a forged high one would shut out
# all that follow.
FARTHEST = 24


class Sieve:
    """For one handshake; `active` where we are the client."""

    __slots__ = ("_hello", "_highest", "_keyed", "_kinds", "_last", "_random", "active")

    def __init__(self, *, active: bool) -> None:
        self.active = active
        self._kinds, self._hello = (
            (OF_SERVERS, SERVER_HELLO) if active else (OF_CLIENTS, CLIENT_HELLO)
        )
        self._last = SERVER_DONE if active else CLIENT_KEYS
        self._random: tuple[int, bytes] | None = None  # length and random of the hello we follow
        self._keyed = False
        self._highest = 0

    def sifted(self, datagram: bytes) -> bytes:
        """The records that may come through; empty where none may."""
        try:
            return b"".join(one.data for one in dtls.records(datagram) if self._may(one))
        except Malformed:
            return b""

    def _may(self, record: dtls.Record) -> bool:
        if record.epoch:
            return self._random is not None
        if record.number > self._highest + FARTHEST:
            return False
        if record.type == CHANGE_CIPHER_SPEC:
            may = self._keyed and record.body == b"\x01"
        else:
            may = record.type == HANDSHAKE and self._may_say(record.body)
        if may:
            self._highest = max(self._highest, record.number)
        return may

    def _may_say(self, body: bytes) -> bool:
        found = list(dtls.fragments(body))
        for one in found:
            if one.kind not in self._kinds or one.size > LONGEST_MESSAGE:
                return False
            if one.kind == self._hello and not self._is_theirs(one):
                return False
            if one.kind != self._hello and one.kind != 3 and self._random is None:
                return False
        self._keyed = self._keyed or any(one.kind == self._last for one in found)
        return bool(found)

    def _is_theirs(self, hello: dtls.Fragment) -> bool:
        """The first, or the same again: whole or in pieces, and after a question for a cookie."""
        if hello.offset:
            return self._random is not None
        random = hello.body[dtls.RANDOM]
        if len(random) < 32:
            return False
        if self._random is None:
            self._random = hello.size, random
        return self._random[1] == random
