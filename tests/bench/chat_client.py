"""A client of a chat that holds on: it comes back after whatever breaks, asks for what it missed,
sends again what it has no answer to, and keeps the list as docs/protocol.md says.
"""

import asyncio
import json
import random
import time
from collections import deque
from typing import Any

from .chat_wire import Wire, open_wire

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0


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
        self.resumed_at = 0.0
        self.ends: dict[int, int] = {}
        self.pages: list[dict[str, Any]] = []  # the newest first

    async def live(self) -> None:
        pause = FIRST_PAUSE
        while True:
            self.gone.clear()
            address = f"{self.path}?after={self.upto}"
            self.wire = await open_wire(self.host, address, self.cookie, self._heard, self._over)
            if self.wire is not None:
                self.opened += 1
                pause = FIRST_PAUSE
                await self.gone.wait()
            self.wire, self.pages = None, []
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
        said = json.loads(payload)
        kind = said["type"]
        if kind in ("chat.welcome", "chat.entries", "entries"):
            self._take(said)
        elif kind == "error" and said["re"] in ("before", "resume"):  # too fast
            ask = self._go_back if said["re"] == "before" else self._resume
            asyncio.get_running_loop().call_later(1, ask)
        elif kind == "history":
            self._fill(said)
        elif kind == "written":
            self.written[said["re"]] = said["number"]
            self.to_send = deque(one for one in self.to_send if one[0] != said["re"])
        if kind == "chat.welcome":
            self.again()

    def _take(self, said: dict[str, Any]) -> None:
        if said["after"] > self.upto:
            if said["type"] == "chat.entries" and not self.pages:
                self._resume()
            elif not self.pages:  # further back than a resume reaches
                self.pages = [said]
                self._go_back()
            return
        for entry in said["entries"]:
            if entry["number"] > self.upto:
                self.entries.append((entry["number"], entry.get("text", entry["kind"])))
        self.upto = max(self.upto, said["upto"])

    def _resume(self) -> None:
        if (now := time.monotonic()) > self.resumed_at + 1:
            self.resumed_at = now
            self._ask({"type": "resume", "id": "resume", "after": self.upto})

    def _go_back(self) -> None:
        if self.pages:
            self._ask({"type": "before", "id": "before", "number": self.pages[-1]["after"] + 1})

    def _fill(self, said: dict[str, Any]) -> None:
        """One page further back; all are taken once they reach what is there."""
        if not self.pages:
            return
        self.pages.append(said | {"upto": self.pages[-1]["after"]})
        if said["after"] > self.upto:
            self._go_back()
            return
        pages, self.pages = self.pages, []
        for page in reversed(pages):
            self._take(page)
        self._resume()  # for what was told meanwhile
