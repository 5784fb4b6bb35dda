"""The machines of performers: a telephone, a laptop, one that sleeps, one without a camera."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.tools.people import PASSWORD, run_inside
from tests.interop.stages import soon_of
from tests.tools.chromium import CAMERA, running_chromium

from .test_studio import (
    CALLS,
    MAKE_EVENINGS,
    SMALL,
    Evening,
    air,
    go_live,
    hears,
    host_of,
    moves,
    picture,
    stands_still,
    watch,
)

pytestmark = [
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="module"),
]
WIDTH, HEIGHT, RATE = 180, 320, 15
TELEPHONE = {"width": 360, "height": 740}
# What a machine has that a browser without a screen has not: a battery, plugs, a lock on its sleep.
MACHINE = """
globalThis.machine = {streams: [], locks: 0};
const battery = Object.assign(new EventTarget(), {charging: true, level: 1});
navigator.getBattery = async () => battery;
machine.charge = (level, charging) => {
  Object.assign(battery, {level, charging});
  battery.dispatchEvent(new Event("levelchange"));
};
const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
if (ask) navigator.mediaDevices.getUserMedia = async how => {
  let stream = await ask(how);
  if (machine.isDeaf) stream = new AudioContext().createMediaStreamDestination().stream;
  machine.streams.push(stream);
  return stream;
};
machine.unplug = () => {
  const [track] = machine.streams.flatMap(one => one.getAudioTracks())
    .filter(one => one.readyState === "live").slice(-1);
  track.stop();
  track.dispatchEvent(new Event("ended"));
};
// What an encoder says that is too slow for three pictures at once.
const peers = [];
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...how) {
    super(...how);
    peers.push(this);
  }
  async getStats() {
    const told = await super.getStats();
    if (!machine.isWeak) return told;
    const weak = one => ({...one, qualityLimitationReason: "cpu", framesPerSecond: 15});
    const isPicture = one => one.type === "outbound-rtp" && one.kind === "video";
    return new Map([...told].map(([id, one]) => [id, isPicture(one) ? weak(one) : one]));
  }
};
machine.layers = () => peers.flatMap(one => one.getSenders())
  .flatMap(one => one.track?.kind === "video" ? one.getParameters().encodings : [])
  .map(one => one.active);
