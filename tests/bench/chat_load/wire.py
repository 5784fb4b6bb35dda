"""A WebSocket client that reads frames cheaply: it must not be the slow side of a measurement.

Frames to the server are masked with zeros, which the protocol allows and which costs nothing.
"""

import asyncio
import base64
import os
import socket
from collections.abc import Callable

HEAD = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{more}\r\n"
)
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def framed(payload: bytes, opcode: int = TEXT) -> bytes:
    size = len(payload)
    if size < 126:
        head = bytes((0x80 | opcode, 0x80 | size))
    elif size < 1 << 16:
        head = bytes((0x80 | opcode, 0xFE)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, 0xFF)) + size.to_bytes(8, "big")
    return head + b"\0\0\0\0" + payload


class Wire(asyncio.Protocol):
    """`heard` is called with each text, `over` once with the code of the end."""

    def __init__(
        self, head: str, heard: Callable[["Wire", bytes], None], over: Callable[[int], None]
    ) -> None:
        self._head, self._heard, self._over = head, heard, over
        self._left = b""
        self.is_open = False
        self.code = 1006
        self.opened: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport) -> None:
        self.transport = transport
        transport.write(self._head.encode())

    def data_received(self, data: bytes) -> None:
        data = self._left + data if self._left else data
        if not self.is_open:
            head, found, rest = data.partition(b"\r\n\r\n")
            if not found:
                self._left = data
                return
            self.is_open, data, self._left = True, rest, b""
            if not self.opened.done():
                self.opened.set_result(b" 101 " in head.split(b"\r\n", 1)[0])
        at, end = 0, len(data)
        while end - at >= 2:
            size, start = data[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if start + size > end:
                break
            self._frame(data[at] & 15, data[start : start + size])
            at = start + size
        self._left = data[at:]

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self._heard(self, payload)
        elif opcode == PING:
            self.transport.write(framed(payload, PONG))
        elif opcode == CLOSE:
            self.code = int.from_bytes(payload[:2], "big") if len(payload) > 1 else 1005
            self.transport.close()

    def connection_lost(self, exc) -> None:
        if not self.opened.done():
            self.opened.set_result(False)
        self._over(self.code)

    def say(self, text: str) -> None:
        self.transport.write(framed(text.encode()))


def head_of(host: str, path: str, cookie: str = "") -> str:
    key = base64.b64encode(os.urandom(16)).decode()
    return HEAD.format(
        path=path, host=host, key=key, more=f"Cookie: {cookie}\r\n" if cookie else ""
    )


async def open_wire(
    host: str,
    path: str,
    cookie: str,
    heard: Callable[["Wire", bytes], None],
    over: Callable[[int], None],
    receive_bytes: int = 0,
) -> Wire | None:
    """None where the door did not open."""
    name, _colon, port = host.partition(":")
    line = socket.socket()
    line.setblocking(False)
    if receive_bytes:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    loop = asyncio.get_running_loop()
    try:
        await loop.sock_connect(line, ("127.0.0.1" if name == "localhost" else name, int(port)))
    except OSError:
        line.close()
        return None
    transport, wire = await loop.create_connection(
        lambda: Wire(head_of(host, path, cookie), heard, over), sock=line
    )
    try:
        if await asyncio.wait_for(wire.opened, 30):
            return wire
    except TimeoutError:
        pass
    transport.abort()
    return None
