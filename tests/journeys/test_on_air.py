"""A show goes on air in the real product: site and relay, performer and viewer, and faults."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from streaming.extras.door import Closed, Door
from streaming.extras.findings import total
from streaming.extras.performer import Performer
from streaming.extras.reel import Loop
from streaming.extras.testcard import make_clip
from streaming.extras.viewer import Viewer
from streaming.transport.engine import make_certificate
from tests.browser.tools.people import run_inside
from tests.streaming.extras.test_clip import write_mp4
from tests.tools.live_server import ROOT, environment_of, running_site
from tests.tools.servers import free_port

pytestmark = [pytest.mark.journey]
SOON_SECONDS = 60.0
CONSENT_SECONDS = 30.0  # RFC 7675: so long a peer may send to one that does not answer


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("on-air")) as site:
        yield site


@pytest.fixture(scope="module")
def reel():
    return make_clip("H264", (180,), 2)


# Some at once, because each start of Django takes a second.
MAKE_EVENINGS = """
import json
from streaming.management.commands.demo_show import make_demo_show
print(json.dumps([make_demo_show() for _ in range(6)]))
"""


class Evening:
    """One demo show, seen from outside."""

    def __init__(self, site) -> None:
        if not site.evenings:
            site.evenings = run_inside(site, MAKE_EVENINGS)
        self.facts = site.evenings.pop()
        self.watching = Door(self.facts["whep_url"])
        self.performing = Door(self.facts["whip_url"], self.facts["stream_key"])
        self.slug = self.facts["whip_url"].rpartition("/")[2]

    def state(self) -> str:
        """What the show is, as anybody reads it from the API."""
        site = self.facts["whip_url"].split("/whip/")[0]
        return httpx.get(f"{site}/api/v1/shows/{self.slug}/", timeout=60).json()["state"]

    async def becomes(self, state: str) -> None:
        await until(lambda: self.state() == state, state)


async def until(true, what: str) -> None:
    for _ in range(int(SOON_SECONDS / 0.1)):
        if await asyncio.to_thread(true):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{what} did not come true")


@asynccontextmanager
async def performing(evening: Evening, reel):
    performer = Performer(make_certificate(), evening.performing, Loop(reel))
    for _ in range(60):  # a relay that has just begun anew is asked again, as encoders do
        try:
            await performer.come()
            break
        except Closed as closed:
            if closed.status not in (409, 503):
                raise
            await asyncio.sleep(0.5)
    playing = asyncio.create_task(performer.perform())
    try:
        yield performer
    finally:
        await performer.go()
        playing.cancel()


@asynccontextmanager
async def viewing(evening: Evening):
    viewer = Viewer(make_certificate(), evening.watching)
    await viewer.come()

    living = asyncio.create_task(tick(viewer))
    try:
        yield viewer
    finally:
        living.cancel()
        await viewer.go()


async def tick(viewer: Viewer) -> None:
    while True:
        viewer.tick(time.monotonic())
        await asyncio.sleep(0.005)


def relay_of(site) -> int:
    """The process of the relay beside the site."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes()
            parent = re.search(r"PPid:\s(\d+)", (folder / "status").read_text())
        except OSError:
            continue
        if b"streaming.relay" in line and parent and int(parent[1]) == site.process.pid:
            return int(folder.name)
    raise AssertionError("no relay runs")


async def an_interval(site, evening: Evening, viewer: Viewer) -> None:
    """The host pauses and resumes; the encoder sends all the time, and knows nothing of it."""
    code = (
        "import time; from shows.air import hosting; from shows.models import Show\n"
        f"show = Show.objects.get(slug='{evening.slug}'); host = show.creator\n"
        "hosting.pause(show, by=host); time.sleep(4); hosting.go_on(show, by=host); time.sleep(1)"
    )
    pausing = asyncio.create_task(asyncio.to_thread(site.manage, "shell", "-c", code))
    await evening.becomes("intermission")
    await asyncio.sleep(1)
    before = total(one.findings for one in viewer.inspections.values())
    await asyncio.sleep(1)
    assert total(one.findings for one in viewer.inspections.values()).packets == before.packets
    await evening.becomes("live")
    await until(lambda: total(one.findings for one in viewer.inspections.values()).frames
                > before.frames + 10, "a picture after the interval")  # fmt: skip
    assert (await pausing).returncode == 0


