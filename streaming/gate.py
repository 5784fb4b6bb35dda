"""Where connections come in: accepted, counted by their address, and handed to a protocol.

asyncio's own servers do not look at an address before the TLS handshake is over, and stop for a
second when there is no descriptor left. Here a new connection finds a place first.
"""

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from .connections import Connection, Connections

log = logging.getLogger(__name__)

# Accepted in one go; then those who are here already have their turn.
AT_ONCE = 64
# A TLS handshake is two round trips.
HANDSHAKE_SECONDS = 10.0
# With no descriptor left and nobody who could make room, others are asked to wait in the kernel.
PAUSE_SECONDS = 0.5
NO_DESCRIPTOR = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

MakeProtocol = Callable[[Connection], asyncio.Protocol]


class Gate:
    """One listening socket. open(), then close() as uvicorn does with its servers."""

    def __init__(
        self,
        listener: socket.socket,
        connections: Connections,
        make_protocol: MakeProtocol,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._listener, self._connections = listener, connections
        self._make_protocol = make_protocol
        # TLS alone may have a time limit for its handshake.
        self._tls: dict[str, Any] = {}
        if context is not None:
            self._tls = {"ssl": context, "ssl_handshake_timeout": HANDSHAKE_SECONDS}
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pause: asyncio.TimerHandle | None = None

    def open(self) -> None:
        self._pause = None
        self._loop.add_reader(self._listener, self._accept)

    def close(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
        self._loop.remove_reader(self._listener)
        self._listener.close()

    async def wait_closed(self) -> None:
        """It is, as soon as close() has returned."""

    def _accept(self) -> None:
        for _ in range(AT_ONCE):
            try:
                connected, peer = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in NO_DESCRIPTOR:
                    raise
                self._without_descriptor()
                return
            self._let_in(connected, peer[0] if peer else "")

    def _without_descriptor(self) -> None:
        """Somebody who only waits makes room, and the next turn of the loop accepts again."""
        if self._connections.make_room():
            return
        log.warning("No descriptor is left for another connection")
        self._loop.remove_reader(self._listener)
        self._pause = self._loop.call_later(PAUSE_SECONDS, self.open)

    def _let_in(self, connected: socket.socket, peer: str) -> None:
        connection = self._connections.enter(peer, partial(_hang_up, connected))
        if connection is None:
            connected.close()
            return
        connected.setblocking(False)
        task = self._loop.create_task(self._connect(connected, connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, connected: socket.socket, connection: Connection) -> None:
        """As far as TLS; from then on the protocol gives the place back."""
        try:
            await self._loop.connect_accepted_socket(
                lambda: self._make_protocol(connection), connected, **self._tls
            )
        except OSError:  # which a failed handshake is, too
            self._connections.leave(connection)


def _hang_up(connected: socket.socket) -> None:
    """Before there is a protocol. The loop reads the end and closes the descriptor, which is its
    own by now: closed here as well, it could be that of somebody else already."""
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
