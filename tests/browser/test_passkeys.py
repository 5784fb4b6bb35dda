"""A passkey, kept by a virtual authenticator: made in the settings, then used to sign in."""

from playwright.async_api import Page

from .conftest import sign_in
from .people import PASSWORD, make_member

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


async def test_a_passkey_is_added_and_signs_in_without_a_password(open_page, live_site):
    make_member(live_site, "ada-with-a-key")
    page = await open_page()
    await plug_in(page)
    await sign_in(page, "ada-with-a-key", PASSWORD)
    await page.goto("/accounts/2fa/webauthn/add/")
    await page.fill("[name=password]", PASSWORD)
    await page.locator("main form [type=submit]").first.click()
    await page.wait_for_url("**/webauthn/add/")
    await page.fill("[name=name]", "Telephone")
    await page.check("[name=passwordless]")
    await page.get_by_role("button", name="Add it").click()
    await page.wait_for_url(lambda url: not url.endswith("/add/"))
    await page.goto("/accounts/2fa/webauthn/")
    assert "Telephone" in await page.locator("main table").inner_text()

    await page.context.clear_cookies()
    await page.goto("/accounts/login/?next=/my/")
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await page.wait_for_url("**/my/")


async def test_a_key_is_the_second_step_after_the_password(open_page, live_site):
    make_member(live_site, "bob-with-a-key")
    page = await open_page()
    await plug_in(page)
    await sign_in(page, "bob-with-a-key", PASSWORD)
    await page.goto("/accounts/2fa/webauthn/add/")
    await page.fill("[name=password]", PASSWORD)
    await page.locator("main form [type=submit]").first.click()
    await page.fill("[name=name]", "Key ring")
    await page.get_by_role("button", name="Add it").click()
    await page.wait_for_url(lambda url: not url.endswith("/add/"))

    await page.context.clear_cookies()
    await page.goto("/accounts/login/?next=/my/")
    await page.fill("[name=login]", "bob-with-a-key")
    await page.fill("[name=password]", PASSWORD)
    await page.locator("form[data-sign-in] [type=submit]").click()
    await page.get_by_role("button", name="Use a security key").click()
    await page.wait_for_url("**/my/")
