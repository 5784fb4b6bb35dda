"""STUN messages of ICE (RFC 8489, RFC 8445), read strictly, signed and checked."""

import hmac
import struct
from dataclasses import dataclass, field
from enum import IntEnum
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from zlib import crc32

from .errors import Malformed

COOKIE = 0x2112A442
BINDING = 1
HEADER_SIZE = 20
MOST_ATTRIBUTES = 32
LONGEST_USERNAME = 513

MAPPED_ADDRESS = 0x0001
USERNAME = 0x0006
MESSAGE_INTEGRITY = 0x0008
ERROR_CODE = 0x0009
XOR_MAPPED_ADDRESS = 0x0020
PRIORITY = 0x0024
USE_CANDIDATE = 0x0025
FINGERPRINT = 0x8028
ICE_CONTROLLED = 0x8029
ICE_CONTROLLING = 0x802A

_FIXED_SIZES = {
    MESSAGE_INTEGRITY: 20,
    PRIORITY: 4,
    USE_CANDIDATE: 0,
    FINGERPRINT: 4,
    ICE_CONTROLLED: 8,
    ICE_CONTROLLING: 8,
}
_FINGERPRINT_MASK = 0x5354554E
_COOKIE_BYTES = COOKIE.to_bytes(4, "big")
_header = struct.Struct("!HHI12s")
_attribute = struct.Struct("!HH")


class Kind(IntEnum):
    REQUEST = 0
    INDICATION = 1
    SUCCESS = 2
    FAILURE = 3


@dataclass(slots=True)
class Stun:
    """A message whose lengths and fingerprint are right. Whether it is signed, ask `is_signed`."""

    kind: Kind
    method: int
    transaction: bytes
    attributes: dict[int, bytes] = field(default_factory=dict)

    @property
    def username(self) -> str | None:
        value = self.attributes.get(USERNAME)
        return None if value is None else value.decode()

    @property
    def priority(self) -> int | None:
        return self._number(PRIORITY)

    @property
    def use_candidate(self) -> bool:
        return USE_CANDIDATE in self.attributes

    @property
    def ice_controlling(self) -> int | None:
        return self._number(ICE_CONTROLLING)

    @property
    def ice_controlled(self) -> int | None:
        return self._number(ICE_CONTROLLED)

    @property
    def error_code(self) -> int | None:
        value = self.attributes.get(ERROR_CODE)
        return None if value is None else value[2] * 100 + value[3]

    @property
    def mapped_address(self) -> tuple[str, int] | None:
        if (value := self.attributes.get(XOR_MAPPED_ADDRESS)) is not None:
            return _read_address(value, _COOKIE_BYTES + self.transaction)
        if (value := self.attributes.get(MAPPED_ADDRESS)) is not None:
            return _read_address(value, bytes(16))
        return None

    def _number(self, attribute: int) -> int | None:
        value = self.attributes.get(attribute)
        return None if value is None else int.from_bytes(value, "big")


def parse(data: bytes) -> Stun:
    if len(data) < HEADER_SIZE:
        raise Malformed("This is shorter than a STUN header.")
    first, length, cookie, transaction = _header.unpack_from(data)
    if first & 0xC000 or cookie != COOKIE:
        raise Malformed("This is not STUN.")
    if length % 4 or length != len(data) - HEADER_SIZE:
        raise Malformed("The STUN length is wrong.")
    kind = Kind((first >> 7) & 2 | (first >> 4) & 1)
    method = (first >> 2) & 0xF80 | (first >> 1) & 0x70 | first & 0xF
    return Stun(kind, method, transaction, _read_attributes(data))


def _read_attributes(data: bytes) -> dict[int, bytes]:
    """The first of each attribute; after the signature only the fingerprint counts."""
    attributes: dict[int, bytes] = {}
    at, end, count, signed = HEADER_SIZE, len(data), 0, False
    while at < end:
        attribute, size = _attribute.unpack_from(data, at)
        value = data[at + 4 : at + 4 + size]
        if len(value) < size or _FIXED_SIZES.get(attribute, size) != size:
            raise Malformed(f"STUN attribute {attribute:#06x} has a wrong length.")
        if attribute == FINGERPRINT:
            _check_fingerprint(data, at, value)
            attributes[attribute] = value
        elif not signed and attribute not in attributes:
            attributes[attribute] = value
            if attribute in _CHECKS:
                _CHECKS[attribute](value)
            signed = attribute == MESSAGE_INTEGRITY
        at += 4 + (size + 3 & ~3)
        count += 1
        if count > MOST_ATTRIBUTES:
            raise Malformed("There are too many STUN attributes.")
    return attributes


def _check_fingerprint(data: bytes, at: int, value: bytes) -> None:
    if at + 8 != len(data):
        raise Malformed("The STUN fingerprint is not the last attribute.")
    if int.from_bytes(value, "big") != crc32(data[:at]) ^ _FINGERPRINT_MASK:
        raise Malformed("The STUN fingerprint is wrong.")


def _check_username(value: bytes) -> None:
    if len(value) > LONGEST_USERNAME:
        raise Malformed("The STUN username is too long.")
    try:
        value.decode()
    except UnicodeDecodeError:
        raise Malformed("The STUN username is not UTF-8.") from None


