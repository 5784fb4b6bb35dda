"""SendtoFallback: sends by sendto where the platform or a sandbox has no sendmmsg."""

import socket
import struct
from typing import Any

_SOCKADDR4 = struct.Struct("=H2s4s8x")
_SOCKADDR6 = struct.Struct("=H2sI16sI")


class SendtoFallback:
    """Takes the same arguments and answers alike, except that it needs no file number."""

    def __init__(self, sock: socket.socket, ffi: Any) -> None:
        self._sock, self._ffi = sock, ffi

    def __call__(self, _fd: int, messages: Any, count: int, _flags: int) -> int:
        for number in range(count):
            try:
                self._send(messages[number].msg_hdr)
            except OSError as error:
                self._ffi.errno = error.errno or 0
                return number or -1
        return count

    def _send(self, header: Any) -> None:
        address = unpack_address(bytes(self._ffi.buffer(header.msg_name, header.msg_namelen)))
        for number in range(header.msg_iovlen):
            piece = header.msg_iov[number]
            self._sock.sendto(self._ffi.buffer(piece.iov_base, piece.iov_len), address)


def unpack_address(packed: bytes) -> tuple:
    """What pack_address() of outbox.py made."""
    if len(packed) == _SOCKADDR4.size:
        _family, port, host = _SOCKADDR4.unpack(packed)
        return socket.inet_ntoa(host), int.from_bytes(port, "big")
    _family, port, flow, host, scope = _SOCKADDR6.unpack(packed)
    text = socket.inet_ntop(socket.AF_INET6, host)
    return text, int.from_bytes(port, "big"), socket.ntohl(flow), scope
