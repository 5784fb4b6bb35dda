"""A passkey, kept by a virtual authenticator: made in the settings, then used to sign in, and again
where the site asks who it is."""

import re

from playwright.async_api import Page

from .conftest import sign_in
from .tools.people import PASSWORD, make_member

# The whole address: the sign-in page ends with the same letters, ?next=/my/.
MY_PAGE = re.compile(r"^[^?]*/my/$")
NEW_TOKEN = "/settings/tokens/new/"
TELEPHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def plug_in(page: Page) -> None:
    """Something that keeps passkeys, as a telephone does."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})


async def add_key(page: Page, name: str, *, passwordless: bool) -> None:
    await page.goto("/accounts/2fa/webauthn/add/")
    await page.fill("[name=password]", PASSWORD)
    await page.locator("main form [type=submit]").first.click()
    await page.wait_for_url("**/webauthn/add/")
    await page.fill("[name=name]", name)
    await page.set_checked("[name=passwordless]", passwordless)
    await page.get_by_role("button", name="Add it").click()
    await page.wait_for_url(lambda url: not url.endswith("/add/"))


async def test_a_passkey_signs_in_and_answers_when_the_site_asks_again(open_page, live_site):
    make_member(live_site, "ada-with-a-key")
    page = await open_page()
    await plug_in(page)
    await sign_in(page, "ada-with-a-key", PASSWORD)
    await add_key(page, "Telephone", passwordless=True)
    await page.goto("/accounts/2fa/webauthn/")
    assert "Telephone" in await page.locator("main table").inner_text()

    await page.context.clear_cookies()
    await page.goto("/accounts/login/?next=/my/")
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await page.wait_for_url(MY_PAGE)

    await page.goto(NEW_TOKEN)
    await page.wait_for_url("**/accounts/reauthenticate/**")
    await page.get_by_role("link", name="Use a security key").click()
    await page.get_by_role("button", name="Use a security key").click()
    await page.wait_for_url(f"**{NEW_TOKEN}")
    await page.fill("[name=name]", "Calendar script")


async def test_a_key_is_the_second_step_after_the_password(open_page, live_site):
    make_member(live_site, "bob-with-a-key")
    page = await open_page()
    await plug_in(page)
    await sign_in(page, "bob-with-a-key", PASSWORD)
    await add_key(page, "Key ring", passwordless=False)

    await page.context.clear_cookies()
    await page.goto("/accounts/login/?next=/my/")
    await page.fill("[name=login]", "bob-with-a-key")
    await page.fill("[name=password]", PASSWORD)
    await page.locator("form[data-at=sign-in] [type=submit]").click()
    await page.get_by_role("button", name="Use a security key").click()
    await page.wait_for_url(MY_PAGE)
