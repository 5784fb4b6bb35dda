"""How many sockets one address may have open, and what one hears when a server is away."""

import asyncio

import pytest
from django.db import OperationalError

from streaming.stage.doors.socket_checks import CloseOnOutage, SocketLimit


class Page:
    """One socket of a page, at an application that lets everybody in."""

    def __init__(self, app, address: str, forwarded: str = "") -> None:
        self.said, self._leave = [], asyncio.Event()
        headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
        scope = {"type": "websocket", "path": "/ws/", "client": (address, 1), "headers": headers}
        self._task = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self):
        if not self.said:
            return {"type": "websocket.connect"}
        await self._leave.wait()
        return {"type": "websocket.disconnect"}

    async def _send(self, message) -> None:
        self.said.append(message)

    async def outcome(self):
        """None while it is open; the code that it was closed with."""
        while not self.said or (len(self.said) == 1 and self._task.done()):
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        return self.said[-1].get("code")

    async def leave(self) -> None:
        self._leave.set()
        await self._task


async def lets_in(scope, receive, send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    await receive()


async def test_the_sockets_of_an_address_are_few(settings):
    settings.ADDRESS_SOCKETS = 2
    door = SocketLimit(lets_in)
    pages = [Page(door, "2001:db8::1"), Page(door, "2001:db8::2")]
    assert [await page.outcome() for page in pages] == [None, None]
    assert await Page(door, "2001:db8::3").outcome() == 4429
    assert await (other := Page(door, "2001:db8:0:1::1")).outcome() is None
    await pages[0].leave()
    assert await (again := Page(door, "2001:db8::3")).outcome() is None
    for page in (pages[1], other, again):
        await page.leave()
    assert not door.open


async def test_behind_a_proxy_it_is_the_address_that_the_proxy_names(settings):
    settings.ADDRESS_SOCKETS, settings.PROXY_COUNT = 1, 1
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": 1}
    door = SocketLimit(lets_in)
    pages = [Page(door, "10.0.0.1", f"192.0.2.{number}") for number in range(3)]
    assert [await page.outcome() for page in pages] == [None] * 3
    assert await Page(door, "10.0.0.1", "192.0.2.1").outcome() == 4429
    for page in pages:
        await page.leave()


@pytest.mark.parametrize("accepted", [False, True])
async def test_a_socket_whose_database_is_away_may_come_again(accepted):
    async def breaks(scope, receive, send) -> None:
        if accepted:
            await send({"type": "websocket.accept"})
        raise OperationalError("the connection was cut")

    page = Page(CloseOnOutage(breaks), "192.0.2.1")
    await page.leave()
    assert [one["type"] for one in page.said] == ["websocket.accept", "websocket.close"]
    assert page.said[-1]["code"] == 1013
