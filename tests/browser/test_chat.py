"""The chat as people see it: in Chromium, on a running house, with somebody who keeps order."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import pytest_asyncio
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.conftest import missing
from tests.interop.firefox import FIREFOX, running_firefox
from tests.live_server import Site, running_site
from tests.servers import free_port

from .conftest import CHROMIUM, QUIET
from .people import run_inside
from .test_accessibility import RUN_AXE

pytestmark = [pytest.mark.timeout(180), pytest.mark.asyncio(loop_scope="module")]
SOON_MS = 15000
SHOW = "/shows/kettle/"
WINDOW = "/shows/kettle/chat/"
CAST = """
import json
from datetime import timedelta
from django.conf import settings
from django.test import Client
from django.utils import timezone
from allauth.account.models import EmailAddress
from accounts.models import User
from shows.casting import join_as_host
from shows.models import Show
backend = "allauth.account.auth_backends.AuthenticationBackend"
cookies = {}
for name in ("ada", "bob", "cleo"):
    user = User.objects.create_user(name, f"{name}@example.org", display_name=name.title())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    client.force_login(user, backend=backend)
    cookies[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
starts = timezone.now() + timedelta(hours=1)
for slug in ("kettle", "lamp", "curtain", "long"):
    show = Show.objects.create(creator=User.objects.get(username="ada"), title="The Kettle",
        slug=slug, category="music", state="doors", starts_at=starts)
    join_as_host(show)
print(json.dumps({"name": settings.SESSION_COOKIE_NAME, "cookies": cookies}))
"""


class House:
    """A house that can be closed and opened again at the same address."""

    def __init__(self, folder) -> None:
        self.folder, self.port, self.rooms = folder, free_port(), ExitStack()
        self.open()
        self.facts = run_inside(self.site, CAST)

    def open(self) -> None:
        self.site: Site = self.rooms.enter_context(running_site(self.folder, at=self.port))

    def close(self) -> None:
        self.rooms.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("chat"))
    yield house
    house.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser():
    if CHROMIUM is None:
        missing("Chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def sit(browser, house):
    """sit("bob", path) is Bob's page; an error in a script fails the test."""
    contexts, errors = [], []

    async def one(who: str, path: str = SHOW) -> Page:
        context = await browser.new_context(base_url=house.site.url, locale="en-GB")
        contexts.append(context)
        if who:
            cookie = {"name": house.facts["name"], "value": house.facts["cookies"][who]}
            await context.add_cookies([cookie | {"url": house.site.url}])
        page = await context.new_page()
        page.set_default_timeout(SOON_MS)
        page.on("pageerror", lambda error: errors.append(f"{who}: {error}"))
        await page.goto(path)
        await page.locator("chat-panel[data-chat-state=open]").wait_for()
        return page

    yield one
    for context in contexts:
        await context.close()
    assert errors == []


async def write(page: Page, text: str) -> None:
    await page.fill("[data-chat=text]", text)
    await page.press("[data-chat=text]", "Enter")


def row(page: Page, text: str) -> Locator:
    return page.locator("[data-chat=list] .chat-row", has_text=text)


async def sees(page: Page, text: str) -> Locator:
    found = row(page, text)
    await expect(found).to_have_count(1, timeout=SOON_MS)
    return found


async def choose(page: Page, text: str, name: str) -> None:
    """One thing of the menu of a message, by keyboard alone."""
    await row(page, text).focus()
    await page.keyboard.press("Enter")
    await (
        page.locator("[data-chat=menu]")
        .get_by_role("menuitem", name=name, exact=True)
        .press("Enter")
    )


async def keep(page: Page, part: str) -> Locator:
    """The sheet of who keeps order, with one of its parts open."""
    await page.get_by_role("button", name="Keep order").click()
    sheet = page.locator("[data-chat=sheet]")
    if not await sheet.locator("details[open]", has_text=part).count():
        await sheet.locator("summary", has_text=part).click()
    return sheet


async def rule(page: Page, name: str, value: str) -> None:
    sheet = await keep(page, "Rules")
    await sheet.locator(f"[name={name}]").select_option(value)
    await sheet.get_by_role("button", name="Change the rules").click()
    await expect(sheet).to_be_hidden()


async def test_two_people_talk(sit):
    bob, cleo = await sit("bob"), await sit("cleo")
    await write(bob, "Good evening, @cleo! https://example.org/a?b=1.")
    told = await sees(cleo, "Good evening")
    assert await told.locator(".chat-mention-you").all_text_contents() == ["@cleo"]
    link = told.locator("a")
    assert await link.get_attribute("rel") == "noopener nofollow ugc"
    assert await link.get_attribute("href") == "https://example.org/a?b=1"
    await expect(bob.locator("[data-chat=pending]")).to_be_hidden()

    await row(cleo, "Good evening").focus()
    await cleo.keyboard.press("r")
    await cleo.keyboard.type("And to you")
    await cleo.keyboard.press("Enter")
    answer = await sees(bob, "And to you")
    await expect(answer.locator(".chat-echo")).to_contain_text("to Bob: Good evening")

    await row(bob, "And to you").focus()
    await bob.keyboard.press("Enter")
    await bob.get_by_role("menuitemcheckbox").first.press("Enter")
    sign = (await sees(cleo, "And to you")).locator(".chat-sign")
    await expect(sign).to_contain_text("1", timeout=SOON_MS)

    assert await problems(cleo) == [], "the panel beside the picture"

    await choose(cleo, "And to you", "Delete")
    await sees(bob, "Deleted.")


async def test_order_is_kept_and_sticks(sit):
    ada, bob, cleo = await sit("ada", WINDOW), await sit("bob"), await sit("cleo")
    await write(bob, "Cabbage, all of you")
    await sees(ada, "Cabbage")
    await choose(ada, "Cabbage", "10 min")
    await expect(bob.locator("[data-chat=composer]")).to_be_hidden()
    await bob.reload()
    await sees(bob, "Cabbage")
    await expect(bob.locator("[data-chat=why]")).to_contain_text("for a while")
    await ada.locator("[data-chat=act] button").click()
    await expect(bob.locator("[data-chat=composer]")).to_be_visible(timeout=SOON_MS)

    await choose(ada, "Cabbage", "Pin for everybody")
    await expect(cleo.locator("[data-chat=pin]")).to_contain_text("Bob Cabbage", timeout=SOON_MS)

    await write(cleo, "Quickly, then")
    await sees(ada, "Quickly, then")
    await rule(ada, "slow_seconds", "300")
    await expect(cleo.locator("[data-chat=why]")).to_contain_text("300 seconds", timeout=SOON_MS)
    await write(cleo, "Slowly, then")
    await expect(cleo.locator("[data-chat=left]")).to_contain_text("You can write again")
    await cleo.fill("[data-chat=text]", "")
    await rule(ada, "slow_seconds", "0")

    sheet = await keep(ada, "A poll")
    await sheet.locator("[data-chat=poll] [name=text]").fill("What next?")
    await sheet.locator("[data-chat=poll] [name=options]").fill("An aria\nA lullaby")
    await sheet.get_by_role("button", name="Ask everybody").click()
    poll = await sees(bob, "What next?")
    await poll.get_by_role("button", name="A lullaby").click()
    seen = (await sees(cleo, "What next?")).get_by_role("button", name="A lullaby")
    await expect(seen).to_contain_text("1 · 100 %", timeout=SOON_MS)

    await rule(ada, "hold", "everybody")
    await write(cleo, "May I say this?")
    await expect(cleo.locator("[data-chat=pending]")).to_contain_text("reads this first")
    await ada.get_by_role("button", name="Keep order").click()
    await ada.get_by_role("button", name="Let through").click()
    await sees(bob, "May I say this?")
    await expect(cleo.locator("[data-chat=pending]")).to_be_hidden(timeout=SOON_MS)
    assert await problems(ada) == [], "the sheet"
    await ada.locator("[data-chat=sheet] [data-close]").click()
    await rule(ada, "hold", "nobody")


async def problems(page: Page) -> list[str]:
    await page.evaluate(AXE_SCRIPT)
    return await page.evaluate(RUN_AXE, {})


async def test_nothing_written_is_lost_or_doubled(sit, house):
    bob, cleo = await sit("bob", "/shows/lamp/"), await sit("cleo", "/shows/lamp/")
    await bob.fill("[data-chat=text]", "Half a sent")
    await bob.reload()
    await expect(bob.locator("[data-chat=text]")).to_have_value("Half a sent")
    # The line swallows what is sent, and the page is loaded again.
    await bob.evaluate("WebSocket.prototype.send = () => {}")
    await write(bob, "Half a sentence")
    await expect(bob.locator("[data-chat=pending]")).to_contain_text("On its way")
    await bob.reload()
    await sees(cleo, "Half a sentence")

    house.close()
    await write(bob, "Into the dark")
    await write(bob, "and once more")
    await expect(bob.locator(".chat-letter")).to_have_count(2)
    house.open()
    for page in (bob, cleo):
        said = page.locator("[data-chat=list] .chat-words")
        expected = ["Half a sentence", "Into the dark", "and once more"]
        await expect(said).to_have_text(expected, timeout=2 * SOON_MS)
    await expect(bob.locator("[data-chat=pending]")).to_be_hidden()


async def test_firefox_writes_and_reads(sit, house, tmp_path):
    if FIREFOX is None:
        missing("Firefox")
    cleo = await sit("cleo")
    async with running_firefox(tmp_path) as firefox:
        await firefox.goto(house.site.url + WINDOW)
        session = [house.facts["name"], house.facts["cookies"]["bob"]]
        await firefox.evaluate("given => (document.cookie = `${given.join('=')}; path=/`)", session)
        await firefox.goto(house.site.url + WINDOW)
        await firefox.evaluate(FIREFOX_WRITES, "From another browser")
        await sees(cleo, "From another browser")
        await write(cleo, "It can be read here")
        await firefox.evaluate(FIREFOX_READS, "It can be read here")


FIREFOX_WRITES = """async text => {
  const field = document.querySelector("[data-chat=text]");
  while (!field.offsetParent) await new Promise((go) => setTimeout(go, 50));
  field.value = text;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  document.querySelector("[data-chat=send]").click();
}"""
FIREFOX_READS = """async text => {
  const list = document.querySelector("[data-chat=list]");
  for (let tries = 0; !list.innerText.includes(text); tries += 1) {
    if (tries > 200) throw new Error(list.innerText);
    await new Promise((go) => setTimeout(go, 50));
  }
}"""
FILL = """
import json
from accounts.models import User
from chat.models import Chat, Message
from chat.overlay_keys import key_of
from shows.models import Show
from tests.chat.payloads import PAYLOADS
show = Show.objects.get(slug="curtain")
bob = User.objects.get(username="bob")
User.objects.filter(pk=bob.pk).update(display_name=PAYLOADS[0][:50])
rows = [Message(show=show, number=n, author=bob, text=text) for n, text in enumerate(PAYLOADS, 1)]
Message.objects.bulk_create(rows)
Chat.objects.update_or_create(pk=show.pk, defaults={"last_number": len(rows)})
print(json.dumps([key_of(show), len(rows)]))
"""
EVERYTHING = """async () => {
  const {chat, list} = document.querySelector("chat-panel").parts;
  list.isAtEnd = false;
  while (await chat.older()) await new Promise((go) => setTimeout(go, 50));
  return chat.log.order.length;
}"""


async def test_nothing_that_is_said_runs(sit, house, browser):
    """Every payload, in the panel, in the window and over the picture."""
    key, count = run_inside(house.site, FILL)
    assert count >= 500
    ran: list[str] = []
    overlay = f"/shows/curtain/chat/overlay/?key={key}&seconds=0&most=30"
    for path in ("/shows/curtain/", "/shows/curtain/chat/", overlay):
        context = await browser.new_context(base_url=house.site.url)
        page = await context.new_page()
        page.on("dialog", lambda dialog, path=path: ran.append(f"{path}: {dialog.message}"))
        page.on("request", lambda one: "evil" in one.url and ran.append(one.url))
        await page.goto(path)
        if "overlay" in path:
            await expect(page.locator(".overlay-row")).to_have_count(30, timeout=SOON_MS)
        else:
            await page.locator("chat-panel[data-chat-state=open]").wait_for()
            assert await page.evaluate(EVERYTHING) == count
        drawn = page.locator(":is(.chat-list, .overlay-list) :is(img, script, iframe, svg, style)")
        assert await drawn.count() == 0
        assert await page.evaluate("window.ran") is None
        await context.close()
    assert ran == []


LONG = """
import json
from accounts.models import User
from chat.models import Chat, Message
from shows.models import Show
show, bob = Show.objects.get(slug="long"), User.objects.get(username="bob")
rows = [Message(show=show, number=n, author=bob, text=f"Line {n}.") for n in range(1, 121)]
Message.objects.bulk_create(rows)
Chat.objects.update_or_create(pk=show.pk, defaults={"last_number": len(rows)})
print(json.dumps(None))
"""
TOP = """() => {
  const {scroll, rows} = document.querySelector("chat-panel").parts.list;
  const edge = scroll.getBoundingClientRect().top;
  const read = [...rows.values()].find((row) => row.getBoundingClientRect().bottom > edge);
  return [read.dataset.number, Math.round(read.getBoundingClientRect().top - edge)];
}"""


async def test_whoever_reads_back_keeps_their_place(sit, house):
    run_inside(house.site, LONG)
    bob, cleo = await sit("bob", "/shows/long/chat/"), await sit("cleo", "/shows/long/chat/")
    rows = bob.locator("[data-chat=list] .chat-row")
    await expect(rows).to_have_count(50)
    await rows.first.focus()
    await bob.keyboard.press("Home")
    await expect(rows).to_have_count(100, timeout=SOON_MS)
    await bob.evaluate("document.querySelector('[data-chat=log]').scrollTop += 300")
    before = await bob.evaluate(TOP)
    for text in ("One more", "and another"):
        await write(cleo, text)
    await expect(bob.locator("[data-chat=pill]")).to_have_text("2 new messages", timeout=SOON_MS)
    assert await bob.evaluate(TOP) == before
    await bob.locator("[data-chat=pill]").click()
    await expect(row(bob, "and another")).to_be_in_viewport()
    await expect(bob.locator("[data-chat=pill]")).to_be_hidden()
