"""What a creator typed is still there after a reload and after a session that ran out."""

from playwright.async_api import Page, expect

from .conftest import sign_in
from .tools.people import PASSWORD, make_member


async def write(page: Page, title: str) -> None:
    await page.goto("/studio/new/")
    await page.fill("[name=title]", title)
    await page.select_option("[name=category]", "dance")
    await page.fill("textarea[name=description]", "Line one.\n\nLine two.")
    await page.check("[name=access][value=password]")
    await page.fill("[name=password]", "a secret of the house")


async def test_a_reload_loses_nothing_but_the_password(open_page, live_site):
    make_member(live_site, "writes-a-lot")
    page = await open_page()
    await sign_in(page, "writes-a-lot", PASSWORD)
    await write(page, "Seven Kettles")
    await page.reload()
    await expect(page.locator("[data-at=kept-word]")).to_be_visible()
    await expect(page.locator("[name=title]")).to_have_value("Seven Kettles")
    await expect(page.locator("[name=category]")).to_have_value("dance")
    await expect(page.locator("textarea[name=description]")).to_have_value("Line one.\n\nLine two.")
    await expect(page.locator("[name=access][value=password]")).to_be_checked()
    await expect(page.locator("[name=password]")).to_have_value("")

    # Refused, it still stands there; saved, the next form is empty.
    await page.get_by_role("button", name="Save the draft").first.click()
    await expect(page.locator("[name=title]")).to_have_value("Seven Kettles")
    await page.fill("[name=starts_at]", "2031-05-01T20:00")
    await page.fill("[name=password]", "a secret of the house")
    await page.get_by_role("button", name="Save the draft").first.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Seven Kettles")
    await page.goto("/studio/new/")
    await expect(page.locator("[name=title]")).to_have_value("")
    await expect(page.locator("[data-at=kept-word]")).to_be_hidden()


async def test_signing_in_again_brings_it_back(open_page, live_site):
    make_member(live_site, "was-signed-out")
    page = await open_page()
    await sign_in(page, "was-signed-out", PASSWORD)
    await write(page, "Eight Kettles")
    await page.context.clear_cookies()
    await page.get_by_role("button", name="Save the draft").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Please send it again")
    await page.get_by_role("link", name="See what’s on").click()
    await page.goto("/studio/new/")
    await page.fill("[name=login]", "was-signed-out")
    await page.fill("[name=password]", PASSWORD)
    await page.locator("form[data-at=sign-in] [type=submit]").click()
    await expect(page.locator("[name=title]")).to_have_value("Eight Kettles")
    await expect(page.locator("textarea[name=description]")).to_have_value("Line one.\n\nLine two.")
