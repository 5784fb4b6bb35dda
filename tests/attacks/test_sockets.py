"""One address opens sockets without end: it has some, and other addresses notice nothing."""

import asyncio
import json
from contextlib import AsyncExitStack
from urllib.request import urlopen

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.tools.live_server import running_site

pytestmark = [pytest.mark.journey]
ALLOWED, TRIED = 20, 60
LONG = 60.0
ATTACKER, HONEST = ("127.0.3.1", 0), ("127.0.3.2", 0)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    here = tmp_path_factory.mktemp("sockets")
    with running_site(here, "--demo", ADDRESS_SOCKETS=str(ALLOWED)) as site:
        yield site


@pytest.fixture(scope="module")
def address(house) -> str:
    with urlopen(f"{house.url}/api/v1/shows/?when=coming", timeout=LONG) as response:
        coming = json.load(response)["results"]
    slug = next(one["slug"] for one in coming if one["seats_left"] is None)
    return f"ws://127.0.0.1:{house.port}/ws/shows/{slug}/"


async def first(socket) -> str:
    """What it is told first, or the code that it was closed with."""
    try:
        return json.loads(await asyncio.wait_for(socket.recv(), LONG))["type"]
    except ConnectionClosed as closed:
        return str(closed.rcvd.code)


async def test_an_address_has_some_and_others_have_theirs(house, address):
    origin = f"http://127.0.0.1:{house.port}"
    async with AsyncExitStack() as opened:
        said = []
        for number in range(TRIED):
            path = address if number % 2 else f"{address}chat/"
            one = await opened.enter_async_context(
                connect(path, origin=origin, local_addr=ATTACKER, open_timeout=LONG)
            )
            said.append(await first(one))
        for path in (address, f"{address}chat/"):
            honest = connect(path, origin=origin, local_addr=HONEST, open_timeout=LONG)
            assert (await first(await opened.enter_async_context(honest))).endswith(".welcome")
    assert said[:ALLOWED] == ["chat.welcome", "show.welcome"] * (ALLOWED // 2)
    assert said[ALLOWED:] == ["4429"] * (TRIED - ALLOWED)
