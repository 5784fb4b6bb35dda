"""A chat over two web processes, as on a site of many machines: PostgreSQL, Redis, real sockets."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.test import Client as Browser
from django.utils.http import urlencode

from chat.models import Message
from tests.bench.chat_load.client import Client
from tests.bench.chat_load.wire import Wire, open_wire
from tests.tools.live_server import ROOT
from tests.tools.servers import free_port

from ..open_pages import BACKEND

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
PATIENCE_SECONDS = 30.0
WRITERS, MESSAGES = 8, 6
MANY = 1000  # sockets of one account


@pytest.fixture(scope="module")
def houses(django_db_setup) -> Iterator[list[str]]:
    """Two web processes on the database of these tests."""
    said = connection.settings_dict
    place = f"{said['HOST']}:{said['PORT']}/{said['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": f"postgres://{said['USER']}:{said['PASSWORD']}@{place}",
        "CHAT_RATE": "40/min",
    }
    ports = [free_port(), free_port()]
    processes = [
        subprocess.Popen(
            [sys.executable, "manage.py", "web"],
            cwd=ROOT,
            env=environment | {"FOOTLIGHTS_PORT": str(port)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for port in ports
    ]
    try:
        for process in processes:
            assert process.stdout and "Ctrl-C" in process.stdout.readline()
        yield [f"localhost:{port}" for port in ports]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def cookie_of(user) -> str:
    browser = Browser()
    browser.force_login(user, backend=BACKEND)
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


async def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.02)


async def test_what_is_written_in_two_processes_is_read_in_one_order(houses, make_show, make_user):
    """Eight write, four in each process, as fast as one socket may; all of them and two who only
    read in each process have the same list."""
    show = await sync_to_async(make_show)(state="live")
    path = f"/ws/shows/{show.slug}/chat/"
    people = []
    for number in range(WRITERS + 4):
        user = await sync_to_async(make_user)(f"person{number}")
        cookie = await sync_to_async(cookie_of)(user)
        people.append(Client(houses[number % 2], path, cookie, user.username))
    lives = [asyncio.create_task(one.live()) for one in people]
    writers = people[:WRITERS]
    try:
        await until(lambda: all(one.opened for one in people))
        for number in range(MESSAGES):
            for one in writers:
                one.send(f"{one.name}-{number}", f"{one.name} {number}")
            await asyncio.sleep(0.2)
        for _ in range(20):
            await asyncio.sleep(0.5)
            if all(one.is_done for one in writers):
                break
            for one in writers:
                one.again()
        await until(lambda: all(one.upto == WRITERS * MESSAGES for one in people))
    finally:
        for life in lives:
            life.cancel()
    rows = await sync_to_async(lambda: list(Message.objects.values_list("number", "text")))()
    assert [number for number, _text in rows] == list(range(1, WRITERS * MESSAGES + 1))
    assert {text for _number, text in rows} == {
        f"{one.name} {number}" for one in writers for number in range(MESSAGES)
    }
    assert [one.entries for one in people] == [rows] * len(people)
    assert [one.ends for one in people] == [{}] * len(people), "no socket was cut"


async def test_nothing_of_a_silence_is_told_that_came_after_it(houses, make_show, make_user):
    """Bob writes in both processes while he is silenced in one: to whoever reads, in either, the
    last of him is older than the silence, and what he was told is what they read."""
    show, bob = await sync_to_async(make_show)(state="live"), await sync_to_async(make_user)("bob")
    path = f"/ws/shows/{show.slug}/chat/"
    cookies = [await sync_to_async(cookie_of)(one) for one in (bob, show.creator)]
    replies: list[dict] = []
    told: dict[Wire, list[dict]] = {}

    def hear(wire: Wire, payload: bytes) -> None:
        said = json.loads(payload)
        told.setdefault(wire, []).extend(said.get("entries", ()))
        if "re" in said:
            replies.append(said)

    async def page(host: str, cookie: str = "") -> Wire:
        wire = await open_wire(host, path, cookie, hear, lambda _code: None)
        assert wire is not None
        return wire

    def ask(wire: Wire, kind: str, number: str, **fields: object) -> None:
        wire.say(json.dumps({"v": 1, "type": kind, "id": number, **fields}))

    async def talk(place: int, wire: Wire) -> None:
        """One after the other, as fast as they are answered."""
        for turn in range(9):
            name = f"{place}-{turn}"
            ask(wire, "write", name, client=name, text=name)
            await until(lambda name=name: any(one["re"] == name for one in replies))

    writers = [await page(host, cookies[0]) for host in houses]
    readers = [await page(host, cookie) for host in houses for cookie in ("", cookies[1])]
    await until(lambda: len(told) == 6)  # welcome
    talks = [asyncio.create_task(talk(*one)) for one in enumerate(writers)]
    await until(lambda: len(replies) >= 5)
    ask(readers[-1], "silence", "act", person="bob", minutes=10)
    await asyncio.gather(*talks)
    await until(lambda: len(replies) == 19)
    (act,) = [one["number"] for one in replies if one["re"] == "act"]
    written = sorted(one["number"] for one in replies if one["type"] == "written")
    refused = [one["code"] for one in replies if one["type"] == "error"]
    assert set(refused) == {"chat.silenced"}
    assert written and max(written) < act
    await asyncio.sleep(1.2)  # the clock has looked once more
    for place, wire in enumerate(readers):
        kinds = [(one["number"], one["kind"]) for one in told[wire]]
        moderates = place % 2
        assert kinds == [(n, "message") for n in written] + [(act, "silence")] * moderates
        wire.transport.abort()


class Crowd:
    """Sockets of one account."""

    def __init__(self, path: str, cookie: str) -> None:
        self.path, self.cookie = path, cookie
        self.wires: list[Wire] = []
        self.welcome = self.turned_away = 0

    async def open(self, host: str, count: int) -> None:
        some = [
            open_wire(host, self.path, self.cookie, self._heard, self._over) for _ in range(count)
        ]
        self.wires += [wire for wire in await asyncio.gather(*some) if wire is not None]

    def _heard(self, wire: Wire, payload: bytes) -> None:
        self.welcome += json.loads(payload)["type"] == "chat.welcome"

    def _over(self, code: int) -> None:
        self.turned_away += code == 4429

    def close(self) -> None:
        for wire in self.wires:
            wire.transport.abort()


async def test_a_thousand_sockets_of_one_account_are_twenty(houses, make_show, make_user):
    """In one breath each process gives twenty; a second later the house as a whole does."""
    show, bob = await sync_to_async(make_show)(state="live"), await sync_to_async(make_user)("bob")
    cookie = await sync_to_async(cookie_of)(bob)
    many = Crowd(f"/ws/shows/{show.slug}/chat/?{urlencode({'after': 0})}", cookie)
    await many.open(houses[1], 1)  # somebody is there to hear it
    await many.open(houses[0], 11)
    await until(lambda: many.welcome == 12)
    await asyncio.sleep(2.5)  # what one process says to the other
    for _ in range(2):
        await asyncio.gather(*[many.open(host, MANY // 4) for host in houses])
    await until(lambda: many.welcome + many.turned_away == 12 + MANY)
    many.close()
    assert 20 <= many.welcome <= 12 + 9 + 9


async def test_who_writes_too_fast_here_is_too_fast_there(houses, make_show, make_user):
    show, bob = await sync_to_async(make_show)(state="live"), await sync_to_async(make_user)("bob")
    cookie = await sync_to_async(cookie_of)(bob)
    path = f"/ws/shows/{show.slug}/chat/"
    here, there = houses
    heard: list[str] = []

    def hear(_wire: Wire, payload: bytes) -> None:
        said = json.loads(payload)
        if "re" in said:
            heard.append(said.get("code", said["type"]))

    async def page(host: str) -> Wire:
        wire = await open_wire(host, path, cookie, hear, lambda _code: None)
        assert wire is not None
        return wire

    async def write(wire: Wire, name: str) -> None:
        """As much as one socket may at once."""
        for turn in range(8):
            said = {"v": 1, "type": "write", "id": turn, "client": f"{name}-{turn}", "text": name}
            wire.say(json.dumps(said))
            await asyncio.sleep(0.05)

    elsewhere = await page(there)
    for number in range(5):
        await write(await page(here), f"here-{number}")
    await until(lambda: len(heard) == 40)
    assert heard.count("written") >= 20
    await asyncio.sleep(1.5)  # what one process says to the other
    heard.clear()
    await write(elsewhere, "there")
    await until(lambda: len(heard) == 8)
    assert "socket.too_fast" in heard
