"""Staff at work under the strict content security policy; open_page fails on any complaint."""

from tests.authenticator import digits_now

from .conftest import shows_by_state
from .people import PASSWORD, make_member


async def test_staff_come_in_by_two_steps_and_hide_a_show(open_page, live_site):
    secret = make_member(live_site, "keeper-of-order", staff=True, second_factor=True)
    page = await open_page()
    await page.goto("/admin/")
    await page.fill("[name=login]", "keeper-of-order")
    await page.fill("[name=password]", PASSWORD)
    await page.locator("form[data-sign-in] [type=submit]").click()
    await page.wait_for_url("**/2fa/authenticate/**")
    await page.fill("[name=code]", digits_now(secret))
    await page.locator(".auth-code [type=submit]").click()
    await page.wait_for_url("**/admin/")
    await page.locator("button.theme-toggle").first.click()

    slug = shows_by_state(live_site)["announced"]
    await page.goto(f"/admin/shows/show/?q={slug}")
    await page.locator("#action-toggle").check()
    await page.select_option("[name=action]", "hide")
    await page.get_by_role("button", name="Go").click()
    await page.fill("[name=reason]", "A closer look.")
    await page.get_by_role("button", name="Hide").click()
    assert await page.locator(".messagelist .success").inner_text() == "Done for 1."
    answer = await page.request.get(f"/api/v1/shows/{slug}/", headers={"Cookie": ""})
    assert answer.status == 404

    await page.locator("#result_list tbody th a").first.click()
    await page.get_by_role("button", name="Show again").click()
    await page.get_by_role("button", name="Show again").click()
    assert await page.locator(".messagelist .success").inner_text() == "Done for 1."


async def test_a_row_is_added_to_a_person_by_the_script_of_the_admin(open_page, live_site):
    make_member(live_site, "second-keeper", staff=True)
    page = await open_page()
    await page.goto("/admin/accounts/user/?q=second-keeper")
    await page.fill("[name=login]", "second-keeper")
    await page.fill("[name=password]", PASSWORD)
    await page.locator("form[data-sign-in] [type=submit]").click()
    await page.locator("#result_list tbody th a").first.click()
    await page.get_by_role("button", name="Add another").click()
    await page.select_option("[name=roles-0-name]", "creator")
    async with page.expect_navigation():
        await page.locator("[name=_continue]").click()
    assert await page.locator("#roles-group .form-row:not(.empty-form)").count() == 1