machine.refuses = false;
Object.defineProperty(navigator, "wakeLock", {value: {request: async () => {
  if (machine.refuses) throw new DOMException("", "NotAllowedError");
  machine.locks += 1;
  machine.lock = Object.assign(new EventTarget(), {
    release: async () => machine.lock.dispatchEvent(new Event("release")),
  });
  return machine.lock;
}}});
machine.hide = hidden => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
  if (hidden) machine.lock?.release();
};
"""


@pytest.fixture(scope="module")
def evenings(live_site) -> Iterator[Evening]:
    made = run_inside(live_site, MAKE_EVENINGS.format(password=PASSWORD))
    return iter([Evening(live_site.url, facts) for facts in made["doors"]])


@pytest.fixture
def evening(evenings) -> Evening:
    return next(evenings)


def write_film(path: Path) -> Path:
    """What a camera sees that is held upright: green above, dark below."""
    half, colours = WIDTH * HEIGHT // 2, WIDTH * HEIGHT // 4
    frame = b"FRAME\n" + bytes([150]) * half + bytes([40]) * half + bytes([60]) * colours * 2
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420jpeg\n"
    path.write_bytes(head.encode() + frame * 4)
    return path


@pytest.fixture(scope="module")
def name() -> str:
    """By which the processes of the telephone are known."""
    return f"--telephone={uuid4().hex}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def telephone(tmp_path_factory, name) -> AsyncIterator[Browser]:
    film = write_film(tmp_path_factory.mktemp("film") / "upright.y4m")
    async with running_chromium(
        *CAMERA, f"--use-file-for-fake-video-capture={film}", name
    ) as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def blind() -> AsyncIterator[Browser]:
    """A machine without a camera."""
    async with running_chromium(
        *CAMERA, "--use-fake-device-for-media-stream=device-count=0"
    ) as browser:
        yield browser


@asynccontextmanager
async def studio(browser: Browser, evening: Evening, **how) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="en-GB", **how)
    await context.add_init_script(SMALL + ";" + MACHINE)
    page = await context.new_page()
    await page.goto(evening.studio)  # by way of signing in
    user, password = host_of(evening)
    await page.fill("[name=login]", user)
    await page.fill("[name=password]", password)
    await page.locator("form[data-at=sign-in] [type=submit]").click()
    await page.wait_for_url(re.compile("/studio$"))
    yield page
    await context.close()


@asynccontextmanager
async def seat(browser: Browser, evening: Evening) -> AsyncIterator[Page]:
    """Somebody who watches."""
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    await page.goto(f"{evening.site}/archive/")
    await page.evaluate(CALLS)
    await watch(page, evening)
    yield page
    await context.close()


async def test_a_telephone_is_held_upright_and_a_laptop_runs_dry(telephone, evening):
    shape = {"viewport": TELEPHONE, "has_touch": True, "is_mobile": True}
    async with studio(telephone, evening, **shape) as host:
        await go_live(host)
        width = await host.evaluate("document.documentElement.scrollWidth")
        assert width <= TELEPHONE["width"]
        async with seat(telephone, evening) as viewer:
            await picture(viewer, lambda one: one["width"] > 0)
            seen = await viewer.evaluate("calls.seen()")
            assert seen["height"] > seen["width"]
            assert await host.evaluate("machine.layers()") == [True, True, True]
            await host.evaluate("machine.isWeak = true")

            assert await host.evaluate("machine.locks") == 1
            await host.evaluate("machine.charge(0.2, false)")
            await expect(host.get_by_text("Your battery is low (20 %)")).to_be_visible()
            await host.evaluate("machine.charge(0.2, true)")
            await expect(host.get_by_text("Your battery is low")).to_be_hidden()

            await host.evaluate("machine.unplug()")
            await expect(host.get_by_text("Your microphone is gone. “")).to_be_visible()
            await hears(viewer)

            await expect(host.get_by_text("Your device is busy")).to_be_visible()
            assert await host.evaluate("machine.layers()") == [False, True, True]
            await host.evaluate("machine.isWeak = false")

            await host.evaluate("machine.hide(true)")
            await moves(viewer)
            await host.evaluate("machine.refuses = true; machine.hide(false)")
            await expect(host.get_by_text("This device may fall asleep")).to_be_visible()
            await host.evaluate("machine.refuses = false; machine.hide(false)")
            await expect(host.get_by_text("This device may fall asleep")).to_be_hidden()
            assert await host.evaluate("machine.locks") == 2

            asked = asyncio.get_running_loop().create_future()
            host.on("dialog", lambda dialog: asked.done() or asked.set_result(dialog))
            await host.close(run_before_unload=True)
            dialog = await asyncio.wait_for(asked, 10)
            assert dialog.type == "beforeunload"
            await dialog.dismiss()
            await air(host, "live")


async def test_who_has_no_camera_is_heard_and_their_card_is_seen(blind, evening):
    async with studio(blind, evening) as host:
        await expect(host.get_by_text("no camera", exact=False).first).to_be_visible()
        await is_not_heard(host)
        await go_live(host)
        said = "Your audience hears you, and sees the card of the show."
        await expect(host.get_by_text(said)).to_be_visible()
        async with seat(blind, evening) as viewer:
            await hears(viewer)
            await picture(viewer, lambda one: one["width"] > 0)
            await moves(viewer)


async def is_not_heard(host: Page) -> None:
    """A microphone that hears nothing is told of before anybody goes live with it."""
    microphones = host.get_by_label("Microphone", exact=True)
    await host.evaluate("machine.isDeaf = true")
    await microphones.select_option(index=1)
    await expect(host.get_by_text("We can’t hear you.")).to_be_visible()
    await host.evaluate("machine.isDeaf = false")
    await microphones.select_option(index=0)
    await expect(host.get_by_text("We can’t hear you.")).to_be_hidden()


async def test_whoever_sleeps_comes_back_by_themselves(telephone, blind, name, evening):
    """The machine of the performer sleeps; then the page of a viewer stands still."""
    async with studio(telephone, evening) as host:
        await go_live(host)
        async with seat(blind, evening) as viewer:
            await moves(viewer)
            with asleep(name):
                await stands_still(viewer)
                await soon_of(lambda: state(evening, viewer), lambda it: it == "interrupted")
            await soon_of(lambda: state(evening, viewer), lambda it: it == "live")
            await air(host, "live")
            await moves(viewer)

            devtools = await viewer.context.new_cdp_session(viewer)
            await devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
            await asyncio.sleep(3)
            await devtools.send("Page.setWebLifecycleState", {"state": "active"})
            await moves(viewer)


async def state(evening: Evening, page: Page) -> str:
    answer = await page.request.get(f"{evening.site}/api/v1/shows/{evening.facts['slug']}/")
    return (await answer.json())["state"]


@contextmanager
def asleep(name: str) -> Iterator[None]:
    everybody = processes(name)
    assert len(everybody) > 2, "a browser is several processes"
    for one in everybody:
        os.kill(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in everybody:
            os.kill(one, signal.SIGCONT)


def processes(name: str) -> list[int]:
    """The browser that was started by this name, and all that it has started."""
    parents: dict[int, int] = {}
    found: list[int] = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        pid = int(folder.name)
        parents[pid] = int(re.search(r"PPid:\s(\d+)", status)[1])
        if name.encode() in line and b"--type=" not in line and b"chrom" in line:
            found.append(pid)
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found
