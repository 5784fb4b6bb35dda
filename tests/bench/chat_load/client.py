"""A client of a chat that holds on: it comes back after whatever breaks, asks for what it missed,
sends again what it has no answer to, and keeps the list as docs/protocol.md says.
"""

import asyncio
import json
import random
from collections import deque
from functools import lru_cache
from typing import Any

from .wire import Wire, open_wire

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0


@lru_cache(maxsize=200)
def _read(payload: bytes) -> dict[str, Any]:
    """What many are told in the same words is read once."""
    return json.loads(payload)


class Client:
    def __init__(self, host: str, path: str, cookie: str, name: str) -> None:
        self.host, self.path, self.cookie, self.name = host, path, cookie, name
        self.entries: list[tuple[int, str]] = []  # number and text, as shown on a screen
        self.upto = 0
        self.to_send: deque[tuple[str, str]] = deque()
        self.written: dict[str, int] = {}
        self.opened = self.doubled = 0
        self.wire: Wire | None = None
        self.gone = asyncio.Event()
        self.is_resuming = False
        self.ends: dict[int, int] = {}

    async def live(self) -> None:
        pause = FIRST_PAUSE
        while True:
            self.gone.clear()
            self.is_resuming = False
            address = f"{self.path}?after={self.upto}"
            self.wire = await open_wire(self.host, address, self.cookie, self._heard, self._over)
            if self.wire is not None:
                self.opened += 1
                pause = FIRST_PAUSE
                await self.gone.wait()
            self.wire = None
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(LONGEST_PAUSE, pause * 2)

    def send(self, client: str, text: str) -> None:
        self.to_send.append((client, text))
        self._say(client, text)

    def cut(self) -> None:
        if self.wire is not None:
            self.wire.transport.abort()

    def again(self) -> None:
        """What has no answer yet is sent again; it is written once all the same."""
        for client, text in list(self.to_send)[:4]:
            self._say(client, text)

    @property
    def is_done(self) -> bool:
        return not self.to_send

    def _say(self, client: str, text: str) -> None:
        self._ask({"type": "write", "id": client, "client": client, "text": text})

    def _ask(self, asked: dict[str, Any]) -> None:
        if self.wire is not None and not self.wire.transport.is_closing():
            self.wire.say(json.dumps({"v": 1, **asked}))

    def _over(self, code: int) -> None:
        self.ends[code] = self.ends.get(code, 0) + 1
        self.gone.set()

    def _heard(self, wire: Wire, payload: bytes) -> None:
        self.wire = wire  # a welcome may be heard before open_wire() is done
        said = _read(payload)
        kind = said["type"]
        if kind in ("chat.welcome", "chat.entries"):
            self._take(said)
        elif kind == "entries":
            self.is_resuming = False
            self._take(said)
            if said["more"]:
                self._resume()
        elif kind == "error" and said["re"] == "resume":  # too fast
            asyncio.get_running_loop().call_later(1, self._resume_again, wire)
        elif kind == "written":
            self.written[said["re"]] = said["number"]
            self.to_send = deque(one for one in self.to_send if one[0] != said["re"])
        if kind == "chat.welcome":
            self.again()

    def _take(self, said: dict[str, Any]) -> None:
        if said["after"] > self.upto:  # further back than this reaches
            self._resume()
            return
        for entry in said["entries"]:
            if entry["number"] > self.upto:
                self.entries.append((entry["number"], entry.get("text", entry["kind"])))
        self.upto = max(self.upto, said["upto"])

    def _resume(self) -> None:
        """One piece at a time."""
        if not self.is_resuming:
            self.is_resuming = True
            self._ask({"type": "resume", "id": "resume", "after": self.upto})

    def _resume_again(self, wire: Wire) -> None:
        if wire is self.wire:
            self.is_resuming = False
            self._resume()
