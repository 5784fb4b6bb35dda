"""An evening for benchmarks: the real site, a real Chromium, shows with open doors."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from typing import Any

from playwright.async_api import Browser, Page

from streaming.extras.door import Closed, Door
from streaming.extras.performer import Performer
from streaming.extras.reel import Loop
from streaming.extras.testcard import make_clip
from streaming.transport.engine import make_certificate
from tests.interop.stages import MAKE_STAGES, Stage
from tests.tools.live_server import ROOT, Site, environment_of, running_site
from tests.tools.servers import free_port
from tests.tools.temporary_folders import folder

SCRIPT = (Path(__file__).parent / "stage.js").read_text()
# Runs in each page before anything else: when the first picture was there, since when the socket of
# the show was being opened, and when it was asked for media.
FIRST_FRAME = """
globalThis.asked = {};
globalThis.WebSocket = class extends WebSocket {
  constructor(...how) {
    super(...how);
    asked.socket ??= performance.now();
  }
  send(text) {
    if (String(text).includes('"type":"watch"')) asked.watch ??= performance.now();
    super.send(text);
  }
};
document.addEventListener("playing", event => {
  if (event.target.tagName !== "VIDEO" || globalThis.firstFrame) return;
  event.target.requestVideoFrameCallback(() => {
    const requests = 1 + performance.getEntriesByType("resource").length;
    globalThis.firstFrame ??= {page: performance.now(), wall: Date.now(), requests, ...asked};
  });
}, true);
"""
FIND_MODULES = """
import json
from django.templatetags.static import static
names = ("line", "watching", "performing")
print(json.dumps({name: static(f"js/stage/{name}.js") for name in names}))
"""
SIGN_IN = """
from django.conf import settings
from django.test import Client
from shows.models import Show
client = Client()
client.force_login(Show.objects.get(slug="SLUG").creator)
print(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
CURTAIN = """
from shows.models import Broadcast
print(Broadcast.objects.get(show__slug="SLUG").started_at.timestamp() * 1000)
"""
GO_ON = """
from shows.models import Show
show = Show.objects.get(slug="SLUG")
print(show.state, show.broadcasts.count())
"""
BITRATE = 2_300_000
NO_LIMIT = "100000/min"
# A whole audience comes from one address.
ONE_ADDRESS = {"JOIN_RATE": NO_LIMIT, "ADDRESS_CONNECTIONS": "20000", "ADDRESS_SOCKETS": "20000"}


class Evening:
    """A site, a browser, and shows with open doors. Whoever performs may sit elsewhere."""

    def __init__(
        self, site: Site, browser: Browser, *, elsewhere: Browser | None = None, url: str = ""
    ) -> None:
        self.site, self.browser, self.elsewhere = site, browser, elsewhere or browser
        self.url = url or site.url
        made = self.ask(MAKE_STAGES).replace(site.url, self.url)
        self._stages = iter([Stage(**one) for one in json.loads(made)])
        self.modules = json.loads(self.ask(FIND_MODULES))
        self.clip = make_clip("VP8", (180,), 2)

    def ask(self, script: str, slug: str = "") -> str:
        """What a script says last in the shell of the site."""
        done = self.site.manage("shell", "-c", script.replace("SLUG", slug))
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    def stage(self) -> Stage:
        return next(self._stages)

    @asynccontextmanager
    async def page(
        self, url: str, browser: Browser | None = None, *, script: str = ""
    ) -> AsyncIterator[Page]:
        """In a context of its own: nothing cached, nobody known."""
        context = await (browser or self.browser).new_context()
        await context.add_init_script(FIRST_FRAME + script)
        page = await context.new_page()
        await page.goto(url, wait_until="commit")
        yield page
        await context.close()

    @asynccontextmanager
    async def crowd(self, stage: Stage, viewers: int) -> AsyncIterator[Page]:
        """A page full of viewers, and beside it one of the creator who performs."""
        async with (
            self.page(stage.foyer) as there,
            self.page(stage.foyer, self.elsewhere) as here,
        ):
            await self.sign_in(here, stage)
            await here.evaluate(SCRIPT)
            await here.evaluate("how => bench.appear(how)", self._how(stage))
            await self.fill(there, stage, viewers)
            yield there

    async def fill(self, page: Page, stage: Stage, viewers: int) -> None:
        """So many viewers in this page, each of whom sees."""
        await page.evaluate(SCRIPT)
        await page.evaluate("how => bench.crowd(how)", self._how(stage) | {"viewers": viewers})
        async with asyncio.timeout(60):
            while (await page.evaluate("bench.seen(0)"))["back"] < viewers:
                await asyncio.sleep(0.5)

    def _how(self, stage: Stage) -> dict:
        socket = f"/ws/shows/{slug_of(stage)}/"
        return {"modules": self.modules, "socket": socket, "whep": stage.whep_url}

    async def sign_in(self, page: Page, stage: Stage) -> None:
        name, value = self.ask(SIGN_IN, slug_of(stage)).split()
        await page.context.add_cookies([{"name": name, "value": value, "url": self.url}])
        await page.goto(stage.foyer)

    @asynccontextmanager
    async def performing(self, stage: Stage) -> AsyncIterator[Performer]:
        performer = await self.perform(stage)
        playing = asyncio.create_task(performer.perform())
        try:
            yield performer
        finally:
            playing.cancel()
            await performer.go()

    async def perform(self, stage: Stage) -> Performer:
        door = Door(stage.whip_url, stage.stream_key)
        while True:
            performer = Performer(make_certificate(), door, Loop(self.clip), bitrate=BITRATE)
            try:
                await performer.come()
                return performer
            except (Closed, OSError):
                performer.close()
                await asyncio.sleep(0.1)


def slug_of(stage: Stage) -> str:
    return stage.whep_url.rpartition("/")[2]


@contextmanager
def house(*flags: str, **more: Any) -> Iterator[Site]:
    with (
        folder("bench") as here,
        running_site(here, *flags, **ONE_ADDRESS, RELAY_MOST_OPENING="10000", **more) as site,
    ):
        yield site


@contextmanager
def apart() -> Iterator[Callable]:
    """A relay that is no child of the site, and what starts a site that commands it."""
    control, udp, port = f"127.0.0.1:{free_port()}", str(free_port()), free_port()
    known = {"RELAY_SECRET": "only for this benchmark, on this machine"}
    web = known | {"RELAYS": control, "RELAY_CONTROL": ""} | ONE_ADDRESS
    with folder("bench") as here:
        environment = environment_of(here / "relay", here / "mail") | known
        environment |= {"RELAY_CONTROL": control, "RELAY_UDP_PORT": udp}
        environment["RELAY_MOST_OPENING"] = "10000"
        environment |= {"BACKSTAGE_URL": f"http://localhost:{port}"}
        command = [sys.executable, str(ROOT / "manage.py"), "relay"]
        relay = Popen(command, env=environment, stdout=DEVNULL, stderr=DEVNULL)
        try:
            yield lambda: running_site(here, at=port, **web)
        finally:
            relay.terminate()
            relay.wait()
