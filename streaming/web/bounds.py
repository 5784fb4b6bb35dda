"""How long a request may be: what is longer is refused before it fills a disk.

Django reads a whole body before it asks who sent it, and its own bounds leave files out.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from accounts.problems import MEDIA_TYPE
from streaming.control import codec

from . import signalling

# A picture of 40 MB is still told at its field that 10 MB are enough; nothing of ours is longer.
LONGEST_BODY = 48 * 1024 * 1024
# Where programs send to us their own views answer 413, having seen so much.
MOST = {
    "/whip/": signalling.MOST_BYTES,
    "/whep/": signalling.MOST_BYTES,
    "/backstage/": codec.MOST_BYTES,
}
SENTENCE = "This request is too large."

Application = Callable[..., Awaitable[Any]]


class TooLong(Exception):
    """More came than was said, or than may come."""


class Bounded:
    """An ASGI application that reads no body longer than LONGEST_BODY."""

    def __init__(self, inner: Application) -> None:
        self.inner = inner

    async def __call__(self, scope: dict, receive: Application, send: Application) -> None:
        if scope["type"] != "http":
            return await self.inner(scope, receive, send)
        most = next((most for path, most in MOST.items() if scope["path"].startswith(path)), None)
        if most is not None:
            return await self.inner(scope, _until(most, receive), send)
        if _declared(scope) > LONGEST_BODY:
            return await _refuse(scope, send)
        read = 0

        async def counting() -> dict:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LONGEST_BODY:
                raise TooLong
            return message

        try:
            await self.inner(scope, counting, send)
        except TooLong:
            await _refuse(scope, send)


def _until(most: int, receive: Application) -> Application:
    got = 0

    async def receive_some() -> dict:
        nonlocal got
        ended = got > most
        message = await receive()
        while ended and message["type"] == "http.request":  # nobody reads it any more
            message = await receive()
        got += len(message.get("body", b""))
        return message if got <= most or ended else message | {"more_body": False}

    return receive_some


def _declared(scope: dict) -> int:
    said = dict(scope["headers"]).get(b"content-length", b"0")
    return int(said) if said.isdigit() and len(said) < 20 else 0


async def _refuse(scope: dict, send: Application) -> None:
    kind, body = b"text/plain; charset=utf-8", SENTENCE
    if scope["path"].startswith("/api/"):
        problem = {"title": "Request Entity Too Large", "status": 413, "code": "request.too_large"}
        kind, body = MEDIA_TYPE.encode(), json.dumps(problem | {"detail": SENTENCE})
    headers = [(b"content-type", kind), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
