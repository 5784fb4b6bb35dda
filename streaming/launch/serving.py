"""Starts and stops uvicorn: serve(), and the note that says which process serves."""

import gc
import json
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from django.conf import settings

from .connections import Connection, Connections
from .fast_socket import FastSocket
from .file_descriptors import raise_limit, room_for_connections
from .http_timeouts import HttpWithTimeouts
from .tcp_listener import MakeProtocol, TcpListener

# The longest message of our pages is an SDP offer of 64 KiB, written as JSON.
LONGEST_SOCKET_MESSAGE = 128 * 1024
# Between two pings on a WebSocket; proxies drop a silent one after a minute.
PING_SECONDS = 30.0
# Arguments of gc.set_threshold(). With Python's own numbers a crowded chat spends a fifth of its
# time in the garbage collector.
GARBAGE_THRESHOLDS = (10_000, 20, 50)


class Server(uvicorn.Server):
    """uvicorn with TcpListener. It calls `on_started` once it answers, and `on_ending` before it
    closes connections; it ends without a second signal."""

    def __init__(
        self,
        config: uvicorn.Config,
        on_started: Callable[[], None],
        on_ending: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._on_started = on_started
        self._on_ending = on_ending

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_ending()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup([])
        connections = _connections()
        for listener in sockets or []:
            protocol = self._protocol(connections)
            server = TcpListener(listener, connections, protocol, self.config.ssl)
            server.open()
            self.servers.append(server)  # type: ignore[arg-type]  # only close() is called
        _freeze_loaded_objects()
        if not self.should_exit:
            self._on_started()

    def _protocol(self, connections: Connections) -> MakeProtocol:
        def make(place: Connection) -> HttpWithTimeouts:
            return HttpWithTimeouts(
                place,
                connections,
                config=self.config,
                server_state=self.server_state,
                app_state=self.lifespan.state,
            )

        return make


def _connections() -> Connections:
    """Without a limit by address behind a proxy, where all connections have the same one."""
    most = room_for_connections(settings.MOST_CONNECTIONS)
    of_address = 0 if settings.PROXY_COUNT else min(settings.ADDRESS_CONNECTIONS, most)
    return Connections(most, of_address)


def _freeze_loaded_objects() -> None:
    """Keep the garbage collector from searching what is loaded by now and stays for good. Each
    search would take a tenth of a second, in which no socket is served."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)


def configuration(certificate: tuple[Path, Path] | None) -> uvicorn.Config:
    """h11 and not httptools, because only h11 bounds the headers that a stranger sends.

    uvicorn's own proxy headers stay off: it would believe the first address that a client names.
    settings.PROXY_COUNT decides instead, where addresses and schemes are needed.
    """
    return uvicorn.Config(
        "streaming.asgi:application",
        http="h11",
        ws=FastSocket,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=32 * 1024,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=1,
        ws_max_size=LONGEST_SOCKET_MESSAGE,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_SECONDS,
        ssl_certfile=certificate and str(certificate[0]),
        ssl_keyfile=certificate and str(certificate[1]),
    )


def serve(
    listeners: list[socket.socket],
    on_started: Callable[[], None],
    certificate: tuple[Path, Path] | None = None,
    on_ending: Callable[[], None] = lambda: None,
) -> None:
    """Answer until Ctrl-C or TERM."""
    raise_limit()
    server = Server(configuration(certificate), on_started, on_ending)
    # uvicorn raises each signal again once it has stopped; by then there is nothing left to do.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    server.run(sockets=listeners)


def note_running() -> None:
    """Let other commands know the address of the site that runs on this data folder."""
    note = {
        "process": os.getpid(),
        "url": settings.FOOTLIGHTS_URL,
        "relay": settings.RELAY_CONTROL,
    }
    _note().write_text(json.dumps(note))


def forget_running() -> None:
    _note().unlink(missing_ok=True)


def running_process() -> int | None:
    """The process that serves this data folder now."""
    return note["process"] if (note := _read_note()) else None


def running_relay() -> str:
    """The control address of the relay beside it; `live` may have taken another port."""
    return note.get("relay", "") if (note := _read_note()) else ""


def site_url() -> str:
    """The address of the site: of the process that runs, else as the settings say."""
    note = _read_note()
    return note["url"] if note and not settings.PUBLIC_URL else settings.FOOTLIGHTS_URL


def _read_note() -> dict | None:
    try:
        note = json.loads(_note().read_text())
        os.kill(note["process"], 0)
    except PermissionError:
        return note  # it lives, and belongs to somebody else
    except (OSError, ValueError, KeyError):
        return None
    return note


def _note() -> Path:
    return settings.DATA_DIR / "running.json"
