"""A bad line between a browser and a relay: loses, delays and narrows what passes, both ways.

    python -m tests.bench.bad_line '{"to": ["127.0.0.1", 8189], "loss": 0.15, "delay": 0.075}'

A process of its own, so that nobody else's work delays it. Prints its port as JSON; each line on
stdin is answered with what passed and what was lost; it ends with its stdin.
"""

import asyncio
import json
import socket
import sys
from dataclasses import dataclass, field

from streaming.extras.line import Line, Weather

BATCH, LARGEST, BUFFER = 64, 2048, 1 << 21


@dataclass
class Way:
    """One direction: its luck, and its queue where it is narrow."""

    line: Line
    bits: float  # a second; 0 is as wide as can be
    queue_seconds: float
    free_at: float = 0.0
    overflows: int = 0

    def delay(self, size: int, now: float) -> float | None:
        """When the datagram arrives, from now; None if never."""
        waits = 0.0
        if self.bits:
            waits = max(0.0, self.free_at - now)
            if waits > self.queue_seconds:
                self.overflows += 1
                return None
            waits += size * 8 / self.bits
            self.free_at = now + waits
        late = self.line.fate()
        return None if late is None else waits + late


@dataclass
class BadLine:
    to: tuple[str, int]
    out: Way
    back: Way
    upstream: dict[tuple, socket.socket] = field(default_factory=dict)

    def open(self) -> int:
        self.loop = asyncio.get_running_loop()
        self.front = opened()
        self.front.bind(("0.0.0.0", 0))  # noqa: S104
        self.loop.add_reader(self.front, self._from_browser)
        return self.front.getsockname()[1]

    def _from_browser(self) -> None:
        for datagram, address in drained(self.front):
            relay = self.upstream.get(address) or self._join(address)
            self._carry(self.out, datagram, relay.send, datagram)

    def _join(self, address: tuple) -> socket.socket:
        relay = self.upstream[address] = opened()
        relay.connect(self.to)
        self.loop.add_reader(relay, self._from_relay, relay, address)
        return relay

    def _from_relay(self, relay: socket.socket, address: tuple) -> None:
        for datagram, _ in drained(relay):
            self._carry(self.back, datagram, self.front.sendto, datagram, address)

    def _carry(self, way: Way, datagram: bytes, send, *what) -> None:
        late = way.delay(len(datagram), self.loop.time())
        if late is not None:
            self.loop.call_later(late, quietly, send, *what)

    def counts(self) -> dict:
        return {
            name: {"passed": way.line.passed, "lost": way.line.lost, "overflows": way.overflows}
            for name, way in (("out", self.out), ("back", self.back))
        }


def opened() -> socket.socket:
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.setblocking(False)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    return one


def drained(one: socket.socket):
    for _ in range(BATCH):
        try:
            yield one.recvfrom(LARGEST)
        except OSError:
            return


def quietly(send, *what) -> None:
    try:
        send(*what)
    except OSError:
        return


async def main(said: dict) -> None:
    weather = Weather(said.get("loss", 0), said.get("delay", 0), said.get("jitter", 0))
    bits, queue = said.get("bits", 0), said.get("queue", 0.2)
    line = BadLine(
        tuple(said["to"]), Way(Line(weather, 1), bits, queue), Way(Line(weather, 2), bits, queue)
    )
    tell({"port": line.open()})
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin
    )
    while await lines.readline():
        tell(line.counts())


def tell(thing: dict) -> None:
    sys.stdout.write(json.dumps(thing) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
