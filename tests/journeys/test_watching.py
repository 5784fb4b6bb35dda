"""What viewers see on the page of a show, in real browsers, whatever happens behind it."""

import asyncio
import os
import re
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from streaming.extras.door import Door
from streaming.extras.testcard import make_clip
from tests.tools.chromium import running_chromium
from tests.tools.live_server import running_site

from .test_on_air import Evening, performing, relay_alone, relay_of

pytestmark = [
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="module"),
]
SOON_SECONDS = 60.0
STAGE = "live-player"
# What has come through to a page so far, and by which session.
SEEN = """async () => {
  const {session, condition} = document.querySelector("live-player").watching;
  const seen = {session: session?.id, way: session?.etag, condition,
    frames: 0, energy: 0, packets: 0, lost: 0, height: 0};
  for (const one of (await session?.peer.getStats())?.values() ?? []) {
    if (one.type !== "inbound-rtp") continue;
    seen.frames += one.framesDecoded ?? 0;
    seen.height = Math.max(seen.height, one.frameHeight ?? 0);
    seen.energy += one.totalAudioEnergy ?? 0;
    seen.packets += one.packetsReceived;
    seen.lost += one.packetsLost;
  }
  return seen;
}"""

# As many readings of a line that loses a fifth, between those of the real one, which loses nothing.
LOSES = """times => {
  const {watching} = document.querySelector("live-player");
  const detail = {isFlowing: true, lossShare: 0.2, height: 180, flows: new Map()};
  for (; times; times -= 1) watching.dispatchEvent(new CustomEvent("reading", {detail}));
}"""

