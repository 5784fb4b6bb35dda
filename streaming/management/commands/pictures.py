"""`./run pictures`: the screenshots under docs/pictures/, made anew by a real browser.

Starts the product with demo shows in a folder of its own, walks through it at two widths and in
two themes, and stops it again.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from streaming.launch.flags import free_port
from streaming.management import live_pictures

WIDTHS = {"wide": (1440, 900), "phone": (360, 740)}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Where every light looks alike, a wide one and a small one will do.
FEW = {"wide-light": ("wide", "light"), "phone-dark": ("phone", "dark")}
PATIENCE_SECONDS = 60


class Command(BaseCommand):
    help = "Makes the pictures under docs/pictures/ (needs Chromium)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", default=str(settings.BASE_DIR / "docs" / "pictures"))
        parser.add_argument("--only", default="", help="pictures whose name has this in it")

    def handle(self, **options) -> None:
        try:
            from playwright.sync_api import sync_playwright
        except ImportError:
            raise CommandError("Pictures need the packages of the tests: ./run pictures") from None
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        if chromium is None:
            raise CommandError("Pictures need Chromium (on Debian: apt install chromium).")
        out = Path(options["out"])
        out.mkdir(parents=True, exist_ok=True)
        with _site() as (url, make_creator), sync_playwright() as playwright:
            creator = make_creator()
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for suffix, context in _contexts(browser):
                self._walk(context, url, creator, out, suffix, options["only"])
            film = out / "film.y4m"
            live_pictures.make_film(_scene(browser, url), film)
            browser.close()
            try:
                flags = live_pictures.flags(film)
                browser = playwright.chromium.launch(executable_path=chromium, args=flags)
                self._perform(browser, url, make_creator, out, options["only"])
                browser.close()
            finally:
                film.unlink()

    def _perform(self, browser, url: str, make_creator, out: Path, only: str) -> None:
        """The live studio: an evening for each width and theme; and its audience."""
        if only not in "studio-live" and only not in "stage":
            return
        for suffix, context in _contexts(browser):
            creator, page = make_creator(), context.new_page()
            _sign_in(page, url, creator)
            audience = _visitor(browser, *FEW[suffix]).new_page() if suffix in FEW else None
            if audience:
                _sign_in(audience, url, make_creator())
                audience.goto(creator["show_url"])
                live_pictures.arrive(audience)

            def take(page, name: str, suffix: str = suffix, audience=audience) -> None:
                alike = name.rpartition("-")[2] in live_pictures.ALIKE
                if only in name and (not alike or suffix in FEW):
                    self._save(page, out, f"{name}-{suffix}.png")
                if audience and (seen := live_pictures.from_the_audience(audience, name)):
                    self._save(audience, out, f"{seen}-{suffix}.png")

            live_pictures.evening(page, f"{url}/shows/{_slug(creator)}/studio", take)

    def _walk(self, context, url: str, creator: dict, out: Path, suffix: str, only: str) -> None:
        page = context.new_page()
        for name, path in [*_audience_pages(url), *_creator_pages(creator)]:
            if name == "studio":
                _sign_in(page, url, creator)
            if only not in name:
                continue
            page.goto(url + path)
            page.wait_for_load_state("networkidle")
            self._save(page, out, f"{name}-{suffix}.png")

    def _save(self, page, out: Path, name: str) -> None:
        _save(page.screenshot(), out / name)
        self.stdout.write(name)


def _audience_pages(url: str) -> Iterator[tuple[str, str]]:
    yield "whats-on", "/"
    for state in ("announced", "doors", "live", "interrupted", "ended", "cancelled"):
        yield f"show-{state}", f"/shows/{_show_that_is(url, state)}/"
    yield "archive", "/archive/"
    yield "creator", f"/people/{_someone_with_shows(url)}/"
    yield "sign-up", "/accounts/signup/"


def _creator_pages(creator: dict) -> Iterator[tuple[str, str]]:
    slug = _slug(creator)
    yield "studio", "/studio/"
    yield "studio-new", "/studio/new/"
    yield "studio-desk", f"/studio/{slug}/"
    yield "studio-cast", f"/studio/{slug}/cast/"
    yield "studio-keys", f"/studio/{slug}/keys/"
    yield "settings", "/settings/"


def _slug(creator: dict) -> str:
    return creator["show_url"].rstrip("/").rpartition("/")[2]


def _contexts(browser) -> Iterator[tuple[str, Any]]:
    """A fresh visitor for each width and theme."""
    for width in WIDTHS:
        for theme in THEMES:
            context = _visitor(browser, width, theme)
            yield f"{width}-{theme}", context
            context.close()


def _visitor(browser, width: str, theme: str) -> Any:
    across, down = WIDTHS[width]
    return browser.new_context(
        viewport={"width": across, "height": down},
        color_scheme=theme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Berlin",
    )


def _scene(browser, url: str) -> bytes:
    """What stands before the camera: the drawn stage of a show."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{url}/shows/{_show_that_is(url, 'live')}/poster/stage")
    return page.screenshot()


def _show_that_is(url: str, state: str) -> str:
    """The address of a demo show in this state, as the API lists them."""
    found = [show for show in _shows(url) if show["state"] == state]
    open_to_all = [show for show in found if show["access"] == "public"]
    return (open_to_all or found)[0]["slug"]


def _someone_with_shows(url: str) -> str:
    return next(show["creator"]["username"] for show in _shows(url) if show["state"] == "live")


def _shows(url: str) -> list[dict]:
    found: list[dict] = []
    following: str | None = f"{url}/api/v1/shows/"
    while following:
        page = _read(following)
        found += page["results"]
        following = page["next"]
    return found


def _read(address: str) -> dict:
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310  our own site
        return json.load(answer)


def _sign_in(page, url: str, creator: dict) -> None:
    page.goto(f"{url}/accounts/login/")
    page.fill("[name=login]", creator["username"])
    page.fill("[name=password]", creator["password"])
    page.locator("form[data-at=sign-in] [type=submit]").click()
    page.wait_for_url(re.compile(r"^(?!.*login)"))


def _save(picture: bytes, path: Path) -> None:
    """With 256 colours a page looks the same and weighs a third."""
    from PIL import Image

    whole = Image.open(BytesIO(picture)).convert("RGB")
    palette = whole.quantize(256)
    whole.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).save(path, optimize=True)


@contextmanager
def _site() -> Iterator[tuple[str, Callable[[], dict]]]:
    """The product with demo shows, as a process of its own in a folder of its own."""
    folder = tempfile.mkdtemp(prefix="footlights-pictures-")
    port = free_port()
    url = f"http://localhost:{port}"
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    process = subprocess.Popen(  # noqa: S603
        [*manage, "live", "--demo", "--still", "--port", str(port), "--data-dir", folder],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(url, process)

        def make_creator() -> dict:
            """A creator of a show with open doors."""
            command = [*manage, "demo_show", "--json"]
            environment = ["/usr/bin/env", f"FOOTLIGHTS_DATA_DIR={folder}"]
            answer = subprocess.run(  # noqa: S603
                [*environment, *command], check=True, capture_output=True
            )
            return json.loads(answer.stdout)

        yield url, make_creator
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(f"{url}/readyz", timeout=5)  # noqa: S310
            return
        time.sleep(0.2)
    raise CommandError("The product did not start; ./run says why.")
