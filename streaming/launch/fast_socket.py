"""uvicorn's WebSocket with a fast write path, for frames that many sockets get at the same moment.

The application finds it in the scope as the extension `footlights.straight`. It writes encoded
frames without a task or a coroutine each, it tells at once when a reader is behind, and it can
close a socket that does not read.
"""

import socket
import struct
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from .connections import Connection, Connections

# Small buffers of the kernel and the transport, so that a slow reader is noticed in our own queue.
KERNEL_BYTES, TRANSPORT_BYTES = 48 * 1024, 32 * 1024
# As much of what came is parsed at a time as one receive() answers.
SLICE_BYTES = 4096
# A client that does not read has this long to read the close frame.
LAST_SECONDS = 2.0


class Sender(Protocol):
    """The queue of one socket, in the application. `free`: a frame may be written now."""

    free: bool

    def go_on(self) -> None: ...


class FastSocket(WebSocketsSansIOProtocol):
    sender: Sender | None = None
    _leave: Callable[[], None] | None = None
    _rest = b""  # received, not parsed yet

    def keep_place(self, place: Connection, connections: Connections) -> None:
        """Keep the entry in `connections` that this connection had as an HTTP request."""
        place.drop = self.transport.abort
        self._leave = partial(connections.leave, place)

    async def run_asgi(self) -> None:
        await super().run_asgi()
        # A client that has not read the close frame by then never does.
        self.loop.call_later(self.close_timeout + LAST_SECONDS, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        """Parse in slices, as the application reads: a client that floods is not parsed further
        than it is answered."""
        if self._rest or (self.handshake_complete and len(data) > SLICE_BYTES):
            self._rest += data
            self._feed()
        else:
            super().data_received(data)

    async def receive(self) -> Any:
        message = await super().receive()
        self._feed()
        return message

    def _feed(self) -> None:
        while self._rest and not self.read_paused and not self.close_sent:
            part, self._rest = self._rest[:SLICE_BYTES], self._rest[SLICE_BYTES:]
            super().data_received(part)

    def forget(self) -> None:
        """Drop all that the client sent, and read no more from it."""
        self._rest = b""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.read_paused = False
        self.transport.pause_reading()

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if scope := getattr(self, "scope", None):
            scope["extensions"]["footlights.straight"] = FastWriter(self)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._busy()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.sender is not None and not self.close_sent:
            self.sender.go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        self._busy()
        if self._leave is not None:
            self._leave()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        self._busy()
        super().shutdown()

    def handle_close(self, event: Any) -> None:
        self._busy()
        super().handle_close(event)

    def _busy(self) -> None:
        if self.sender is not None:
            self.sender.free = False


class FastWriter:
    """The extension in the scope. While a sender is free, `write` takes its frames."""

    def __init__(self, protocol: FastSocket) -> None:
        self._protocol = protocol
        self.write = protocol.transport.write

    def begin(self, sender: Sender) -> None:
        """Make the buffers small, so that a slow reader is noticed soon."""
        transport = self._protocol.transport
        if transport.is_closing():  # they left while they were let in
            sender.free = False
            return
        transport.set_write_buffer_limits(high=TRANSPORT_BYTES)
        if (found := transport.get_extra_info("socket")) is not None:
            with socket.socket(fileno=socket.dup(found.fileno())) as own:
                own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
        self._protocol.sender = sender
        sender.free = self.is_writable

    @property
    def is_writable(self) -> bool:
        protocol = self._protocol
        gone = protocol.close_sent or protocol.disconnected or protocol.transport.is_closing()
        return protocol.writable.is_set() and not gone

    @property
    def unsent(self) -> int:
        transport = self._protocol.transport
        return 0 if transport.is_closing() else transport.get_write_buffer_size()

    def cut(self, code: int) -> None:
        """Close the socket although the client may not have read everything."""
        protocol = self._protocol
        if protocol.close_sent or protocol.disconnected or protocol.transport.is_closing():
            return
        protocol._busy()
        protocol.forget()
        protocol.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
        protocol.conn.send_close(code)
        protocol.transport.write(b"".join(protocol.conn.data_to_send()))
        protocol.close_sent = True
        protocol.close_timer = protocol.loop.call_later(LAST_SECONDS, self._drop)

    def _drop(self) -> None:
        """Reset the connection; else the kernel would keep unread bytes for minutes."""
        transport = self._protocol.transport
        found = transport.get_extra_info("socket")
        if found is not None and not transport.is_closing():
            with socket.socket(fileno=socket.dup(found.fileno())) as own:
                own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
