"""A real browser and the real product, one of each for all browser tests."""

import json
import re
from pathlib import Path
from urllib.request import urlopen

import pytest
import pytest_asyncio
from playwright.async_api import ConsoleMessage, Page

from tests.tools.chromium import SHELL, running_chromium


def pytest_collection_modifyitems(items) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if (own := item.get_closest_marker("asyncio")) is None or not own.kwargs:
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser():
    async with running_chromium(program=SHELL) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser, live_site):
    """open_page(...) gives a page of a fresh visitor; what its browser complains about
    fails the test: a refusal of the content security policy, an error in a script, a lost file."""
    complaints: list[str] = []
    contexts = []

    async def open_one(**options) -> Page:
        options = {"base_url": live_site.url, "locale": "en-GB"} | options
        context = await browser.new_context(**options)
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: _note(complaints, line))
        return page

    yield open_one
    for context in contexts:
        await context.close()
    assert complaints == [], "What the browser complained about"


def _note(complaints: list[str], line: ConsoleMessage) -> None:
    """Errors and warnings, but not that a page refuses (it was asked for) nor what axe does."""
    page, place = line.page.url if line.page else "", line.location["url"]
    refused_itself = place == page and line.text.startswith("Failed to load resource")
    injected = place == ""
    if line.type in ("error", "warning") and not refused_itself and not injected:
        complaints.append(f"{page}: {line.text} ({place})")


async def sign_up(page: Page, site, name: str) -> None:
    """Make an account as a person does, the letter with the link included."""
    await page.goto("/accounts/signup/")
    await fill_in_sign_up(page, name)
    await confirm_address(page, site, name)


async def fill_in_sign_up(page: Page, name: str) -> None:
    """The form, up to the page that waits for the letter."""
    await page.fill("[name=email]", f"{name}@example.org")
    await page.fill("[name=username]", name)
    await page.fill("[name=password1]", "a lamp over the stage")
    await page.get_by_role("button", name="Make an account").click()
    await page.wait_for_url("**/confirm-email/**")


async def confirm_address(page: Page, site, name: str) -> None:
    """The link in the letter, opened on this page."""
    await page.goto(link_in_letter(site, f"{name}@example.org", "/accounts/confirm-email/"))
    await page.locator("main form [type=submit]").first.click()
    await page.wait_for_load_state()


def link_in_letter(site, address: str, path: str) -> str:
    """The link with this path in the newest letter to this address."""
    for letter in reversed(site.letters()):
        if f"To: {address}" in letter and (found := re.search(rf"https?://\S*{path}\S+", letter)):
            return found.group()
    raise AssertionError(f"No letter to {address} has a link to {path}.")


def shows_by_state(site) -> dict[str, str]:
    """An address part of one listed demo show for each state."""
    found: dict[str, str] = {}
    following = f"{site.url}/api/v1/shows/"
    while following:
        with urlopen(following, timeout=60) as answer:
            page = json.load(answer)
        found |= {show["state"]: show["slug"] for show in page["results"]}
        following = page["next"]
    return found


async def sign_in(page: Page, name: str, password: str) -> None:
    await page.goto("/accounts/login/")
    await page.fill("[name=login]", name)
    await page.fill("[name=password]", password)
    await page.locator("form[data-at=sign-in] [type=submit]").click()
    await page.wait_for_url(re.compile(r"^(?!.*login)"))
