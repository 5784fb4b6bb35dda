"""The crowd of the chat benchmark: a process of its own that opens sockets, writes at a steady rate
and looks at everything that arrives. The same for our chat and for socket.io.

Reads JSON lines: {"open": …} {"talk": …} {"close": …}; answers each with one.
"""

import asyncio
import json
import os
import random
import re
import socket
import sys
import time
from array import array

import uvloop

from .wire import Wire, open_wire

SENT_AT = re.compile(rb'"text":"(\d{20}) ')
FLOODED_AT = re.compile(rb'"text":"flood (\d{20}) ')
SPAN = re.compile(rb'"after":(\d+),"upto":(\d+),"entries":')
LENGTH, ESTABLISHED = 80, 1


class Member:
    """One socket and what it was told."""

    def __init__(self, crowd: "Crowd") -> None:
        self.crowd = crowd
        self.wire: Wire | None = None
        self.upto = -1
        self.writes = self.watches = True
        self.over = False

    async def open(self, host: str, path: str, cookie: str) -> bool:
        self.writes = bool(cookie) or path.startswith("/socket.io/")
        self.wire = await open_wire(host, path, cookie, self.heard, self.ended)
        return self.wire is not None

    def ended(self, code: int) -> None:
        self.over = True
        self.crowd.ends[code] = self.crowd.ends.get(code, 0) + 1

    def heard(self, wire: Wire, payload: bytes) -> None:
        crowd = self.crowd
        span, times, flooded, kind = crowd.look(payload)
        if span is not None:
            after, upto = span
            if self.upto >= 0 and after > self.upto:
                crowd.lost += after - self.upto
            elif self.upto > after and self.upto >= 0:
                crowd.doubled += self.upto - after
            self.upto = upto
        if flooded and self.watches:
            now = time.monotonic_ns()
            crowd.late_floods.extend([(now - at) / 1e6 for at in flooded])
        if times:
            now = time.monotonic_ns()
            crowd.delivered += len(times)
            if self.watches:
                crowd.late.extend([(now - at) / 1e6 for at in times])
        elif kind == b"written":
            crowd.written += 1
        elif kind == b"error":
            crowd.refused += 1
        elif kind == b"hello":
            wire.say("40")  # socket.io: the default namespace
        elif kind == b"ping":
            wire.say("3")


class Rude:
    """A socket that does not read; 0 while it is open."""

    def __init__(self) -> None:
        self.wire: Wire | None = None
        self.code = 0
        self.opened_at = time.monotonic()
        self.closed_s = 0.0  # how long it took

    def look(self) -> None:
        """Who does not read is not told of the end; the kernel knows."""
        with socket.socket(
            fileno=os.dup(self.wire.transport.get_extra_info("socket").fileno())
        ) as own:
            state = own.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]
        if state != ESTABLISHED:
            self.closed_s = time.monotonic() - self.opened_at

    def heard(self, wire: Wire, payload: bytes) -> None:
        """It is not looked at."""

    def ended(self, code: int) -> None:
        self.code = code


async def _flood(host: str, path: str, cookie: str, until: float, ends: dict[int, int]) -> None:
    while time.monotonic() < until:
        rude = Rude()
        wire = await open_wire(host, path, cookie, rude.heard, rude.ended)
        if wire is None:
            await asyncio.sleep(0.5)
            continue
        number = 0
        while not wire.transport.is_closing() and time.monotonic() < until:
            for _ in range(20):
                number += 1
                wire.say(_said("ours", number, "flood "))
            await asyncio.sleep(0.05)
        wire.transport.abort()
        ends[rude.code] = ends.get(rude.code, 0) + 1
        await asyncio.sleep(random.uniform(4, 8))


