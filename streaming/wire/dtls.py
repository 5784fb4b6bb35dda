"""DTLS records of a datagram, and handshake messages in the plain ones (RFC 6347, RFC 9147).

Nothing is decrypted here. The relay tells by it what a peer may send at this moment.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from .errors import Malformed

CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE = 20, 21, 22
CLIENT_HELLO, SERVER_HELLO = 1, 2
VERSIONS = (0xFEFF, 0xFEFD)
RANDOM = slice(2, 34)  # of either hello, behind its version
MOST_RECORDS = 16  # in one datagram; a flight of a handshake has fewer than ten
_record = struct.Struct("!BHHHIH")
_message = struct.Struct("!B3sH3s3s")


@dataclass(slots=True)
class Record:
    """`epoch` is 0 for what anybody could have written; `data` is the whole record."""

    type: int
    epoch: int
    number: int
    body: bytes
    data: bytes


@dataclass(slots=True)
class Fragment:
    """Of a handshake message: the whole of it, if it is short."""

    kind: int
    size: int
    offset: int
    body: bytes


def is_unified(first: int) -> bool:
    """Whether this begins a record of DTLS 1.3, all of which are encrypted."""
    return first & 0xE0 == 0x20


def records(datagram: bytes) -> Iterator[Record]:
    """All of them; Malformed at the first that is none."""
    at, end, count = 0, len(datagram), 0
    while at < end:
        if is_unified(datagram[at]):  # its length may be left out: it is the rest
            yield Record(0, 1, 0, b"", datagram[at:])
            return
        if at + 13 > end:
            raise Malformed("The datagram ends within the head of a DTLS record.")
        kind, version, epoch, high, low, size = _record.unpack_from(datagram, at)
        after = at + 13 + size
        if version not in VERSIONS or not CHANGE_CIPHER_SPEC <= kind <= 63:
            raise Malformed("This is no record of DTLS.")
        if after > end:
            raise Malformed("A DTLS record reaches beyond the datagram.")
        count += 1
        if count > MOST_RECORDS:
            raise Malformed(f"There are more than {MOST_RECORDS} DTLS records in one datagram.")
        number = high << 32 | low
        yield Record(kind, epoch, number, datagram[at + 13 : after], datagram[at:after])
        at = after


def fragments(body: bytes) -> Iterator[Fragment]:
    """The handshake messages in a plain record."""
    at = 0
    while at < len(body):
        if at + 12 > len(body):
            raise Malformed("A DTLS record ends within the head of a message.")
        kind, size, _number, offset, length = _message.unpack_from(body, at)
        whole, start, many = (int.from_bytes(one, "big") for one in (size, offset, length))
        after = at + 12 + many
        if after > len(body) or start + many > whole:
            raise Malformed("A DTLS message is longer than it says.")
        yield Fragment(kind, whole, start, body[at + 12 : after])
        at = after
