"""The life of a process: main() reads its configuration, serves commands and ends in order.

Its standard input gives one line of JSON, the configuration. It prints one line of JSON once it is
ready, then an empty line a second if it is told to. It ends on TERM, on INT, or when its standard
input is closed: its parent is gone.
"""

import asyncio
import contextlib
import gc
import json
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import uvicorn

from .command_server import CommandServer, Verbs
from .config import ProcessConfig
from .counters import Counters
from .courier import Courier

# A supervisor that hears nothing for ten times as long ends the process.
PULSE_SECONDS = 1.0
# Commands that are under way when the process ends.
GRACE_SECONDS = 1
# The site sends its next command over the same connection; a show that goes well needs few.
KEEP_ALIVE_SECONDS = 30
Kind = TypeVar("Kind", bound=ProcessConfig)


@dataclass(frozen=True, slots=True)
class Process:
    """The parts of one process; `ready` is what it says about itself once it serves."""

    verbs: Verbs
    counters: Counters
    courier: Courier
    ready: dict[str, object]
    run: Callable[[], Coroutine[Any, Any, None]]  # its work, until it is cancelled
    say_goodbye: Callable[[], None]  # peers and site are told that it ends
    close: Callable[[], None]


def main(kind: str, config_type: type[Kind], make: Callable[[Kind, str], Process]) -> int:
    """The exit code. `make` is called inside the loop, with the name of this run (its boot)."""
    logging.basicConfig(level=logging.INFO, format=f"[{kind}] %(message)s")
    try:
        config = config_type.read(sys.stdin.readline())
    except (ValueError, TypeError) as problem:
        sys.stderr.write(f"The configuration of a {kind} is one line of JSON: {problem}\n")
        return 2
    try:
        asyncio.run(serve(kind, config, make))
    except OSError as problem:
        sys.stderr.write(f"The {kind} could not start: {problem}\n")
        return 1
    return 0


async def serve(kind: str, config: Kind, make: Callable[[Kind, str], Process]) -> None:
    loop = asyncio.get_running_loop()
    boot = secrets.token_hex(8)
    process = make(config, boot)
    with listen(config.control_address) as listener:
        server = Control(_settings(kind, config, process))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, end, process, server)
        tasks = [loop.create_task(process.run()), loop.create_task(process.courier.run())]
        gc.freeze()
        say_ready({"control": _address(listener), **process.ready, "boot": boot})
        if config.pulse:
            tasks.append(loop.create_task(pulse()))
        watch_parent(lambda: end(process, server))
        try:
            await server.serve(sockets=[listener])
        finally:
            for task in tasks:
                task.cancel()
            process.close()


def listen(address: tuple[str, int]) -> socket.socket:
    """Head and body of an answer are two writes, and on a connection that was kept the second would
    wait 40 ms for an acknowledgement of the first. The sockets that are accepted inherit the option
    from this one; asyncio sets it itself only where a socket names its protocol."""
    listener = socket.create_server(address)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


class Control(uvicorn.Server):
    """Leaves signals alone: uvicorn would raise them again at its end, and the process would die
    of that before anybody was told goodbye."""

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]
        return contextlib.nullcontext()


def _settings(kind: str, config: ProcessConfig, process: Process) -> uvicorn.Config:
    return uvicorn.Config(
        CommandServer(kind, config.secret, process.verbs, process.counters),
        http="h11",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"{host}:{port}"


def end(process: Process, server: uvicorn.Server) -> None:
    """First of all peers are told; commands that are under way come to their end after that."""
    process.say_goodbye()
    server.should_exit = True


def say_ready(ready: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()


async def pulse() -> None:
    """Say that the loop turns. A supervisor that does not read loses some of it."""
    os.set_blocking(1, False)
    while True:
        with contextlib.suppress(OSError):
            os.write(1, b"\n")
        await asyncio.sleep(PULSE_SECONDS)


def watch_parent(gone: Callable[[], None]) -> None:
    """Call `gone` when standard input closes; a terminal or /dev/null says nothing about that."""
    loop = asyncio.get_running_loop()

    def readable() -> None:
        with contextlib.suppress(OSError):
            if os.read(0, 4096) == b"":
                loop.remove_reader(0)
                gone()

    with contextlib.suppress(OSError, ValueError):
        if not os.isatty(0):
            loop.add_reader(0, readable)
