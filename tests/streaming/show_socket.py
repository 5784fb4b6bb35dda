"""The socket of a show, as a page of the site opens it: through the whole application."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from channels.testing import WebsocketCommunicator
from django.test import Client

from streaming.asgi import application

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ORIGIN = b"http://localhost:8000"
# A busy machine may need long; what never comes fails all the same.
PATIENCE_SECONDS = 60


def socket_of(show, *, origin=ORIGIN, cookies=None) -> WebsocketCommunicator:
    headers = [(b"host", b"localhost:8000")]
    headers += [(b"origin", origin)] if origin else []
    if cookies:
        pairs = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
        headers.append((b"cookie", pairs.encode()))
    return WebsocketCommunicator(application, f"/ws/shows/{show.slug}/", headers)


def on_page(show, user=None):
    """A socket as the page of this member opens it, and their client."""
    client = Client()
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return socket_of(show, cookies=client.cookies), client


class Page:
    """A page with its socket: what was said unasked is kept in `told`."""

    def __init__(self, show, user=None) -> None:
        self.show, self.user = show, user
        self.told: list[dict[str, Any]] = []
        self.numbers = 0

    def sign_in(self) -> None:
        self.socket, self.client = on_page(self.show, self.user)

    async def open(self) -> dict[str, Any]:
        """What the welcome says."""
        assert (await self.socket.connect(PATIENCE_SECONDS))[0]
        welcome = await self.socket.receive_json_from(PATIENCE_SECONDS)
        self.told.append(await self.socket.receive_json_from(PATIENCE_SECONDS))
        return welcome

    @property
    def state(self) -> dict[str, Any]:
        """The newest show.state."""
        return next(one for one in reversed(self.told) if one["type"] == "show.state")

    async def ask(self, kind: str, /, **fields: Any) -> dict[str, Any]:
        """The reply; whatever else is said meanwhile is kept."""
        self.numbers += 1
        number = self.numbers
        await self.socket.send_json_to({"v": 1, "type": kind, "id": number, **fields})
        return await self._until(lambda said: said.get("re") == number)

    async def hear(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next that is of this kind and has these fields."""
        return await self._until(lambda said: {"type": kind, **fields}.items() <= said.items())

    async def _until(self, wanted) -> dict[str, Any]:
        while True:
            said = await self.socket.receive_json_from(PATIENCE_SECONDS)
            if "re" not in said:
                self.told.append(said)
            if wanted(said):
                return said

    async def closed(self, seconds: float = PATIENCE_SECONDS) -> int:
        """The code with which the server closes, whatever it says before."""
        while True:
            said = await self.socket.receive_output(seconds)
            if said["type"] == "websocket.close":
                return said["code"]
            self.told.append(json.loads(said["text"]))

    async def close(self) -> None:
        """A socket that failed its test was cancelled; whoever clears up goes on."""
        with suppress(asyncio.CancelledError):
            await self.socket.disconnect()


def error_of(reply: dict[str, Any]) -> str:
    """The code of an error, which always comes with a sentence."""
    assert reply["type"] == "error", reply
    assert reply["sentence"] != ""
    return reply["code"]
