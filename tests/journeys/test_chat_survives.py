"""What was accepted in a chat is there for everybody, in one order, whatever broke in between: the
small form of `./run bench chat --only kill`.
"""

import asyncio
import json
import shutil
import socket
import time

import pytest

from tests.bench.chat_kill import kill
from tests.bench.chat_load import members
from tests.bench.chat_load.client import Client
from tests.bench.chat_load.site import Redis, Site
from tests.bench.chat_load.wire import Wire, open_wire
from tests.conftest import missing

pytestmark = pytest.mark.journey

CLIENTS, MESSAGES, SECONDS = 16, 240, 6.0


@pytest.fixture(scope="module")
def redis():
    if shutil.which("redis-server") is None:
        missing("Redis")
    server = Redis()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def site(tmp_path_factory, redis):
    found = Site(tmp_path_factory.mktemp("survives"), {"REDIS_URL": redis.url})
    yield found
    found.close()


async def test_nothing_is_lost_or_there_twice_when_processes_die(site, redis):
    cookies = members.make(site.manage, "survives", CLIENTS)
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


async def test_without_any_bell_the_other_process_is_told_by_the_clock(site, redis):
    """Once a second numbers are compared: while Redis is away no message is later than that, but
    for what a machine takes that is busy with something else."""
    redis.kill()
    cookies = members.make(site.manage, "silent", 2)
    ports = list(site.processes)[:2] or [site.start(), site.start()]
    path = "/ws/shows/silent/chat/"
    writer, reader = (
        Client(f"localhost:{port}", path, cookie, f"p{port}")
        for port, cookie in zip(ports, cookies, strict=True)
    )
    lives = [asyncio.create_task(one.live()) for one in (writer, reader)]
    await soon(lambda: writer.opened and reader.opened)
    late = []
    for number in range(1, 7):
        writer.send(f"c{number}", f"message {number}")
        written_at = await soon(lambda number=number: len(writer.written) == number)
        late.append(await soon(lambda number=number: reader.upto == number) - written_at)
        await asyncio.sleep(0.15)  # not in step with the clock
    for life in lives:
        life.cancel()
    redis.start()
    assert reader.entries == [(n, f"message {n}") for n in range(1, 7)]
    assert min(late) < 1.0, late


LONG = """
from accounts.models import User
from chat.log.posting import Sent, accept
from shows.models import Show
show, who = Show.objects.get(slug="stalled"), User.objects.get(username="member-0")
accept(show, [Sent(text="🎭" * 500, author=who.pk, client=f"f{n}") for n in range(FILLED)])
"""
FILLED = 90
OVER = {7, 8}  # of the kernel: closed, or asked to close


async def stalled(host: str, times: int) -> Wire:
    """Asks so often for all there is, and reads nothing of it."""
    wire = await open_wire(
        host,
        f"/ws/shows/stalled/chat/?after={FILLED}",
        "",
        lambda _wire, _payload: None,
        lambda _code: None,
        receive_bytes=4096,
    )
    assert wire is not None
    wire.transport.pause_reading()
    for number in range(times):
        wire.say(json.dumps({"v": 1, "type": "resume", "id": number, "after": 0}))
    return wire


def is_over(wire: Wire) -> bool:
    own = wire.transport.get_extra_info("socket")
    return own.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] in OVER


async def test_who_does_not_read_is_let_go_and_comes_back_to_all_of_it(site):
    """One for whom too much waits, one whom nothing reaches; who reads notices neither."""
    cookies = members.make(site.manage, "stalled", 2)
    site.manage("shell", "-v", "0", "-c", LONG.replace("FILLED", str(FILLED)))
    host = f"localhost:{next(iter(site.processes), 0) or site.start()}"
    writer, reader = (
        Client(host, "/ws/shows/stalled/chat/", cookie, name)
        for name, cookie in zip("ab", cookies, strict=True)
    )
    lives = [asyncio.create_task(one.live()) for one in (writer, reader)]
    await soon(lambda: writer.upto == reader.upto == FILLED)
    rude = [await stalled(host, times) for times in (6, 1)]
    number = 0
    while not all(is_over(wire) for wire in rude):
        assert number < 60, "they are still there"
        number += 1
        writer.send(f"c{number}", f"message {number}")
        await asyncio.sleep(0.5)
    await soon(lambda: writer.is_done and reader.upto == FILLED + number)
    assert [reader.ends, writer.ends, reader.opened, writer.opened] == [{}, {}, 1, 1]
    back = Client(host, "/ws/shows/stalled/chat/", "", "back")
    lives.append(asyncio.create_task(back.live()))
    await soon(lambda: back.upto == reader.upto)
    for one in lives:
        one.cancel()
    assert back.entries == reader.entries == writer.entries
    assert [n for n, _text in back.entries] == list(range(1, FILLED + number + 1))


async def soon(happened) -> float:
    """When it did."""
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.01)
    return time.monotonic()