async def test_a_show_goes_live_is_watched_interrupted_and_goes_on(site, reel):
    evening = Evening(site)
    assert evening.state() == "doors"
    with pytest.raises(Closed) as closed:
        await evening.watching.knock("v=0")
    assert (closed.value.status, closed.value.retry_after is not None) == (409, True)
    async with performing(evening, reel):
        await evening.becomes("live")
        async with viewing(evening) as viewer:
            await until(lambda: viewer.first_keyframe_at > 0, "a keyframe")
            await an_interval(site, evening, viewer)
    await evening.becomes("interrupted")
    async with performing(evening, reel):
        await evening.becomes("live")
    await evening.becomes("interrupted")
    code = (
        "from datetime import timedelta; from shows.models import Broadcast as B\n"
        f"b = B.objects.get(show__slug='{evening.slug}', ended_at=None)\n"
        "b.interrupted_at -= timedelta(seconds=601); b.save()"
    )
    assert site.manage("shell", "-c", code).returncode == 0  # their grace is over
    await evening.becomes("ended")
    with pytest.raises(Closed) as closed:
        await evening.performing.knock("v=0")
    assert (closed.value.status, closed.value.retry_after) == (409, None)


async def test_a_revoked_key_ends_the_performance(site, reel):
    evening = Evening(site)
    async with performing(evening, reel):
        await evening.becomes("live")
        prefix = evening.facts["stream_key"].partition("-")[0]
        code = (
            "import time; from shows.models import StreamKey as K\n"
            "from shows.planning.keys import revoke_key\n"
            f"k = K.objects.get(prefix='{prefix}'); revoke_key(k, by=None); time.sleep(3)"
        )
        # Another process than the one that serves: as the admin's or a worker's would be.
        revoking = await asyncio.to_thread(site.manage, "shell", "-c", code)
        assert revoking.returncode == 0, revoking.stderr
        await evening.becomes("interrupted")
    with pytest.raises(Closed) as closed:
        await evening.performing.knock("v=0")
    assert closed.value.status == 401


async def test_a_relay_that_is_killed_is_replaced_and_the_show_goes_on(site, reel, tmp_path):
    evening, of_the_command = Evening(site), Evening(site)
    command = asyncio.create_task(asyncio.to_thread(perform_a_film, of_the_command, site, tmp_path))
    async with performing(evening, reel):
        await evening.becomes("live")
        await of_the_command.becomes("live")
        before = relay_of(site)
        os.kill(before, signal.SIGKILL)
        killed_at = time.monotonic()
        await evening.becomes("interrupted")
    async with performing(evening, reel):
        await evening.becomes("live")
    assert relay_of(site) != before
    said = await command
    assert (said.returncode, time.monotonic() - killed_at < CONSENT_SECONDS) == (1, True)
    assert "The performance is over: the other side has not answered for 15 seconds." in said.stderr


