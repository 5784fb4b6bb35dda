"""Strangers at the web port of a house on loopback: they connect, and ask nothing, or slowly."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from streaming.launch.file_descriptors import raise_limit

ADDRESSES = 40  # 127.0.1.1 and on: the whole of 127/8 is this machine
DRIP_SECONDS = 1.0
# Before one that was dropped comes again.
PAUSE_SECONDS = 1.0
HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


class Strangers:
    """So many idle and so many slow connections, each made anew when it is dropped."""

    def __init__(self, port: int, idle: int, slow: int) -> None:
        self.port, self.wanted = port, (idle, slow)
        self.made = self.open = 0
        self._tasks: list[asyncio.Task[None]] = []

    async def come(self) -> None:
        raise_limit()
        idle, slow = self.wanted
        kinds = [False] * idle + [True] * slow
        self._tasks = [
            asyncio.create_task(self._sit(number, drips)) for number, drips in enumerate(kinds)
        ]
        while self.made < len(kinds):
            await asyncio.sleep(0.05)

    async def go(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _sit(self, number: int, drips: bool) -> None:
        await asyncio.sleep(number / 2000)  # two thousand a second
        source = (f"127.0.1.{number % ADDRESSES + 1}", 0)
        while True:
            self.made += 1
            try:
                reader, writer = await asyncio.open_connection(
                    "127.0.0.1", self.port, local_addr=source
                )
            except OSError:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            self.open += 1
            try:
                await self._stay(reader, writer, drips)
            finally:
                self.open -= 1
                writer.close()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _stay(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, drips: bool
    ) -> None:
        """Until it is dropped."""
        if drips:
            writer.write(HALF)
        try:
            while True:
                try:
                    if not await asyncio.wait_for(reader.read(4096), DRIP_SECONDS):
                        return
                except TimeoutError:
                    if drips:
                        writer.write(b"x")
        except OSError:
            return


@asynccontextmanager
async def strangers(port: int, idle: int, slow: int) -> AsyncIterator[Strangers]:
    crowd = Strangers(port, idle, slow)
    await crowd.come()
    try:
        yield crowd
    finally:
        await crowd.go()


def fetch(port: int, path: str, timeout: float = 30.0) -> tuple[int, float]:
    """The status of a page asked over a connection of its own, and after how many seconds."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as one:
        ask = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        one.sendall(ask.encode())
        said = b""
        while some := one.recv(65536):
            said += some
    return int(said.split(b" ", 2)[1]), time.monotonic() - began
