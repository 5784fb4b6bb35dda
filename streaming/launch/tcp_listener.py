"""TcpListener: accepts connections, counts them by address, and hands each to a protocol.

asyncio's own server counts nothing before the TLS handshake is over, and stops accepting for a
second when no descriptor is left. This one asks Connections for a place as soon as it accepts.
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

# Connections accepted in one turn of the loop; more would delay the sockets that are open.
AT_ONCE = 64
# A TLS handshake takes two round trips; ten seconds are enough for the slowest line.
HANDSHAKE_SECONDS = 10.0
# With no descriptor left and no idle connection to drop, new ones wait in the kernel's queue.
PAUSE_SECONDS = 0.5
NO_DESCRIPTOR = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

MakeProtocol = Callable[[Connection], asyncio.Protocol]


class TcpListener:
    """One listening socket: open(), then close(), which uvicorn calls as on its own servers."""

    def __init__(
        self,
        listener: socket.socket,
        connections: Connections,
        make_protocol: MakeProtocol,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._listener, self._connections = listener, connections
        self._make_protocol = make_protocol
        # asyncio takes a handshake timeout only together with TLS.
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
        """For uvicorn; close() leaves nothing to wait for."""

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
        """Drop an idle connection; the next turn of the loop accepts again."""
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
        """Do the TLS handshake. After it the protocol gives the place back."""
        try:
            await self._loop.connect_accepted_socket(
                lambda: self._make_protocol(connection), connected, **self._tls
            )
        except OSError:  # which a failed handshake is, too
            self._connections.leave(connection)


def _hang_up(connected: socket.socket) -> None:
    """End a connection that has no protocol yet. Only shut down: the loop owns the descriptor and
    closes it. Closed here too, its number could already belong to another connection."""
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)
