"""network_of(): the network by which limits count an address: an IPv4 address, or an IPv6 /64.

Homes and rented machines get a whole IPv6 /64. An IPv4 address that came through an IPv6 socket
counts as the IPv4 address that it is.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

PREFIX = 64  # the smallest that a line is given (RFC 6177)


def network_of(address: str) -> str:
    """The same text for all addresses of one /64; what is no address stays what it is."""
    found = _parsed(address)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, PREFIX), strict=False))
    return address if found is None else str(found)


def plain(address: str) -> str:
    """Without the zone of a link-local address, and ::ffff:192.0.2.1 as 192.0.2.1."""
    found = _parsed(address)
    return address if found is None else str(found)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
