"""From a stranger's first visit to a full seat: the journey that the house is built for."""

import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import expect

from .conftest import confirm_address, fill_in_sign_up, sign_up


async def test_a_creator_lists_a_show_and_a_stranger_takes_a_seat(open_page, live_site):
    creator = await open_page()
    await sign_up(creator, live_site, "isadora")
    await list_a_show(creator, title="Seven Veils and a Kettle")

    stranger = await open_page(timezone_id="America/New_York")
    await find(stranger, "Kettle")
    await expect(stranger.get_by_role("heading", level=1)).to_have_text("Seven Veils and a Kettle")
    address = stranger.url
    await stranger.get_by_role("button", name="Reserve a seat").first.click()
    await expect(stranger).to_have_url(re.compile("/accounts/login/"))

    # Pressed once; the account is made here, its address confirmed on another device.
    await stranger.get_by_role("link", name="Make an account").click()
    await fill_in_sign_up(stranger, "martha")
    phone = await open_page()
    await confirm_address(phone, live_site, "martha")
    await expect(
        phone.get_by_text("You have a seat in “Seven Veils and a Kettle”.")
    ).to_be_visible()
    await expect(stranger).to_have_url(address)
    await expect(stranger.get_by_role("button", name="Give the seat back")).to_be_visible()

    await creator.get_by_role("link", name="Seats").first.click()
    await expect(creator.get_by_text("martha")).to_be_visible()


async def list_a_show(page, *, title: str) -> None:
    start = datetime.now(UTC) + timedelta(days=9)
    await page.goto("/studio/new/")
    await page.get_by_label("Title").fill(title)
    await page.get_by_label("Category").select_option("dance")
    await page.locator("[name=starts_at]").fill(start.strftime("%Y-%m-%dT20:00"))
    await page.locator("[name=time_zone]").select_option("Europe/Paris")
    await page.get_by_label("Seats").fill("1")
    await page.get_by_role("button", name="Save the draft").first.click()
    await page.get_by_role("link", name="Announce the show").click()
    await page.get_by_role("button", name="Announce").click()
    await expect(page.get_by_text("Announced", exact=True).first).to_be_visible()


async def find(page, words: str) -> None:
    await page.goto("/")
    await page.get_by_role("searchbox").first.fill(words)
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Seven Veils and a Kettle").first.click()
