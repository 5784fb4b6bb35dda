"""Chromium, driven by Playwright's asynchronous face: its other one leaves a running loop behind,
in which Django refuses to touch the database.

Who performs or watches does so in a whole Chromium. Pages that are only looked at and clicked
through are shown by its headless shell where there is one: the same engine without a window around
it, which takes a third less work for a page and for its start.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright, expect

from tests.conftest import missing

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
# How long a page has to show what a test expects: generous, because only a failure waits so long,
# and a machine that does other work as well is slow.
expect.set_options(timeout=60_000)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
CAMERA = [
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


@asynccontextmanager
async def running_chromium(*flags: str, program: str | None = CHROMIUM) -> AsyncIterator[Browser]:
    """A browser for as long as the block lasts."""
    if program is None:
        missing("Chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*QUIET, *flags])
        yield browser
        await browser.close()
