"""Files that never change are read once: a gathered file's address holds a hash of what it says.

A first visit asks for a dozen of them at the same time. Each would take all that stands before a
page, with several changes of threads, while the way to the picture waits behind them.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

PREFIX = "/static/"
MOST_FILES, MOST_BYTES = 128, 64 * 1024
# All that an answer depends on, but for what asks for a part of a file, or whether it changed.
ASKED = (b"accept-encoding", b"x-forwarded-proto")
PARTIAL = (b"range", b"if-none-match", b"if-modified-since", b"if-range")

Application = Callable[..., Awaitable[Any]]
Key = tuple[str | bytes, ...]


class Unchanging:
    """An ASGI application whose small, immutable answers are given again as they were.

    No more than MOST_FILES of MOST_BYTES; the one that was asked for least lately makes room.
    """

    def __init__(self, inner: Application) -> None:
        self.inner = inner
        self.answers: OrderedDict[Key, list[dict]] = OrderedDict()

    async def __call__(self, scope: dict, receive: Application, send: Application) -> None:
        key = _key(scope)
        if key is None:
            await self.inner(scope, receive, send)
        elif key in self.answers:
            self.answers.move_to_end(key)
            for message in self.answers[key]:
                await send(message)
        else:
            await self._learn(key, scope, receive, send)

    async def _learn(self, key: Key, scope: dict, receive: Application, send: Application) -> None:
        start: dict = {}
        body = bytearray()

        async def noticing(message: dict) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif len(body) <= MOST_BYTES:
                body.extend(message.get("body", b""))
            await send(message)

        await self.inner(scope, receive, noticing)
        if _is_unchanging(start) and len(body) <= MOST_BYTES:
            self.answers[key] = [start, {"type": "http.response.body", "body": bytes(body)}]
            while len(self.answers) > MOST_FILES:
                self.answers.popitem(last=False)


def _key(scope: dict) -> Key | None:
    """None where an answer is of no use to anybody else."""
    if not scope["path"].startswith(PREFIX) or scope["method"] != "GET" or scope["query_string"]:
        return None
    if any(name in PARTIAL for name, _value in scope["headers"]):
        return None
    asked = [part for name, value in scope["headers"] if name in ASKED for part in (name, value)]
    return (scope["path"], scope["scheme"], *asked)


def _is_unchanging(start: dict) -> bool:
    headers = {name.lower(): value for name, value in start.get("headers", ())}
    cached = b"immutable" in headers.get(b"cache-control", b"")
    return start.get("status") == 200 and cached and b"set-cookie" not in headers
