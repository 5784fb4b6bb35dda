"""What was accepted in a chat is there for everybody, in one order, whatever broke in between: the
small form of `./run bench chat --only kill`.
"""

import shutil

import pytest

from tests.bench import chat_people
from tests.bench.chat_client import Client
from tests.bench.chat_kill import kill
from tests.bench.chat_site import Redis, Site
from tests.conftest import missing

pytestmark = pytest.mark.journey

CLIENTS, MESSAGES, SECONDS = 16, 240, 6.0


@pytest.fixture
def redis():
    if shutil.which("redis-server") is None:
        missing("Redis")
    server = Redis()
    yield server
    server.kill()


@pytest.fixture
def site(tmp_path, redis):
    found = Site(tmp_path, {"REDIS_URL": redis.url})
    yield found
    found.close()


async def test_nothing_is_lost_or_there_twice_when_processes_die(site, redis):
    cookies = chat_people.make(site.manage, "survives", CLIENTS)
    ports = [site.start(), site.start()]
    people = [
        Client(f"localhost:{ports[n % 2]}", "/ws/shows/survives/chat/", cookie, f"p{n}")
        for n, cookie in enumerate(cookies)
    ]
    faults = [lambda: site.kill_and_start(ports[0]), redis.restart]
    figures = await kill(clients=people, messages=MESSAGES, seconds=SECONDS, faults=faults)
    assert figures | {"kill_seconds": 0} == {
        "kill_written": MESSAGES,
        "kill_unanswered": 0,
        "lost": 0,
        "doubled": 0,
        "different_lists": 0,
        "in_order": True,
        "kill_seconds": 0,
    }
    assert len({client.entries[-1] for client in people}) == 1
    assert sum(client.opened for client in people) > 2 * CLIENTS, "sockets were cut"
