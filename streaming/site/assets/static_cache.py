"""StaticCache: keeps answers for static files in memory, because a file with a hash in its name
never changes.

A first visit asks for a dozen of them at once. Each would pass all the middleware of a page, in
several threads, and the request for the picture would wait behind them.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

PREFIX = "/static/"
MOST_FILES, MOST_BYTES = 128, 64 * 1024
# Headers that an answer depends on; a request with one of PARTIAL is not answered from here.
ASKED = (b"accept-encoding", b"x-forwarded-proto")
PARTIAL = (b"range", b"if-none-match", b"if-modified-since", b"if-range")

Application = Callable[..., Awaitable[Any]]
Key = tuple[str | bytes, ...]


class StaticCache:
    """An ASGI application that repeats the small, immutable answers of the one inside.

    It keeps at most MOST_FILES of MOST_BYTES each, and drops the least recently used.
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
        if _is_immutable(start) and len(body) <= MOST_BYTES:
            self.answers[key] = [start, {"type": "http.response.body", "body": bytes(body)}]
            while len(self.answers) > MOST_FILES:
                self.answers.popitem(last=False)


def _key(scope: dict) -> Key | None:
    """None for a request whose answer is not kept."""
    if not scope["path"].startswith(PREFIX) or scope["method"] != "GET" or scope["query_string"]:
        return None
    if any(name in PARTIAL for name, _value in scope["headers"]):
        return None
    asked = [part for name, value in scope["headers"] if name in ASKED for part in (name, value)]
    return (scope["path"], scope["scheme"], *asked)


def _is_immutable(start: dict) -> bool:
    headers = {name.lower(): value for name, value in start.get("headers", ())}
    cached = b"immutable" in headers.get(b"cache-control", b"")
    return start.get("status") == 200 and cached and b"set-cookie" not in headers
