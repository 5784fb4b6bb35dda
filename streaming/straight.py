"""uvicorn's WebSocket, with a straight way out for what many sockets are told in the same moment.

An application finds it in the scope, as the extension `footlights.straight`: frames that are made
already are written without a task or a coroutine each, it learns at once when a reader is behind,
and a socket that does not read can be closed although nothing can be sent to it any more.
"""

import socket
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

# What waits in the kernel and in the transport counts as well as what waits in our own queue.
KERNEL_BYTES, TRANSPORT_BYTES = 48 * 1024, 32 * 1024
# How long somebody who does not read is given to notice that it is over.
LAST_SECONDS = 2.0


class StraightSocket(WebSocketsSansIOProtocol):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on_writable: Callable[[], None] | None = None

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if scope := getattr(self, "scope", None):
            scope["extensions"]["footlights.straight"] = Straight(self)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.on_writable is not None:
            self.on_writable()


class Straight:
    """What the application is given of it."""

    def __init__(self, protocol: StraightSocket) -> None:
        self._protocol = protocol

    def begin(self, on_writable: Callable[[], None]) -> None:
        """Small buffers, so that whoever is behind is noticed soon; called when they are empty."""
        self._protocol.on_writable = on_writable
        transport = self._protocol.transport
        transport.set_write_buffer_limits(high=TRANSPORT_BYTES)
        if (line := transport.get_extra_info("socket")) is not None:
            with socket.socket(fileno=socket.dup(line.fileno())) as own:
                own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)

    def post(self, wire: bytes) -> bool:
        """Whether it is on its way, or nobody is there any more; False where it has to wait."""
        protocol = self._protocol
        if not protocol.writable.is_set():
            return False
        if not protocol.close_sent and not protocol.disconnected:
            protocol.transport.write(wire)
        return True

    def cut(self, code: int) -> None:
        """Over, however much still waits to be read."""
        protocol = self._protocol
        if protocol.close_sent or protocol.disconnected or protocol.transport.is_closing():
            return
        protocol.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
        protocol.conn.send_close(code)
        protocol.transport.write(b"".join(protocol.conn.data_to_send()))
        protocol.close_sent = True
        protocol.close_timer = protocol.loop.call_later(LAST_SECONDS, protocol.transport.abort)
