"""The command server: commands of the site come in over HTTP, with the shared secret.

POST /v1/commands takes one command and gives one answer; GET /v1/health says that the loop turns;
GET /v1/tally has the counters, for people and Prometheus.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from streaming.control.codec import MOST_BYTES, Unreadable, decode_command, encode
from streaming.control.commands import Answer, Refused
from streaming.control.fields import Tagged

from .counters import Counters

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
# What a process does about each kind of command; the others are refused.
Verbs = Mapping[type[Tagged], Callable[[Any], Answer]]


class CommandServer:
    """An ASGI application."""

    def __init__(self, kind: str, secret: str, verbs: Verbs, counters: Counters) -> None:
        self._kind, self._verbs, self._counters = kind, verbs, counters
        self._bearer = f"Bearer {secret}".encode()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        if not hmac.compare_digest(headers.get(b"authorization", b""), self._bearer):
            await answer(send, 401, b'{"code":"control.unauthorised"}')
            return
        match scope["method"], scope["path"]:
            case "POST", "/v1/commands":
                found = self._obey(await read(receive))
                status = found.status if isinstance(found, Refused) else 200
                await answer(send, status, encode(found))
            case "GET", "/v1/health":
                await answer(send, 200, b'{"well": true}')
            case "GET", "/v1/tally":
                lines = "\n".join(self._counters.lines(self._kind)) + "\n"
                await answer(send, 200, lines.encode(), b"text/plain; version=0.0.4")
            case _:
                await answer(send, 404, b'{"code":"control.not_found"}')

    def _obey(self, body: bytes | None) -> Answer:
        if body is None:
            return Refused("control.too_large", "A command has 128 KiB at most.", 413)
        try:
            command = decode_command(body)
        except Unreadable as problem:
            self._counters["control.unreadable"] += 1
            return Refused(problem.code, problem.sentence, 400)
        if (verb := self._verbs.get(type(command))) is None:
            self._counters["control.unreadable"] += 1
            return Refused("control.unknown_type", f"A {self._kind} does not do this.", 400)
        return verb(command)


async def read(receive: Receive) -> bytes | None:
    """The whole body; None where it is longer than any command."""
    body = bytearray()
    while True:
        event = await receive()
        body += event.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not event.get("more_body"):
            return bytes(body)


async def answer(send: Send, status: int, body: bytes, kind: bytes = b"application/json") -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