def _check_address(value: bytes) -> None:
    if len(value) < 4 or (value[1], len(value)) not in ((1, 8), (2, 20)):
        raise Malformed("The STUN address is of no known family.")


def _check_error_code(value: bytes) -> None:
    if len(value) < 4 or not 3 <= value[2] <= 6 or value[3] > 99:
        raise Malformed("The STUN error code is not between 300 and 699.")


_CHECKS = {
    USERNAME: _check_username,
    MAPPED_ADDRESS: _check_address,
    XOR_MAPPED_ADDRESS: _check_address,
    ERROR_CODE: _check_error_code,
}


def _read_address(value: bytes, mask: bytes) -> tuple[str, int]:
    port = int.from_bytes(value[2:4], "big") ^ int.from_bytes(mask[:2], "big")
    raw = bytes(a ^ b for a, b in zip(value[4:], mask, strict=False))
    return str(IPv4Address(raw) if len(raw) == 4 else IPv6Address(raw)), port


def is_signed(data: bytes, key: bytes) -> bool:
    """Whether the message ends in a MESSAGE-INTEGRITY of this key, followed by nothing but a
    fingerprint. Takes the same time for every wrong signature."""
    end = len(data)
    if end >= HEADER_SIZE + 32 and data[end - 8 : end - 4] == b"\x80\x28\x00\x04":
        end -= 8
    at = end - 24
    if at < HEADER_SIZE or data[at : at + 4] != b"\x00\x08\x00\x14":
        return False
    return hmac.compare_digest(_signature(data[:2], data[4:at], key), data[at + 4 : end])


def _signature(first: bytes, rest: bytes, key: bytes) -> bytes:
    """HMAC-SHA1 over the message with the length that it has once the signature is added."""
    length = len(rest) - (HEADER_SIZE - 4) + 24
    return hmac.digest(key, first + length.to_bytes(2, "big") + rest, "sha1")


def _write(kind: Kind, transaction: bytes, pairs: list[tuple[int, bytes]], key: bytes) -> bytes:
    """A signed binding message with its fingerprint."""
    if len(transaction) != 12:
        raise ValueError("A STUN transaction has 12 bytes.")
    first = (BINDING | (kind & 2) << 7 | (kind & 1) << 4).to_bytes(2, "big")
    rest = _COOKIE_BYTES + transaction
    for attribute, value in pairs:
        rest += _attribute.pack(attribute, len(value)) + value + bytes(-len(value) % 4)
    rest += b"\x00\x08\x00\x14" + _signature(first, rest, key)
    whole = first + (len(rest) - 16 + 8).to_bytes(2, "big") + rest
    return whole + b"\x80\x28\x00\x04" + (crc32(whole) ^ _FINGERPRINT_MASK).to_bytes(4, "big")


def binding_success(transaction: bytes, address: tuple[str, int], key: bytes) -> bytes:
    """The answer to a check from this address, as seen by us."""
    value = _write_address(address, _COOKIE_BYTES + transaction)
    return _write(Kind.SUCCESS, transaction, [(XOR_MAPPED_ADDRESS, value)], key)


def binding_request(
    transaction: bytes,
    username: str,
    key: bytes,
    *,
    priority: int,
    controlling: int,
    nominate: bool,
) -> bytes:
    """A check by the controlling side."""
    pairs = [
        (USERNAME, username.encode()),
        (PRIORITY, priority.to_bytes(4, "big")),
        (ICE_CONTROLLING, controlling.to_bytes(8, "big")),
    ]
    if nominate:
        pairs.append((USE_CANDIDATE, b""))
    return _write(Kind.REQUEST, transaction, pairs, key)


def consent_check(transaction: bytes, username: str, key: bytes) -> bytes:
    """A check by the controlled side: whether they still want what we send. Where both believe
    that they are controlled, the other side takes the lead."""
    pairs = [
        (USERNAME, username.encode()),
        (PRIORITY, (1).to_bytes(4, "big")),
        (ICE_CONTROLLED, bytes(8)),
    ]
    return _write(Kind.REQUEST, transaction, pairs, key)


def binding_failure(transaction: bytes, code: int, reason: str, key: bytes) -> bytes:
    value = bytes((0, 0, code // 100, code % 100)) + reason.encode()
    return _write(Kind.FAILURE, transaction, [(ERROR_CODE, value)], key)


def _write_address(address: tuple[str, int], mask: bytes) -> bytes:
    """XOR-MAPPED-ADDRESS; IPv4 mapped into IPv6 is written as the IPv4 that it is."""
    host, port = address[0].partition("%")[0], address[1]
    try:
        if ":" in host:
            long = IPv6Address(host)
            raw = long.ipv4_mapped.packed if long.ipv4_mapped else long.packed
        else:
            raw = IPv4Address(host).packed
    except AddressValueError:
        raise ValueError(f"{host} is not an IP address.") from None
    family = 1 if len(raw) == 4 else 2
    port ^= int.from_bytes(mask[:2], "big")
    return (
        bytes((0, family))
        + port.to_bytes(2, "big")
        + bytes(a ^ b for a, b in zip(raw, mask, strict=False))
    )