# A network that lets no media through while `blocked` says so: the relay is said to be at an
# address for documentation, where nobody answers. What the page shows and says is written down.
NO_UDP = """
window.blocked = true;
const answered = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = function ({type, sdp}) {
  const elsewhere = sdp.replace(/^(a=candidate:\\S+ \\d \\S+ \\d+ )\\S+/gm, "$1192.0.2.1");
  return answered.call(this, {type, sdp: window.blocked ? elsewhere : sdp});
};
window.scenes = new Set();
window.voiced = new Set();
addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  window.scenes.add(document.querySelector("live-player")?.dataset.scene);
  window.voiced.add(document.querySelector("[data-at=voice]")?.textContent);
}).observe(document, {subtree: true, childList: true, attributes: true}));
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with running_site(tmp_path_factory.mktemp("watching")) as site:
        yield site


@pytest.fixture(scope="module")
def reel():
    """Two layers, `h` and `m`."""
    return make_clip("H264", (180, 90), 1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium():
    async with running_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(chromium):
    """Pages of fresh visitors; an error in a script fails the test."""
    contexts, errors = [], []

    async def open_one(address: str, script: str = "") -> Page:
        context = await chromium.new_context(locale="en-GB")
        contexts.append(context)
        page = await context.new_page()
        await page.add_init_script(script)
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(address)
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert errors == []


async def scene(page: Page, name: str) -> None:
    """What is to be seen: waiting, picture, sound or dark."""
    stage = page.locator(f"{STAGE}[data-scene={name}]")
    await stage.wait_for(timeout=SOON_SECONDS * 1000)


async def seen(page: Page, true: Callable[[dict], bool]) -> dict:
    """The first reading that will do."""
    found: dict = {}
    try:
        async with asyncio.timeout(SOON_SECONDS):
            while not true(found := await page.evaluate(SEEN)):
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"It came to nothing better than {found}") from None
    return found


async def moves(page: Page) -> dict:
    """Pictures are decoded and sound has energy, from now on; after a press where the browser wants
    one before it makes any noise."""
    if await (press := page.get_by_role("button", name="Tap for sound")).is_visible():
        await press.click()
    before = await page.evaluate(SEEN)
    return await seen(
        page,
        lambda now: (
            now["frames"] > before["frames"] + 10 and now["energy"] > max(0, before["energy"])
        ),
    )


async def test_whoever_waits_sees_it_begin_and_two_see_and_hear_the_same(site, reel, open_page):
    evening = Evening(site)
    early = await open_page(evening.facts["show_url"])
    await expect(early.get_by_text("the picture starts here by itself")).to_be_visible()
    async with performing(evening, reel):
        await scene(early, "picture")  # without a press or a click
        behind_a_wall = await open_page(evening.facts["show_url"], NO_UDP)
        late = await open_page(evening.facts["show_url"])
        await scene(late, "picture")
        for page in (early, late):
            assert (await moves(page))["lost"] == 0
        await expect(late.get_by_text("2 watching").first).to_be_visible()
        await controls(late)
        await turns(late)
        await qualities(early)
        await repairs(early)
        await lets_nothing_through(behind_a_wall, late)
        first = await late.evaluate(SEEN)
    await scene(early, "dark")
    await expect(late.get_by_text("stay seated")).to_be_visible()
    async with performing(evening, reel):
        await scene(early, "picture")
        await scene(late, "picture")
        assert (await moves(late))["session"] == first["session"]
        await leaves(await open_page(evening.facts["show_url"]), early)
        await is_taken_over(evening, late)
    await end(evening, await open_page(f"{site.url}/accounts/login/"))
    for page in (early, late):
        await expect(page.get_by_text("The curtain has fallen")).to_be_visible()


async def end(evening: Evening, page: Page) -> None:
    """As the host of the show."""
    await page.fill("[name=login]", evening.facts["username"])
    await page.fill("[name=password]", evening.facts["password"])
    await page.locator("form[data-at=sign-in] [type=submit]").click()
    await page.goto(evening.facts["show_url"])
    await scene(page, "dark")
    ended = await page.evaluate(f"document.querySelector('{STAGE}').line.ask('show.end')")
    assert ended["type"] == "done"


async def controls(page: Page) -> None:
    """Each key does what the list of keys says, and the badge says how old the picture is."""
    player = page.locator(STAGE)
    await expect(player.locator(".player-late")).to_have_text(re.compile(r"\d"))
    muted = "document.querySelector('live-player video').muted"
    loud = "document.querySelector('live-player video').volume"
    await page.keyboard.press("m")
    assert await page.evaluate(muted)
    await page.keyboard.press("m")
    assert not await page.evaluate(muted)
    await player.get_by_role("slider", name="Volume").fill("50")
    assert await page.evaluate(loud) == 0.5
    await page.keyboard.press("t")
    await page.keyboard.press("ArrowUp")
    assert await page.evaluate(loud) > 0.5
    await page.keyboard.press("f")
    await page.wait_for_function("() => document.fullscreenElement?.localName === 'live-player'")
    await page.keyboard.press("f")
    await page.wait_for_function("() => !document.fullscreenElement")
    await page.keyboard.press("Escape")
    assert not await page.evaluate("document.documentElement.hasAttribute('data-theatre')")
    await page.keyboard.press("i")
    await page.wait_for_function("() => document.pictureInPictureElement?.matches('live-player *')")
    await page.keyboard.press("i")
    await page.wait_for_function("() => !document.pictureInPictureElement")
    await page.keyboard.press("?")
    await expect(player.get_by_role("heading", name="Keys")).to_be_visible()
    await player.get_by_role("button", name="Close").click()
    await player.get_by_role("button", name="Pause", exact=True).click()
    paused = "document.querySelector('live-player video').paused"
    assert await page.evaluate(paused)
    live, late = player.locator(".badge-live"), player.locator(".player-late")
    await expect(player.locator(".player-paused")).to_have_text("Paused")
    await expect(live.or_(late).filter(visible=True)).to_have_count(0)
    await player.get_by_role("button", name="Play", exact=True).click()
    await expect(live).to_be_visible()
    captions = player.locator("[data-do=captions]")
    await expect(captions).to_have_attribute("aria-label", "Captions: there are none yet")
    await expect(captions).to_be_disabled()


async def turns(page: Page) -> None:
    """A telephone in the middle of the show: the picture keeps its shape and goes on."""
    before = await page.evaluate(SEEN)
    for width, height in ((360, 740), (740, 360), (1280, 720)):
        await page.set_viewport_size({"width": width, "height": height})
        box = await page.locator(f"{STAGE} .player-surface").bounding_box()
        assert box and box["width"] <= width and box["height"] <= height
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        fit = "getComputedStyle(document.querySelector('live-player video')).objectFit"
        assert await page.evaluate(fit) == "contain"
        assert (await moves(page))["session"] == before["session"]


async def qualities(page: Page) -> None:
    """Each that is there, and sound alone."""
    menu = page.get_by_role("combobox", name="Quality")
    assert await menu.locator("option").evaluate_all("all => all.map(one => one.value)") == [
        "auto", "h", "m", "audio",
    ]  # fmt: skip
    for name, height in (("m", 90), ("h", 180)):
        await menu.select_option(name)
        await seen(page, lambda now, height=height: now["height"] == height)
    await menu.select_option("audio")
    await scene(page, "sound")
    await menu.select_option("auto")
    await scene(page, "picture")


async def is_taken_over(evening: Evening, page: Page) -> None:
    """By an encoder, which sends one layer: there is nothing left to choose but sound alone."""
    door, evening.performing = evening.performing, taking_over(evening.performing)
    async with performing(evening, make_clip("H264", (270,), 1)):
        await seen(page, lambda now: now["height"] == 270)
        options = page.get_by_role("combobox", name="Quality").locator("option")
        await expect(options).to_have_count(2)
        values = await options.evaluate_all("all => all.map(one => one.value)")
        assert values == ["auto", "audio"]
    evening.performing = door


def taking_over(door: Door) -> Door:
    return Door(f"{door.url}?take_over=1", door.key)


async def leaves(page: Page, other: Page) -> None:
    """Whoever closes the page is not counted any more, at once."""
    await scene(page, "picture")
    await expect(other.get_by_text("3 watching").first).to_be_visible()
    await page.goto("about:blank")
    await expect(other.get_by_text("2 watching").first).to_be_visible()


async def hints(page: Page) -> None:
    """In words, once the line has been bad for a while; and no longer than it is."""
    sentence = page.get_by_text("Your connection loses parts of the show on the way.").first
    await expect(sentence).to_be_hidden()
    await page.evaluate(LOSES, 5)
    await expect(sentence).to_be_hidden()
    await page.evaluate(LOSES, 12)
    await expect(sentence).to_be_visible()
    await expect(sentence).to_be_hidden()


async def lets_nothing_through(page: Page, other: Page) -> None:
    """The page says what is wrong and what helps, and goes on trying; nobody is counted for it."""
    stage, voice = page.locator(".player-slate"), page.locator(f"{STAGE} [data-at=voice]")
    for place in (stage, voice):
        sentence = "Your network doesn’t let live video through (UDP)."
        await expect(place).to_contain_text(sentence)
        await expect(place).to_contain_text(re.compile(r"allow UDP to [\d.]+:\d+\."))
    await expect(stage).to_be_visible()
    assert await page.evaluate("[...scenes]") == ["waiting"]
    assert "The picture is here." not in await page.evaluate("[...voiced]")
    await expect(other.get_by_text("2 watching").first).to_be_visible()
    await page.evaluate("blocked = false; dispatchEvent(new Event('online'))")
    await scene(page, "picture")
    await expect(stage).to_be_hidden()
    await expect(voice).to_have_text("The picture is here.")
    await page.goto("about:blank")


async def repairs(page: Page) -> None:
    """Another network: the same session by another way. A session that is gone: another one."""
    before = await moves(page)
    await page.evaluate("dispatchEvent(new Event('online'))")
    await seen(page, lambda now: now["way"] != before["way"] and now["condition"] == "well")
    after = await moves(page)
    assert (after["session"], after["lost"]) == (before["session"], before["lost"])
    whep = await page.locator(STAGE).get_attribute("data-whep")
    await page.evaluate(f"fetch('{whep}/{after['session']}', {{method: 'DELETE'}})")
    await seen(page, lambda now: now["session"] not in (None, after["session"]))
    await moves(page)


async def test_of_two_performers_one_is_large_and_the_viewer_swaps_them(site, reel, open_page):
    evening, guest = Evening(site), Evening(site)
    code = (
        "from accounts.models import User; from shows.models import Show; from shows.planning "
        "import keys\n"
        f"show = Show.objects.get(slug='{evening.slug}')\n"
        f"user = User.objects.get(username='{guest.facts['username']}')\n"
        "user.display_name = 'Grace'; user.save()\n"
        "show.cast.create(user=user, part='performer', answer='accepted')\n"
        "print(keys.issue_key(show, holder=user, by=show.creator)[1])"
    )
    issued = await asyncio.to_thread(site.manage, "shell", "-v0", "-c", code)
    assert issued.returncode == 0, issued.stderr
    guest.performing = Door(evening.facts["whip_url"], issued.stdout.strip())
    page = await open_page(evening.facts["show_url"])
    async with performing(evening, reel):
        await scene(page, "picture")
        async with performing(guest, reel):
            await page.get_by_role("button", name="Show Grace large").click()
            await expect(page.locator(".tile[data-main][data-picture]")).to_have_text("Grace")
            await page.keyboard.press("t")
            await page.keyboard.press("ArrowRight")
            await expect(page.locator(".tile[data-main]")).to_have_text("Demo Company")
        await expect(page.locator(".tile:visible")).to_have_count(1)
        assert (await moves(page))["lost"] == 0


async def test_when_the_relay_is_killed_the_picture_comes_back_by_itself(site, reel, open_page):
    evening = Evening(site)
    pages = [await open_page(evening.facts["show_url"]) for _ in range(2)]
    async with performing(evening, reel):
        before = {}
        for page in pages:
            await scene(page, "picture")
            before[page] = (await moves(page))["session"]
        relay = await asyncio.to_thread(relay_of, site)
        os.kill(relay, signal.SIGKILL)
        killed_at = time.monotonic()
        async with performing(evening, reel):
            for page in pages:
                await seen(page, lambda now, page=page: now["session"] not in (None, before[page]))
                await moves(page)
                await scene(page, "picture")
            print(f"back after {time.monotonic() - killed_at:.1f} s")


async def test_when_the_site_begins_anew_no_packet_is_lost(tmp_path, reel, open_page):
    """With a relay of its own: the picture goes on, and the page is back on its line by itself."""
    with relay_alone(tmp_path) as site_beside:
        with site_beside() as site:
            evening = Evening(site)
            page = await open_page(evening.facts["show_url"])
            stage = performing(evening, reel)
            await stage.__aenter__()
            await scene(page, "picture")
            before = await moves(page)
            site.process.kill()
            site.process.wait()
        await moves(page)  # nobody serves the page now
        await expect(page.get_by_text("The show goes on; the rest of the page")).to_be_visible()
        with ExitStack() as later:
            # In a thread: who performs goes on in this one, however long it takes.
            await asyncio.to_thread(later.enter_context, site_beside())
            await back_on_the_line(page)
            after = await moves(page)
            assert (after["session"], after["lost"]) == (before["session"], before["lost"])
            assert after["packets"] > before["packets"]
            await stage.__aexit__(None, None, None)


async def back_on_the_line(page: Page) -> None:
    script = f"document.querySelector('{STAGE}').line.isOpen"
    async with asyncio.timeout(SOON_SECONDS):
        while not await page.evaluate(script):
            await asyncio.sleep(0.1)
