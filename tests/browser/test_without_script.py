"""Where no script runs everything still works: pages are links and forms first."""

import io
import re

from PIL import Image
from playwright.async_api import expect

from .conftest import sign_up
from .test_first_evening import list_a_show

TITLE = "The Unplugged Piano"
PASSWORD = "a lamp over the stage"  # noqa: S105  the one that sign_up() chooses


def wide_poster() -> dict:
    out = io.BytesIO()
    Image.new("RGB", (800, 450), "#7a1024").save(out, "PNG")
    return {"name": "poster.png", "mimeType": "image/png", "buffer": out.getvalue()}


async def test_the_whole_way_can_be_gone_without_a_script(open_page, live_site):
    creator = await open_page(java_script_enabled=False)
    await sign_up(creator, live_site, "clara")
    await list_a_show(creator, title=TITLE)
    await hang_a_poster(creator)
    desk = creator.url

    member = await open_page(java_script_enabled=False)
    await sign_up(member, live_site, "robert")
    await find(member)
    await take_a_seat_and_be_reminded(member)
    await report_it(member)

    await ask(creator, desk, "robert")
    await accept(member)
    await issue_a_key(creator, desk)
    await look_for_the_encoder(creator)
    await make_a_token(creator)


async def hang_a_poster(page) -> None:
    await page.get_by_role("link", name="Words and poster").click()
    await page.locator("[name=poster]").set_input_files(wide_poster())
    await page.get_by_role("button", name="Save").first.click()
    await expect(page.get_by_text("Saved.")).to_be_visible()


async def find(page) -> None:
    await page.goto("/")
    await page.get_by_role("searchbox").first.fill("unplugged")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name=TITLE).first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


async def take_a_seat_and_be_reminded(page) -> None:
    await page.get_by_role("button", name="Reserve a seat").click()
    await expect(page.get_by_text("You have a seat", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Give the seat back").click()
    await expect(page.get_by_text("The house is full")).to_be_visible()  # it was the only seat
    await page.get_by_role("button", name="Give the seat back").click()
    await page.get_by_role("button", name="Remind me").click()
    await expect(page.get_by_text("We will remind you", exact=True)).to_be_visible()


async def report_it(page) -> None:
    await page.get_by_role("link", name="Report this show").click()
    await page.get_by_label("Spam").check()
    await page.get_by_role("button", name="Send report").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Thank you"))


async def ask(page, desk: str, name: str) -> None:
    await page.goto(f"{desk}cast/")
    await page.get_by_label("Name or e-mail address").fill(name)
    await page.get_by_role("button", name="Invite").click()
    await expect(page.get_by_text("Asked.")).to_be_visible()


async def accept(page) -> None:
    await page.goto("/my/")
    await page.get_by_role("button", name="Accept").click()
    await page.goto("/studio/")
    await expect(page.get_by_role("link", name=TITLE)).to_be_visible()


async def open_with_the_password(page, address: str) -> None:
    """A page that asks again unless that was answered in the last five minutes."""
    await page.goto(address)
    if "reauthenticate" in page.url:
        await page.locator("[name=password]").fill(PASSWORD)
        await page.locator("main [type=submit]").first.click()
        await expect(page).to_have_url(re.compile(re.escape(address) + "$"))


async def issue_a_key(page, desk: str) -> None:
    await open_with_the_password(page, f"{desk}keys/issue/")
    await page.get_by_role("button", name="Issue the key").click()
    await page.locator(".keybox summary").first.click()
    await expect(page.locator(".keybox-text")).to_be_visible()


async def look_for_the_encoder(page) -> None:
    """From the page that shows the key on to the live studio, whose camera needs a script."""
    await page.get_by_role("link", name="to the live studio").click()
    await expect(page.locator("noscript .notice-title")).to_have_text(re.compile("JavaScript"))
    await expect(page.get_by_label("WHIP address")).to_have_value(re.compile("/whip/"))
    await page.get_by_role("link", name="Look now").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("no picture"))


async def make_a_token(page) -> None:
    await open_with_the_password(page, "/settings/tokens/new/")
    await page.get_by_label("What it is for").fill("Clock on the wall")
    await page.locator("[name=scopes]").first.check()
    await page.locator("main [type=submit]").first.click()
    await page.locator(".keybox summary").first.click()
    await expect(page.locator(".keybox-text")).to_be_visible()
