"""Pages with the socket of a chat, as people have them open."""

from typing import Any

from channels.testing import WebsocketCommunicator
from django.test import Client

from streaming.asgi import application
from tests.streaming.show_socket import PATIENCE_SECONDS, Page, error_of

__all__ = ["ChatPage", "error_of"]

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ORIGIN = b"http://localhost:8000"


class ChatPage(Page):
    """What was said unasked is kept in `told`, entries in `entries` by the rules of a client."""

    def __init__(self, show, user=None) -> None:
        self.show, self.user = show, user
        self.client = Client()
        self.told: list[dict[str, Any]] = []
        self.entries: list[dict[str, Any]] = []
        self.upto = 0
        self.numbers = 0

    def sign_in(self) -> None:
        if self.user is not None:
            self.client.force_login(self.user, backend=BACKEND)

    def socket_of(self, query: str = "") -> WebsocketCommunicator:
        headers = [(b"host", b"localhost:8000"), (b"origin", ORIGIN)]
        if cookies := self.client.cookies:
            pairs = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
            headers.append((b"cookie", pairs.encode()))
        return WebsocketCommunicator(
            application, f"/ws/shows/{self.show.slug}/chat/{query}", headers
        )

    async def open(self, query: str = "") -> dict[str, Any]:
        """What the welcome says."""
        self.socket = self.socket_of(query)
        assert (await self.socket.connect(PATIENCE_SECONDS))[0]
        welcome = await self.socket.receive_json_from(PATIENCE_SECONDS)
        assert welcome["type"] == "chat.welcome", welcome
        self.welcome = welcome
        self._take(welcome)
        return welcome

    async def write(self, text: str, client: str = "", **more: Any) -> dict[str, Any]:
        return await self.ask("write", text=text, client=client or f"c{self.numbers}", **more)

    async def read_up_to(self, number: int) -> list[dict[str, Any]]:
        """Every entry so far, once there is this number."""
        while self.upto < number:
            await self.hear("chat.entries")
        return self.entries

    async def _until(self, wanted) -> dict[str, Any]:
        while True:
            said = await self.socket.receive_json_from(PATIENCE_SECONDS)
            if said["type"] == "chat.entries":
                self._take(said)
            if "re" not in said:
                self.told.append(said)
            if wanted(said):
                return said

    def _take(self, said: dict[str, Any]) -> None:
        if said["type"] == "chat.entries":
            assert said["after"] == self.upto, "something is missing"
        self.entries += said["entries"]
        self.upto = said["upto"]
