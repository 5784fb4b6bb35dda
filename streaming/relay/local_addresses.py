"""Where peers find this relay: what RELAY_ADDRESSES says, else the addresses of this machine."""

import ipaddress

import ifaddr

from .config import Config

MOST = 8


def announced(config: Config, port: int) -> tuple[tuple[str, int], ...]:
    """(address, port) for the candidates of every answer, best first, loopback last."""
    found = config.addresses or [str(one) for one in sorted(of_this_machine(), key=_rank)]
    return tuple((address, port) for address in found[:MOST])


def of_this_machine() -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    found = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            text = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            address = ipaddress.ip_address(text)
            if not (address.is_link_local or address.is_multicast or address.is_unspecified):
                found.append(address)
    return list(dict.fromkeys(found))


def _rank(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> tuple[bool, int]:
    return address.is_loopback, address.version
