"""`python -m streaming.relay`: one relay, configured by one JSON object on its standard input.

Prints one JSON line once it is ready: its addresses; then an empty line a second, if it is told to.
Ends on TERM or when whoever started it does (its standard input closes).
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

import uvicorn

from .config import Config
from .relay import Relay
from .server import Server

# Another thread waits this long for the interpreter: greeting must not hold up the packets.
SWITCH_SECONDS = 0.0005
PULSE_SECONDS = 1.0


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="[relay] %(message)s")
    try:
        config = Config.read(sys.stdin.readline())
    except (ValueError, TypeError) as problem:
        sys.stderr.write(f"The configuration of a relay is one line of JSON: {problem}\n")
        return 2
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        asyncio.run(serve(config))
    except OSError as problem:
        sys.stderr.write(f"The relay could not start: {problem}\n")
        return 1
    return 0


class Control(uvicorn.Server):
    """Leaves signals alone: uvicorn would raise them again at its end, and the process would die
    of that before anybody was told goodbye."""

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]
        return contextlib.nullcontext()


def end(relay: Relay, server: uvicorn.Server) -> None:
    """First of all peers are told; commands that are under way come to their end after that."""
    relay.say_goodbye()
    server.should_exit = True


async def serve(config: Config) -> None:
    loop = asyncio.get_running_loop()
    relay = Relay(config, secrets.token_hex(8), loop)
    listener = socket.create_server(config.control_address)
    settings = uvicorn.Config(
        Server(relay, config.secret),
        http="h11",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = Control(settings)
    relay.front.listen(loop)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end, relay, server)
    tasks = [loop.create_task(relay.run()), loop.create_task(relay.courier.run())]
    gc.freeze()
    say_ready(relay, listener)
    if config.pulse:
        tasks.append(loop.create_task(pulse()))
    watch_parent(relay, server)
    try:
        await server.serve(sockets=[listener])
    finally:
        for task in tasks:
            task.cancel()
        relay.close()


def say_ready(relay: Relay, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    ready = {
        "control": f"{host}:{port}",
        "udp_port": relay.front.sock.getsockname()[1],
        "addresses": relay.addresses,
        "boot": relay.boot,
    }
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()


async def pulse() -> None:
    """Says that the loop of packets turns. A supervisor that does not read loses some of it."""
    os.set_blocking(1, False)
    while True:
        with contextlib.suppress(OSError):
            os.write(1, b"\n")
        await asyncio.sleep(PULSE_SECONDS)


def watch_parent(relay: Relay, server: uvicorn.Server) -> None:
    """End with whoever started us; a terminal or /dev/null says nothing about that."""
    loop = asyncio.get_running_loop()

    def readable() -> None:
        with contextlib.suppress(OSError):
            if os.read(0, 4096) == b"":
                loop.remove_reader(0)
                end(relay, server)

    with contextlib.suppress(OSError, ValueError):
        if not os.isatty(0):
            loop.add_reader(0, readable)


if __name__ == "__main__":
    sys.exit(main())
