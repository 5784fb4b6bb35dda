"""Names and ports of this machine."""

import ipaddress
import socket
from pathlib import Path

import ifaddr

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def network_addresses() -> list[str]:
    """The IPv4 addresses under which other machines on this network find us."""
    found = []
    for adapter in ifaddr.get_adapters():
        for entry in adapter.ips:
            if entry.is_IPv4 and isinstance(entry.ip, str):
                address = ipaddress.ip_address(entry.ip)
                if not address.is_loopback and not address.is_link_local:
                    found.append(entry.ip)
    return found


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen; OSError when somebody else has the port.

    “localhost” is both of its addresses, or a browser would meet whoever has the other one; “::”
    is every address of both families.
    """
    wanted = ["127.0.0.1", "::1"] if host == "localhost" else [host]
    opened: list[socket.socket] = []
    try:
        for name in wanted:
            if name == "::1" and not _speaks_ipv6():
                continue
            opened.append(_listen_at(name, port))
    except OSError:
        for listener in opened:
            listener.close()
        raise
    return opened


def _listen_at(name: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, name != "::")
        listener.bind(address)
        listener.listen(512)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def _speaks_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def holder_of(port: int) -> str:
    """“python (process 4711)” for whoever listens there; empty when this machine does not tell."""
    for table in ("tcp", "tcp6"):
        inode = _inode_of(Path("/proc/net") / table, port)
        if inode and (holder := _process_with(f"socket:[{inode}]")):
            return holder
    return ""


def _inode_of(table: Path, port: int) -> str:
    try:
        lines = table.read_text().splitlines()[1:]
    except OSError:
        return ""
    for line in lines:
        fields = line.split()
        if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
            return fields[9]
    return ""


def _process_with(link: str) -> str:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            held = {str(handle.readlink()) for handle in (process / "fd").iterdir()}
        except OSError:
            continue
        if link in held:
            return f"{(process / 'comm').read_text().strip()} (process {process.name})"
    return ""
