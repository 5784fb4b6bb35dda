"""A house with a chat, and people who sit in it: fixtures and hands of the tests beside this."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.tools.chromium import SHELL, running_chromium
from tests.tools.live_server import Site, running_site
from tests.tools.servers import free_port

from .tools.axe import SCRIPT
from .tools.people import run_inside

SHOW = "/shows/kettle/"
WINDOW = "/shows/kettle/chat/"
ON_AIR = "/shows/dark/"
CAST = """
import json
from datetime import timedelta
from django.conf import settings
from django.test import Client
from django.utils import timezone
from allauth.account.models import EmailAddress
from accounts.models import User
from shows.planning.casting import join_as_host
from shows.models import Broadcast, Show
backend = "allauth.account.auth_backends.AuthenticationBackend"
cookies = {}
for name in ("ada", "bob", "cleo"):
    user = User.objects.create_user(name, f"{name}@example.org", display_name=name.title())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    client.force_login(user, backend=backend)
    cookies[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
starts = timezone.now() + timedelta(hours=1)
for slug in ("kettle", "lamp", "curtain", "long", "dark"):
    show = Show.objects.create(creator=User.objects.get(username="ada"), title="The Kettle",
        slug=slug, category="music", state="doors", starts_at=starts,
        chat_rules="Be kind to the soprano." if slug == "kettle" else "")
    join_as_host(show)
Show.objects.filter(pk=show.pk).update(state="interrupted", starts_at=timezone.now())
Broadcast.objects.create(show=show, started_at=timezone.now(), interrupted_at=timezone.now())
print(json.dumps({"name": settings.SESSION_COOKIE_NAME, "cookies": cookies}))
"""

# How long it stands there that something was done: with a way back, and without one.
STAYS = """() => {
  const {said} = document.querySelector("chat-panel").parts, waits = [], real = window.setTimeout;
  window.setTimeout = (act, wait) => { waits.push(wait); return real(act, wait); };
  said.tell("Done.", () => {});
  said.tell("Done.", null);
  window.setTimeout = real;
  return waits;
}"""
# A window that is turned: the list is another size before anybody is told, and stands at its top.
TURNED = """async () => {
  const log = document.querySelector("[data-at=log]");
  log.style.maxHeight = "200px";
  log.scrollTop = 0;
  log.dispatchEvent(new Event("scroll"));
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  return log.scrollHeight - log.clientHeight - log.scrollTop;
}"""
RULES = "[data-at=house-rules] p"


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
    async with running_chromium(program=SHELL) as browser:
        yield browser


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
        page.on("pageerror", lambda error: errors.append(f"{who}: {error}"))
        await page.goto(path)
        await page.locator("chat-panel[data-chat-state=open]").wait_for()
        return page

    yield one
    for context in contexts:
        await context.close()
    assert errors == []


async def write(page: Page, text: str) -> None:
    await page.fill("[data-at=text]", text)
    await page.press("[data-at=text]", "Enter")


def row(page: Page, text: str) -> Locator:
    return page.locator("[data-at=list] .chat-row", has_text=text)


async def sees(page: Page, text: str) -> Locator:
    found = row(page, text)
    await expect(found).to_have_count(1)
    return found


async def choose(page: Page, text: str, name: str) -> None:
    """One thing of the menu of a message, by keyboard alone."""
    await row(page, text).focus()
    await page.keyboard.press("Enter")
    await (
        page.locator("chat-panel [data-at=menu]")
        .get_by_role("menuitem", name=name, exact=True)
        .press("Enter")
    )


async def keep(page: Page, part: str) -> Locator:
    """The sheet of moderators, with one of its parts open."""
    await page.get_by_role("button", name="Moderate", exact=True).click()
    sheet = page.locator("[data-at=sheet]")
    if not await sheet.locator("details[open]", has_text=part).count():
        await sheet.locator("summary", has_text=part).click()
    return sheet


async def rule(page: Page, name: str, value: str) -> None:
    sheet = await keep(page, "Rules")
    await sheet.locator(f"[name={name}]").select_option(value)
    await sheet.get_by_role("button", name="Change the rules").click()
    await expect(sheet).to_be_hidden()


async def problems(page: Page) -> list[str]:
    await page.evaluate(SCRIPT)
    return await page.evaluate("findProblems.others([])")
