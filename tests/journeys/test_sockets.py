"""The sockets of a show in the real product: what the server refuses before any of our code."""

import asyncio
import json
from urllib.request import urlopen

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def address(live_site) -> str:
    with urlopen(f"{live_site.url}/api/v1/shows/?when=coming") as response:
        coming = json.load(response)["results"]
    slug = next(one["slug"] for one in coming if one["seats_left"] is None)
    return f"{live_site.url.replace('http', 'ws')}/ws/shows/{slug}/"


def opened(address: str, live_site):
    return connect(address, origin=live_site.url, max_size=None)


async def closed_with(socket) -> int:
    try:
        while True:
            await socket.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"message": b"\x00\xff"}, 4400),
        ({"message": b"\xff\xfe{}", "text": True}, 1007),
        ({"message": '{"v": 1, "type": "ping", "id": "%s"}' % ("x" * 140_000)}, 1009),
        ({"message": "x" * (1 << 20)}, 1009),
    ],
    ids=["binary", "not UTF-8", "endless", "a megabyte"],
)
@pytest.mark.parametrize("of", ["show", "chat"])
async def test_what_is_no_envelope_at_all_closes_the_socket(address, live_site, what, code, of):
    path = address if of == "show" else f"{address}chat/"
    async with opened(path, live_site) as socket:
        assert json.loads(await socket.recv())["type"] == f"{of}.welcome"
        await socket.send(**what)
        assert await closed_with(socket) == code


async def test_whoever_leaves_before_the_reply_is_no_error(address, live_site):
    before = len(live_site.said)
    for wait in (0, 0.001, 0.005, 0.02):
        for _ in range(5):
            async with opened(address, live_site) as socket:
                for number in range(4):
                    about = {"session": "never-opened", "fragment": "a", "etag": None}
                    asked = {"v": 1, "type": "candidates", "id": number, **about}
                    await socket.send(json.dumps(asked))
                await asyncio.sleep(wait)
    assert "Traceback" not in live_site.said[before:]


async def test_an_envelope_as_long_as_may_be_is_read(address, live_site):
    before = len(live_site.said)
    async with opened(address, live_site) as socket:
        filling = "x" * (128 * 1024 - 60)
        await socket.send(json.dumps({"v": 1, "type": "ping", "id": 1, "more": filling}))
        said = [json.loads(await socket.recv())["type"] for _ in range(3)]
        assert said == ["show.welcome", "show.state", "pong"]
    assert "Traceback" not in live_site.said[before:]
