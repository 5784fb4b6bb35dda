"""The server: commands from web come in over HTTP, with the shared secret.

POST /v1/commands takes one command and gives one answer; GET /v1/health says how it goes;
GET /v1/tally is for people and Prometheus.
"""

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

from streaming.control.codec import MOST_BYTES, Unreadable, decode_command, encode
from streaming.control.commands import Answer, Refused

from .relay import Relay

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]


class Server:
    """An ASGI application."""

    def __init__(self, relay: Relay, secret: str) -> None:
        self._relay = relay
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
                body = await read(receive)
                found = self._obey(body)
                status = found.status if isinstance(found, Refused) else 200
                await answer(send, status, encode(found))
            case "GET", "/v1/health":
                await answer(send, 200, json.dumps({"well": True}).encode())
            case "GET", "/v1/tally":
                lines = "\n".join(self._relay.tally.lines()) + "\n"
                await answer(send, 200, lines.encode(), b"text/plain; version=0.0.4")
            case _:
                await answer(send, 404, b'{"code":"control.not_found"}')

    def _obey(self, body: bytes | None) -> Answer:
        if body is None:
            return Refused("control.too_large", "A command has 128 KiB at most.", 413)
        try:
            command = decode_command(body)
        except Unreadable as problem:
            self._relay.tally["control.unreadable"] += 1
            return Refused(problem.code, problem.sentence, 400)
        return self._relay.obey(command)


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
