"""A real house with a real PostgreSQL and a real Redis, which go away and come back.

Meanwhile pages, the API and the doors say 503 and when to come again, and no socket is closed.
"""

import asyncio
import json
import signal
import time
from contextlib import AsyncExitStack
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from websockets.asyncio.client import connect

from streaming.extras.findings import total
from streaming.extras.testcard import make_clip
from streaming.extras.viewer import Viewer
from tests.browser.tools.people import run_inside
from tests.conftest import missing
from tests.interop.stages import MAKE_STAGES, Stage
from tests.tools.live_server import running_site
from tests.tools.servers import free_port, missing_servers, postgresql_server, redis_server

from . import on_air

pytestmark = [pytest.mark.journey]
LONG = 60.0
SOCKETS = 5
OFFER = b"v=0\r\n"


class House:
    def __init__(self, site, control: str, postgresql, redis) -> None:
        self.site, self.postgresql, self.redis = site, postgresql, redis
        coming = self.ask("/api/v1/shows/?when=coming")[2]["results"]
        self.slug = next(one["slug"] for one in coming if one["seats_left"] is None)
        # After the choice of a show that nobody performs: these are coming, too.
        stages = (Stage(**one) for one in run_inside(site, MAKE_STAGES))
        self.on_air = on_air.House(site, control, stages)

    def ask(self, path: str, body: bytes | None = None, **more: str):
        """Status, headers and what was said, as JSON where it is that."""
        headers = {"Content-Type": "application/sdp", "Accept-Language": "en"} | more
        request = Request(self.site.url + path, data=body, headers=headers)
        try:
            answer = urlopen(request, timeout=LONG)
        except HTTPError as error:
            answer = error
        said = answer.read().decode()
        is_json = "json" in answer.headers.get("Content-Type", "")
        return answer.status, answer.headers, json.loads(said) if is_json else said

    def all(self) -> dict[str, int]:
        doors = {path: (path, None) for path in ("/", "/api/v1/shows/", "/healthz")}
        doors["whep"] = (f"/whep/{self.slug}", OFFER)
        return {name: self.ask(*door)[0] for name, door in doors.items()}

    def socket(self, kind: str = ""):
        address = self.site.url.replace("http", "ws")
        return connect(f"{address}/ws/shows/{self.slug}/{kind}", origin=self.site.url)

    async def settled(self, wanted: dict[str, int]) -> None:
        """Until each door answers so; what they said last otherwise."""
        said = {}
        try:
            async with asyncio.timeout(LONG):
                while said != wanted:
                    await asyncio.sleep(0.5)
                    said = await asyncio.to_thread(self.all)
                    assert 500 not in said.values(), said
        except TimeoutError:
            assert said == wanted


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    if lacking := missing_servers():
        missing(" and ".join(lacking))
    here = tmp_path_factory.mktemp("away")
    with postgresql_server() as postgresql, redis_server() as redis:
        servers = {"DATABASE_URL": postgresql.url, "REDIS_URL": redis.url}
        control = f"127.0.0.1:{free_port()}"
        relay = {"RELAY_SECRET": on_air.SECRET, "RELAY_CONTROL": control}
        more = servers | relay | {"API_READ_RATE": "100000/min"}
        with running_site(here, "--demo", "--still", **more) as site:
            yield House(site, control, postgresql, redis)


@pytest.fixture
def usual(house):
    return house.all()


async def pong(socket) -> None:
    await socket.send(json.dumps({"v": 1, "type": "ping", "id": 1}))
    await heard(socket, "pong")


async def heard(socket, kind: str) -> dict:
    async with asyncio.timeout(LONG):
        while True:
            if (said := json.loads(await socket.recv()))["type"] == kind:
                return said


AWAY = {"/": 503, "/api/v1/shows/": 503, "/healthz": 200, "whep": 503}
KEY = {"Authorization": "Bearer of-nobody"}


async def test_without_postgresql_everything_says_come_again(house, usual):
    async with house.socket() as socket, house.socket("chat/") as chat:
        for one in (socket, chat):
            await pong(one)
        house.postgresql.stop(signal.SIGINT)
        try:
            await house.settled(AWAY)
            _status, headers, page = await asyncio.to_thread(house.ask, "/")
            assert headers["Retry-After"] == "5" and "Back in a moment" in page
            for door in ("api/v1/shows/", f"whep/{house.slug}", f"whip/{house.slug}"):
                how = {} if door.startswith("api") else {"body": OFFER, **KEY}
                _status, headers, problem = await asyncio.to_thread(house.ask, f"/{door}", **how)
                assert (headers["Retry-After"], problem["code"]) == ("5", "server.unavailable")
            async with house.socket() as late:
                await late.wait_closed()
                assert late.close_code == 1013
        finally:
            house.postgresql.start()
        await house.settled(usual)
        for one in (socket, chat):
            await pong(one)