class Crowd:
    def __init__(self) -> None:
        self.members: list[Member] = []
        self.known: dict[bytes, tuple] = {}
        self.ends: dict[int, int] = {}
        self.rude: list[Rude] = []
        self.flooded: dict[int, int] = {}
        self.reset()

    def reset(self) -> None:
        self.delivered = self.written = self.refused = self.lost = self.doubled = 0
        self.late, self.late_floods = array("d"), array("d")

    def look(self, payload: bytes) -> tuple:
        """What stands in a frame; most are the same for everybody, and looked at once."""
        found = self.known.get(payload)
        if found is None:
            if len(self.known) > 500:
                self.known.clear()
            found = self.known[payload] = _read(payload)
        return found

    async def open(self, host, paths, cookies, count) -> dict:
        members = [Member(self) for _ in range(count)]
        started = time.monotonic()
        opened = 0
        for first in range(0, count, 50):
            some = members[first : first + 50]
            opened += sum(
                await asyncio.gather(
                    *(
                        one.open(host, paths, cookies[(first + i) % len(cookies)])
                        for i, one in enumerate(some)
                    )
                )
            )
        self.members += members
        await asyncio.sleep(1)
        return {"opened": opened, "seconds": round(time.monotonic() - started, 2)}

    async def talk(self, kind: str, rate: float, seconds: float, watch: int = 1) -> dict:
        """One in `watch` notes how late things are; all note whether they are there."""
        self.reset()
        for place, member in enumerate(self.members):
            member.watches = place % watch == 0
        loop = asyncio.get_running_loop()
        writers = [member for member in self.members if member.writes]
        began, sent = loop.time(), 0
        while (at := began + sent / rate) < began + seconds:
            if (wait := at - loop.time()) > 0:
                await asyncio.sleep(wait)
            member = writers[sent % len(writers)]
            member.wire.say(_said(kind, sent))
            sent += 1
        took = loop.time() - began
        await asyncio.sleep(1.0)
        late, floods = sorted(self.late), sorted(self.late_floods)
        return {
            "sent": sent,
            "seconds": round(took, 3),
            "written": self.written,
            "refused": self.refused,
            "delivered": self.delivered,
            "lost": self.lost,
            "doubled": self.doubled,
            "p50_ms": _part(late, 0.5),
            "p99_ms": _part(late, 0.99),
            "most_ms": _part(late, 1),
            "floods_p99_ms": _part(floods, 0.99),
            "ends": self.ends,
        }

    async def stall(self, host: str, path: str, count: int) -> dict:
        """Sockets that are opened and never read."""
        for _ in range(count):
            member = Rude()
            wire = await open_wire(host, path, "", member.heard, member.ended, receive_bytes=4096)
            if wire is not None:
                wire.transport.pause_reading()
                member.wire = wire
                self.rude.append(member)
        self.watching = asyncio.create_task(self._watch())
        return {"stalled": len(self.rude)}

    async def _watch(self) -> None:
        while still := [one for one in self.rude if not one.closed_s]:
            for one in still:
                one.look()
            await asyncio.sleep(0.1)

    async def flood(self, host: str, path: str, cookies: list[str], seconds: float) -> dict:
        """Sockets that write as fast as they can, and come back whenever they are closed."""
        until = time.monotonic() + seconds
        self.floods = [
            asyncio.create_task(_flood(host, path, cookie, until, self.flooded))
            for cookie in cookies
        ]
        return {"flooding": len(self.floods)}

    async def ended(self) -> dict:
        """How many of the stalled are still open, how long the last was, and how floods ended."""
        self.watching.cancel()
        took = [member.closed_s for member in self.rude]
        for member in self.rude:
            member.wire.transport.resume_reading()
        await asyncio.sleep(1)
        codes: dict[int, int] = {}
        for member in self.rude:
            codes[member.code] = codes.get(member.code, 0) + 1
        seconds = round(max(took), 1) if all(took) else None
        return {"stalled_ends": codes, "flood_ends": self.flooded, "stalled_closed_s": seconds}

    async def close(self) -> dict:
        for member in self.members:
            if member.wire is not None:
                member.wire.transport.abort()
        self.members.clear()
        await asyncio.sleep(0.5)
        return {"closed": True}


def _read(payload: bytes) -> tuple:
    if payload[:1] != b"{":
        if payload[:2] == b"42":
            return None, [int(at) for at in SENT_AT.findall(payload)], [], b"message"
        return None, [], [], {b"0": b"hello", b"2": b"ping"}.get(payload[:1], b"")
    span = SPAN.search(payload)
    between = (int(span[1]), int(span[2])) if span else None
    if b'"type":"chat.entries"' in payload[:40]:
        times, floods = (
            [int(at) for at in sort.findall(payload)] for sort in (SENT_AT, FLOODED_AT)
        )
        return between, times, floods, b"entries"
    kind = payload.split(b'"', 6)[5] if payload.count(b'"', 0, 40) > 5 else b""
    return between, [], [], kind


def _part(late: list[float], share: float) -> float | None:
    """The one that so many are quicker than."""
    return round(late[min(len(late) - 1, int(len(late) * share))], 1) if late else None


def _said(kind: str, number: int, mark: str = "") -> str:
    text = f"{mark}{time.monotonic_ns():020d} {number:08d} ".ljust(LENGTH, "x")
    if kind == "socket.io":
        return "42" + json.dumps(["message", {"text": text}], separators=(",", ":"))
    client = f"{time.monotonic_ns()}-{number}"
    asked = {"v": 1, "type": "write", "id": number, "client": client, "text": text}
    return json.dumps(asked, separators=(",", ":"))


async def main() -> None:
    crowd = Crowd()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        asked = json.loads(line)
        deed, how = next(iter(asked.items()))
        answer = await getattr(crowd, deed)(**how)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
