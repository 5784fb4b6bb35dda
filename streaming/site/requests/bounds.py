"""BodyLimits: how long a request body may be, and how long it may take to come.

Django reads a whole body before it asks who sent it, and its own limits leave files out. A body
that is longer than our pages need is refused before it fills memory or a disk, unless the address
takes pictures and the request has a session or a token.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.urls import Resolver404, resolve
from rest_framework.parsers import MultiPartParser

from streaming.control import codec
from streaming.foundation.problems import MEDIA_TYPE, body_of
from streaming.foundation.refusals import Refused
from streaming.stage.doors import signalling

from .program_paths import is_of_programs

# Nothing but a picture is longer; Django keeps as much in memory and the rest on the disk.
LONGEST_BODY = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
# More than a picture may have, so that a form with one of 40 MB answers at its field.
LONGEST_PICTURE = 48 * 1024 * 1024
# Where programs send to us their own views answer 413, having seen so much.
MOST = {
    "/whip/": signalling.MOST_BYTES,
    "/whep/": signalling.MOST_BYTES,
    "/backstage/": codec.MOST_BYTES,
}
# A body has FIRST_SECONDS to come, and a second more for each BYTES_PER_SECOND that have come. A
# telephone on a weak line sends faster than that.
FIRST_SECONDS, BYTES_PER_SECOND = 20.0, 16 * 1024
# Bytes that all unfinished bodies may hold together, without the first SMALL_BODY of each: a form
# always fits.
SMALL_BODY, MOST_BUFFERED = 64 * 1024, 256 * 1024 * 1024
# Bodies end while others wait, so who comes back soon may find room.
RETRY_SECONDS = 5

Application = Callable[..., Awaitable[Any]]


def too_long() -> Refused:
    return Refused("request.too_large", "This request is too large.", status=413)


def too_slow() -> Refused:
    return Refused("request.too_slow", "This request took too long to come.", status=408)


def too_many() -> Refused:
    sentence = "Too much is sent here at once. Try again."
    return Refused("server.busy", sentence, status=503, retry_after=RETRY_SECONDS)


class BodyLimits:
    """An ASGI application that reads no body which is too long or takes too long."""

    def __init__(self, inner: Application) -> None:
        self.inner = inner
        self.buffered = 0

    async def __call__(self, scope: dict, receive: Application, send: Application) -> None:
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        begun = False

        async def noticing(message: dict) -> None:
            nonlocal begun
            begun = True
            await send(message)

        own = next((most for path, most in MOST.items() if scope["path"].startswith(path)), None)
        body = Body(receive, own or _most(scope), self)
        try:
            if own is not None:
                await self.inner(scope, _until(own, body.some), noticing)
                return
            if _declared(scope) > body.most:
                raise too_long()
            await self.inner(scope, body.receive, noticing)
        except Refused as refusal:
            if begun:  # it was answered without being read
                raise
            await _refuse(refusal, scope, send)
        finally:
            body.forget()


class Body:
    """One body as it comes."""

    def __init__(self, receive: Application, most: int, limits: BodyLimits) -> None:
        self._receive, self.most, self._limits = receive, most, limits
        self._read = self._buffered = 0
        self._began = asyncio.get_running_loop().time()
        self._ended = False

    async def receive(self) -> dict:
        message = await self.some()
        if self._read > self.most:
            raise too_long()
        return message

    async def some(self) -> dict:
        """The next piece, however long the body is; after its end, the message of a disconnect."""
        if self._ended:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until()):
                message = await self._receive()
        except TimeoutError:
            raise too_slow() from None
        self._ended = not message.get("more_body", False)
        self._read += len(message.get("body", b""))
        self._count_buffered()
        return message

    def forget(self) -> None:
        self._limits.buffered -= self._buffered
        self._buffered = 0

    def _until(self) -> float:
        return self._began + FIRST_SECONDS + self._read / BYTES_PER_SECOND

    def _count_buffered(self) -> None:
        more = max(0, self._read - SMALL_BODY) - self._buffered
        if more > 0 and self._limits.buffered + more > MOST_BUFFERED:
            raise too_many()
        self._buffered += more
        self._limits.buffered += more


def _most(scope: dict) -> int:
    """The most bytes that this request may have. Only for a long one the address is looked up."""
    headers = dict(scope["headers"])
    if _declared(scope) <= LONGEST_BODY and b"transfer-encoding" not in headers:
        return LONGEST_BODY
    return (
        LONGEST_PICTURE if _is_known(headers) and _takes_pictures(scope["path"]) else LONGEST_BODY
    )


def _is_known(headers: dict[bytes, bytes]) -> bool:
    """Whether there is a session or a token, which nobody has checked yet."""
    cookie = f"{settings.SESSION_COOKIE_NAME}=".encode()
    return b"authorization" in headers or cookie in headers.get(b"cookie", b"")


def _takes_pictures(path: str) -> bool:
    try:
        view: Any = resolve(path).func
    except Resolver404:
        return False
    parsers = getattr(getattr(view, "cls", None), "parser_classes", ())
    return getattr(view, "takes_pictures", False) or MultiPartParser in parsers


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


async def _refuse(refusal: Refused, scope: dict, send: Application) -> None:
    kind, body = b"text/plain; charset=utf-8", refusal.sentence.encode()
    if is_of_programs(scope["path"]):
        kind, body = MEDIA_TYPE.encode(), body_of(refusal)
    headers = [(b"content-type", kind), (b"connection", b"close")]
    if refusal.retry_after:
        headers.append((b"retry-after", b"%d" % refusal.retry_after))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
