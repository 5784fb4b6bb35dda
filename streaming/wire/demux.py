"""Kind: whether a datagram is STUN, DTLS, RTP or RTCP, by its first two bytes (RFC 7983).

Nothing is checked here. The kind only says which parser may read the datagram next.
"""

from enum import IntEnum


class Kind(IntEnum):
    JUNK = 0
    STUN = 1
    DTLS = 2
    RTP = 3
    RTCP = 4


def _by_first(first: int) -> Kind:
    if first <= 3:
        return Kind.STUN
    if 20 <= first <= 63:
        return Kind.DTLS
    if 128 <= first <= 191:
        return Kind.RTP
    return Kind.JUNK


_KINDS = tuple(_by_first(first) for first in range(256))


def kind_of(first: int, second: int) -> Kind:
    """The kind by the first two bytes alone. RTCP is told from RTP by its type (RFC 5761)."""
    kind = _KINDS[first & 0xFF]
    if kind is Kind.RTP and 192 <= second <= 223:
        return Kind.RTCP
    return kind
