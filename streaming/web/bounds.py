"""How much of a body is read where programs send to us: enough to see that it is too much.

Django keeps whole bodies on disk before a view sees the first byte, so this stands before it.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from streaming.control import codec

from . import signalling

MOST = {
    "/whip/": signalling.MOST_BYTES,
    "/whep/": signalling.MOST_BYTES,
    "/backstage/": codec.MOST_BYTES,
}
Application = Callable[..., Awaitable[Any]]


class Bounded:
    """An ASGI application to which long bodies end early; the view sees it and answers 413."""

    def __init__(self, inner: Application) -> None:
        self.inner = inner

    async def __call__(self, scope: dict, receive: Application, send: Application) -> None:
        most = next((most for path, most in MOST.items() if scope["path"].startswith(path)), None)
        await self.inner(scope, receive if most is None else _until(most, receive), send)


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
