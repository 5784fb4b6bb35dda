"""An evening on air in a real house on loopback: somebody performs, somebody watches, and whoever
attacks sits in between. It tells what honest people feel: nothing ends, and packets keep coming.
"""

import asyncio
import http.client
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from streaming.control.codec import decode_answer, encode
from streaming.control.commands import Describe, Described
from streaming.extras.door import Closed, Door
from streaming.extras.performer import Performer
from streaming.extras.reel import Loop, Reel
from streaming.extras.viewer import Viewer
from streaming.transport.engine import Certificate, make_certificate
from tests.browser.tools.people import run_inside
from tests.interop.stages import MAKE_STAGES, Stage
from tests.tools.live_server import Site, running_site
from tests.tools.servers import free_port

SECRET = "only for these attacks, on this machine"
PATIENCE_SECONDS = 30.0
STEP_SECONDS = 0.005
PHASE_SECONDS = 3.0
# A machine busy with ten other things halves what comes; an attack that works leaves nothing.
LEAST_SHARE = 0.4


@dataclass
class House:
    """A site with its relay, and shows with open doors."""

    site: Site
    control: str
    stages: Iterator[Stage]
    certificate: Certificate = field(default_factory=make_certificate)

    def described(self) -> Described:
        """What the relay says of itself."""
        body = self._http("POST", "/v1/commands", encode(Describe()))
        found = decode_answer(body)
        assert isinstance(found, Described)
        return found

    def count(self, name: str) -> int:
        """A counter of the relay."""
        lines = [line.split('"') for line in self._http("GET", "/v1/tally").decode().splitlines()]
        return next((int(count.strip("} ")) for _, what, count in lines if what == name), 0)

    def _http(self, method: str, path: str, body: bytes = b"") -> bytes:
        connection = http.client.HTTPConnection(self.control, timeout=20)
        try:
            connection.request(method, path, body, {"Authorization": f"Bearer {SECRET}"})
            return connection.getresponse().read()
        finally:
            connection.close()

    def viewer(self, stage: Stage) -> Viewer:
        return Viewer(self.certificate, Door(stage.whep_url), media_filter=False)


@contextmanager
def house_on_air(folder: Path) -> Iterator[House]:
    control = f"127.0.0.1:{free_port()}"
    relay = {"RELAY_SECRET": SECRET, "RELAY_CONTROL": control, "RELAY_MOST_SESSIONS": "80"}
    with running_site(folder, "--demo", **relay) as site:
        yield House(site, control, (Stage(**one) for one in run_inside(site, MAKE_STAGES)))


@dataclass
class Evening:
    """Both are honest."""

    house: House
    stage: Stage
    performer: Performer
    viewer: Viewer
    boot: str

    async def packets(self, seconds: float = PHASE_SECONDS) -> float:
        """How many packets of media a second reach the viewer."""
        began, before = time.monotonic(), self.viewer.counts["rtp"]
        await asyncio.sleep(seconds)
        return (self.viewer.counts["rtp"] - before) / (time.monotonic() - began)

    async def goes_on(self, usual: float) -> None:
        """Whatever happened: the same relay, both still there, and as much as before the attack."""
        assert (await asyncio.to_thread(self.house.described)).boot == self.boot
        assert (self.performer.failure, self.viewer.failure) == ("", "")
        async with asyncio.timeout(PATIENCE_SECONDS):  # a busy machine may hold one phase up
            while await self.packets() <= usual * LEAST_SHARE:
                pass
        assert "is ended" not in self.house.site.said
        assert "Traceback" not in self.house.site.said


@asynccontextmanager
async def evening(house: House, reel: Reel) -> AsyncIterator[Evening]:
    stage = next(house.stages)
    performer = Performer(house.certificate, Door(stage.whip_url, stage.stream_key), Loop(reel))
    await performer.come()
    playing = asyncio.create_task(performer.perform())
    try:
        await until(lambda: performer.is_connected or performer.failure)
        async with watching(house, stage) as viewer:
            boot = (await asyncio.to_thread(house.described)).boot
            yield Evening(house, stage, performer, viewer, boot)
    finally:
        playing.cancel()
        performer.close()


@asynccontextmanager
async def watching(
    house: House, stage: Stage, kind: type[Viewer] = Viewer
) -> AsyncIterator[Viewer]:
    """Somebody who watches, from the first picture on."""
    viewer = kind(house.certificate, Door(stage.whep_url), media_filter=False)
    ticking = None
    try:
        await come_in(viewer)
        ticking = asyncio.create_task(living(viewer))
        await until(lambda: viewer.first_media_at or viewer.failure)
        assert viewer.failure == ""
        yield viewer
    finally:
        if ticking:
            ticking.cancel()
        await viewer.go()


async def come_in(viewer: Viewer) -> None:
    """Once somebody performs: the site learns it from the relay."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                return await viewer.come()
            except Closed as refusal:
                if refusal.status not in (409, 429):
                    raise
                await asyncio.sleep(0.2)


async def living(viewer: Viewer) -> None:
    while True:
        viewer.tick(time.monotonic())
        await asyncio.sleep(STEP_SECONDS)


async def until(true) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not true():
            await asyncio.sleep(0.02)


async def count_of(house: House, name: str, least: int = 1) -> int:
    """The counter, once it has come so far."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (found := await asyncio.to_thread(house.count, name)) < least:
            await asyncio.sleep(0.1)
    return found
