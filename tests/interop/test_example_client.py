"""The client of docs/example-client: as anybody serves it, and as a page of the site itself."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Page, WebSocketRoute, expect

from tests.browser.tools.people import run_inside
from tests.tools.live_server import ROOT

from .stages import soon_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
CLIENT = ROOT / "docs" / "example-client"
FRAMES = """() => [...document.querySelectorAll("video")]
  .map(one => one.getVideoPlaybackQuality().totalVideoFrames)"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere():
    """Any server of static files."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=CLIENT))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest_asyncio.fixture(loop_scope="module")
async def client(chromium):
    """client(address) is somebody with this page."""
    contexts = []

    async def opened(address: str) -> Page:
        contexts.append(await chromium.new_context(viewport={"width": 480, "height": 600}))
        # What a test hands to the browser counts as coming from far away.
        await contexts[-1].grant_permissions(["local-network-access", "camera", "microphone"])
        page = await contexts[-1].new_page()
        page.problems = []
        page.on("pageerror", lambda problem: page.problems.append(str(problem)))
        await page.route("**/example-client/*", serve)
        await page.goto(address)
        return page

    yield opened
    for context in contexts:
        await context.close()


async def serve(route) -> None:
    """As a proxy before the site would."""
    name = Path(urlsplit(route.request.url).path).name
    await route.fulfill(path=CLIENT / (name or "index.html"))


async def fill(page: Page, stage, key: str = "") -> None:
    site, _, show = stage.whip_url.partition("/whip/")
    await page.get_by_label("Site").fill(site)
    await page.get_by_label("Show").fill(show)
    await page.get_by_label("Stream key").fill(key)


async def plays(page: Page) -> None:
    await soon_of(lambda: page.evaluate(FRAMES), lambda frames: frames and max(frames) > 10)


async def test_it_performs_and_watches_from_anywhere_and_on_the_site(client, elsewhere, stage):
    performer, stranger = await client(elsewhere), await client(elsewhere)
    site = stage.whip_url.partition("/whip/")[0]
    guest = await client(f"{site}/example-client/index.html")
    await fill(guest, stage)
    await guest.get_by_role("button", name="Watch").click()
    await expect(guest.get_by_role("status")).to_contain_text("Nobody is on stage now")

    await fill(performer, stage, stage.stream_key)
    await performer.get_by_role("button", name="Perform").click()
    await expect(performer.get_by_role("status")).to_have_text("You are on stage.")
    await plays(guest)  # by the socket, without another click

    await fill(stranger, stage)
    await stranger.get_by_role("button", name="Watch").click()
    await plays(stranger)

    await performer.get_by_role("button", name="Stop").click()
    await expect(guest.get_by_role("status")).to_contain_text("interrupted")
    assert [*performer.problems, *stranger.problems, *guest.problems] == []


SIGN_IN = """
import json
from django.conf import settings
from django.test import Client
from shows.models import Show
client = Client()
client.force_login(Show.objects.get(slug="{slug}").creator)
name = settings.SESSION_COOKIE_NAME
print(json.dumps([name, client.cookies[name].value]))
"""


async def test_whoever_is_signed_in_performs_by_the_socket(client, elsewhere, stage, live_site):
    site, _, slug = stage.whip_url.partition("/whip/")
    host, stranger = await client(f"{site}/example-client/index.html"), await client(elsewhere)
    await fill(host, stage)
    await host.get_by_role("button", name="Perform").click()
    await expect(host.get_by_role("status")).to_contain_text("not_found")

    name, value = run_inside(live_site, SIGN_IN.format(slug=slug))
    await host.context.add_cookies([{"name": name, "value": value, "url": site}])
    await host.get_by_role("button", name="Perform").click()
    await expect(host.get_by_role("status")).to_contain_text("live")
    await fill(stranger, stage)
    await stranger.get_by_role("button", name="Watch").click()
    await plays(stranger)

    await host.get_by_role("button", name="Stop").click()
    address = f"{site}/api/v1/shows/{slug}/"
    await soon_of(lambda: state(host, address), lambda it: it == "interrupted")
    assert [*host.problems, *stranger.problems] == []


async def state(page: Page, address: str) -> str:
    return (await (await page.request.get(address)).json())["state"]


FILL = """
import json
from accounts.models import User
from chat.moderation import verbs as moderation
from chat.log.posting import MOST_IN_BATCH, Sent, accept
from shows.models import Show
show = Show.objects.get(slug="{slug}")
author, first, count = show.creator, {first}, {count}
batch = [Sent(text=f"line {{n}}", author=author.pk, client=f"x{{n}}")
    for n in range(first, first + count)]
for place in range(0, count, MOST_IN_BATCH):
    accept(show, batch[place : place + MOST_IN_BATCH])
moderation.delete(show, first, by=author)
print(json.dumps(author.display_name or author.username))
"""
ROWS = "() => [...document.querySelectorAll('#list li')].map(row => row.textContent)"


async def test_a_chat_is_read_whole_whatever_happens_to_the_line(client, stage, live_site):
    """Pages back, and resumes what is more than one welcome brings; nothing is lost or twice."""
    site, _, slug = stage.whip_url.partition("/whip/")
    by = run_inside(live_site, FILL.format(slug=slug, first=1, count=110))
    name, value = run_inside(live_site, SIGN_IN.format(slug=slug))
    address = f"{site}/example-client/chat.html"
    host, stranger = await client(address), await client(address)
    await host.context.add_cookies([{"name": name, "value": value, "url": site}])
    lines: list[WebSocketRoute] = []
    for page in (host, stranger):
        await page.route_web_socket("**/chat/*", lambda line: lines.append(hold(line)))
        await page.get_by_label("Show").fill(slug)
        await page.get_by_role("button", name="Come in").click()
    await expect(stranger.locator("#list li")).to_have_count(49)  # the newest act is no row
    older = stranger.get_by_role("button", name="Earlier messages")
    for count in (99, 110):
        await older.click()
        await expect(stranger.locator("#list li")).to_have_count(count)
    await expect(older).to_be_hidden()
    told = [f"{by}: line {n}" for n in range(2, 111)]
    told.insert(0, "Deleted by its author.")
    assert await stranger.evaluate(ROWS) == told

    await host.get_by_label("Message", exact=True).fill("On the line")
    await host.get_by_role("button", name="Send").click()
    await expect(stranger.locator("#list li").last).to_have_text(f"{by}: On the line")
    for line in list(lines):
        await line.close(code=1012)
    await host.get_by_label("Message", exact=True).fill("While it was cut")
    await host.get_by_role("button", name="Send").click()
    run_inside(live_site, FILL.format(slug=slug, first=112, count=610))
    told.append("Deleted by its author.")  # what was on the line, with the number 112
    told += [f"{by}: line {n}" for n in range(112, 722)]
    late = f"{by}: While it was cut"
    rows = await soon_of(lambda: stranger.evaluate(ROWS), lambda rows: len(rows) > len(told))
    assert (rows.count(late), [row for row in rows if row != late]) == (1, told)
    await expect(host.locator("#list li")).to_have_count(len(rows) - 61)  # it paged back nothing
    assert (await host.evaluate(ROWS))[-600:] == rows[-600:]
    assert [*host.problems, *stranger.problems] == []


def hold(line: WebSocketRoute) -> WebSocketRoute:
    line.connect_to_server()
    return line