def perform_a_film(evening: Evening, site, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command, which nothing but the relay ends."""
    write_mp4(folder / "film.mp4", bframes=0)
    whip, key = evening.facts["whip_url"], evening.facts["stream_key"]
    return site.manage(
        "perform", evening.slug, f"{folder}/film.mp4", f"--url={whip}", f"--key={key}"
    )


async def stays_on_air(evening: Evening, reel) -> str:
    """Performs as OBS does: comes again when the relay says that it is over, and gives up when
    nothing is heard any more; why."""
    while True:
        async with performing(evening, reel) as performer:
            await until(lambda: performer.failure, "an end")
        if performer.failure != "the other side has closed":
            return performer.failure


async def test_an_encoder_comes_back_by_itself_after_a_relay_restart(site, reel):
    evening = Evening(site)
    encoder = asyncio.create_task(stays_on_air(evening, reel))
    await evening.becomes("live")
    before = relay_of(site)
    async with viewing(evening) as viewer:
        await until(lambda: viewer.first_keyframe_at > 0, "a keyframe")
        os.kill(before, signal.SIGTERM)
        await until(lambda: viewer.failure, "a word to the viewer")
        assert viewer.failure == "the other side has closed"
    await evening.becomes("interrupted")
    await evening.becomes("live")
    assert not encoder.done()
    code = (
        "from shows.models import Broadcast as B\n"
        f"print(list(B.objects.filter(show__slug='{evening.slug}').values_list('ended_at')))"
    )
    said = await asyncio.to_thread(site.manage, "shell", "-v0", "-c", code)
    assert said.stdout == "[(None,)]\n", said.stderr
    assert relay_of(site) != before
    encoder.cancel()


async def test_the_site_ends_with_its_relay_while_somebody_performs(tmp_path, reel):
    with running_site(tmp_path) as site:
        evening = Evening(site)
        async with performing(evening, reel):
            await evening.becomes("live")
            relay = relay_of(site)
            assert await asyncio.to_thread(site.stop) == 0
        assert not Path(f"/proc/{relay}").exists()
        assert "Traceback" not in site.said


async def test_over_https_with_a_certificate_of_its_own(tmp_path, reel):
    with running_site(tmp_path, "--https") as site:
        evening = Evening(site)
        async with performing(evening, reel):
            await until(lambda: is_live(evening), "live")


def is_live(evening: Evening) -> bool:
    site = evening.facts["whip_url"].split("/whip/")[0]
    found = httpx.get(f"{site}/api/v1/shows/{evening.slug}/", verify=False, timeout=60)  # noqa: S501
    return found.json()["state"] == "live"


@contextmanager
def relay_alone(folder: Path):
    """`manage.py relay` as a process of its own; how a site is started that uses it, again and
    again at one port."""
    port, control = free_port(), f"127.0.0.1:{free_port()}"
    shared = {"RELAY_SECRET": "shared", "SECRET_KEY": "k" * 50}
    here = {"RELAY_CONTROL": control, "RELAY_UDP_PORT": "0"}
    environment = environment_of(folder, folder) | shared | here
    environment["BACKSTAGE_URL"] = f"http://127.0.0.1:{port}"
    command = [sys.executable, str(ROOT / "manage.py"), "relay"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert json.loads(process.stdout.readline())["control"] == control
        yield partial(running_site, folder, at=port, RELAY_CONTROL="", RELAYS=control, **shared)
        process.terminate()
        assert process.wait(10) in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


async def test_a_site_that_is_killed_costs_no_picture_and_no_report(tmp_path, reel):
    """With a relay of its own: nobody on it notices, and the site hears what it missed."""
    with relay_alone(tmp_path) as site_beside:
        with site_beside() as site:
            evening = Evening(site)
            performer = Performer(make_certificate(), evening.performing, Loop(reel))
            await performer.come()
            playing = asyncio.create_task(performer.perform())
            await evening.becomes("live")
            viewer = Viewer(make_certificate(), evening.watching)
            await viewer.come()
            living = asyncio.create_task(tick(viewer))
            await until(lambda: viewer.first_keyframe_at > 0, "a keyframe")
            site.process.kill()
            site.process.wait()
        without_site = time.monotonic()
        await until(lambda: viewer.last_media_at > without_site + 1, "media without a site")
        # Gone while nobody listens: the relay keeps the report until somebody does.
        playing.cancel()
        performer.close()
        await asyncio.sleep(3)
        with site_beside():
            await evening.becomes("interrupted")
        living.cancel()
        viewer.close()
