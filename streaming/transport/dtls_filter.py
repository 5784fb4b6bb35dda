"""DtlsFilter: which DTLS records reach OpenSSL during a handshake.

DTLS is plain text until the keys are agreed. An attacker who forges the address of a peer could end
the handshake with one alert, one ClientHello of their own or one record that makes no sense. So the
filter passes only messages that this side may receive now, and only the first hello. Encrypted
records always pass: OpenSSL drops those that it cannot decrypt.
"""

from streaming.wire import dtls
from streaming.wire.dtls import CHANGE_CIPHER_SPEC, CLIENT_HELLO, HANDSHAKE, SERVER_HELLO
from streaming.wire.errors import Malformed

# Handshake types by number (RFC 5246, 6347): certificate 11, certificate verify 15, client keys 16;
# of a server also hello verify 3, ticket 4, server keys 12, certificate request 13, done 14.
OF_CLIENTS = frozenset({CLIENT_HELLO, 11, 15, 16})
OF_SERVERS = frozenset({SERVER_HELLO, 3, 4, 11, 12, 13, 14})
CLIENT_KEYS, SERVER_DONE = 16, 14  # a ChangeCipherSpec is valid only after these
LONGEST_MESSAGE = 20_000  # a certificate of some kilobytes is a large one
# How far a record number may jump. OpenSSL refuses numbers 64 below the highest, so one forged high
# number would shut out all real records.
FARTHEST = 24


class DtlsFilter:
    """For one handshake; `active` means that we are the DTLS client."""

    __slots__ = ("_hello", "_highest", "_keyed", "_kinds", "_last", "_random", "active")

    def __init__(self, *, active: bool) -> None:
        self.active = active
        self._kinds, self._hello = (
            (OF_SERVERS, SERVER_HELLO) if active else (OF_CLIENTS, CLIENT_HELLO)
        )
        self._last = SERVER_DONE if active else CLIENT_KEYS
        self._random: bytes | None = None  # of the hello that we follow
        self._keyed = False
        self._highest = 0

    def filtered(self, datagram: bytes) -> bytes:
        """The records of a datagram that may pass; empty if none may."""
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
        """Whether this is the first hello or a copy of it: in pieces, or repeated with a cookie."""
        if hello.offset:
            return self._random is not None
        random = hello.body[dtls.RANDOM]
        if len(random) < 32:
            return False
        if self._random is None:
            self._random = random
        return self._random == random