class Measuring(Viewer):
    """How long it waited for a packet, at most."""

    longest_gap = 0.0

    def on_media(self, packet: bytes, arrived: float) -> None:
        if self.last_media_at:
            self.longest_gap = max(self.longest_gap, arrived - self.last_media_at)
        super().on_media(packet, arrived)

    @property
    def lost(self) -> int:
        return total(one.findings for one in self.inspections.values()).lost


# Shorter than the outage by far, longer than any pause of a busy machine.
AWAY_SECONDS, LONGEST_GAP_SECONDS = 10.0, 5.0


async def test_without_postgresql_a_show_goes_on_and_reports_are_kept(house, usual):
    """One show of two goes on; the performer of the other leaves while nobody writes it down."""
    reel = make_clip("H264", (180,), 2)
    async with AsyncExitStack() as stack:
        stays = await stack.enter_async_context(on_air.evening(house.on_air, reel))
        leaves = await stack.enter_async_context(on_air.evening(house.on_air, reel))
        coming = on_air.watching(house.on_air, stays.stage, Measuring)
        viewer = await stack.enter_async_context(coming)
        for one in (stays, leaves):
            await state_becomes(house, one, "live")
        began = time.monotonic()
        await asyncio.to_thread(house.postgresql.stop, signal.SIGINT)
        try:
            await house.settled(AWAY)
            leaves.performer.close()
            await asyncio.sleep(AWAY_SECONDS)
            assert await asyncio.to_thread(house.all) == AWAY
        finally:
            await asyncio.to_thread(house.postgresql.start)
        await house.settled(usual)
        await state_becomes(house, leaves, "interrupted")
        assert await asyncio.to_thread(state_of, house, stays) == "live"
        print(f"away {time.monotonic() - began:.1f} s, longest gap {viewer.longest_gap:.3f} s")
        assert (viewer.failure, viewer.lost) == ("", 0)
        assert viewer.longest_gap < LONGEST_GAP_SECONDS
        assert (await asyncio.to_thread(house.on_air.described)).boot == stays.boot


def state_of(house, evening: on_air.Evening) -> str:
    slug = evening.stage.whep_url.rpartition("/")[2]
    return house.ask(f"/api/v1/shows/{slug}/")[2]["state"]


async def state_becomes(house, evening: on_air.Evening, state: str) -> None:
    async with asyncio.timeout(LONG):
        while await asyncio.to_thread(state_of, house, evening) != state:
            await asyncio.sleep(0.1)


async def test_without_redis_pages_answer_and_no_socket_is_closed(house, usual):
    async with house.socket() as socket, house.socket("chat/") as chat:
        for one in (socket, chat):
            await pong(one)
        house.redis.stop()
        try:
            for _ in range(3):
                assert await asyncio.to_thread(house.all) == usual
            late = await asyncio.gather(*(house.socket() for _ in range(SOCKETS)))
            for one in late:
                await heard(one, "show.state")
        finally:
            house.redis.start()
        for one in (socket, chat, *late):
            await pong(one)
        await is_told_of_changes([socket, *late], house)
        for one in late:
            await one.close()
    assert await asyncio.to_thread(house.all) == usual


async def is_told_of_changes(sockets, house) -> None:
    """Another process moves the show, and whoever was here before Redis went hears of it."""
    code = (
        "from datetime import timedelta; from shows.models import Show; "
        "from shows.signals import rescheduled; "
        f"show = Show.objects.get(slug='{house.slug}'); "
        "show.starts_at += timedelta(minutes=1); show.save(); "
        "rescheduled.send(Show, show=show, before=show.starts_at)"
    )
    said = await asyncio.to_thread(house.site.manage, "shell", "-c", code)
    assert said.returncode == 0, said.stderr
    states = await asyncio.gather(*(heard(one, "show.state") for one in sockets))
    assert len({state["starts_at"] for state in states}) == 1


async def test_a_redis_that_hangs_closes_nothing(house, usual):
    async with house.socket() as socket:
        await pong(socket)
        house.redis.process.send_signal(signal.SIGSTOP)
        try:
            assert await asyncio.to_thread(house.all) == usual
            async with house.socket() as late:
                await heard(late, "show.state")
            await pong(socket)
        finally:
            house.redis.process.send_signal(signal.SIGCONT)
        await pong(socket)
