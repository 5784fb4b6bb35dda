"""Staff at work under the strict content security policy; open_page fails on any complaint."""

from tests.chat.payloads import EVIL, PAYLOADS
from tests.tools.authenticator import digits_now

from .conftest import shows_by_state, sign_in
from .tools.people import PASSWORD, make_member, run_inside

A_PAGE = 200  # as many as the admin shows at once
SAID = """
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from chat.models import Act, Chat, Message
from shows.planning.casting import join_as_host
from shows.models import Show
from tests.chat.payloads import PAYLOADS
texts = [text.replace(chr(0), "") for text in PAYLOADS]
author = User.objects.get(username="a-talker")
for first in range(0, len(texts), 200):
    show = Show.objects.create(creator=author, title=texts[first][:100], slug=f"said-{first}",
        category="talk", state="doors", access="unlisted",
        starts_at=timezone.now() + timedelta(hours=1))
    join_as_host(show)
    words = chr(10).join(texts[first:])[:4000]
    Chat.objects.create(show=show, last_number=400, blocked_words=words)
    part = list(enumerate(texts[first:first + 200], 1))
    Message.objects.bulk_create(
        Message(show=show, number=number, author=author, text=text) for number, text in part)
    Act.objects.bulk_create(Act(show=show, number=200 + number, by=author, person=author,
        kind="silence", why=text[:300]) for number, text in part)
print(len(texts))
"""


async def test_staff_come_in_by_two_steps_and_hide_a_show(open_page, live_site):
    secret = make_member(live_site, "keeper-of-order", staff=True, second_factor=True)
    page = await open_page()
    await page.goto("/admin/")
    await page.fill("[name=login]", "keeper-of-order")
    await page.fill("[name=password]", PASSWORD)
    await page.locator("form[data-at=sign-in] [type=submit]").click()
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
    await page.locator("form[data-at=sign-in] [type=submit]").click()
    await page.locator("#result_list tbody th a").first.click()
    await page.get_by_role("button", name="Add another").click()
    await page.select_option("[name=roles-0-name]", "creator")
    async with page.expect_navigation():
        await page.locator("[name=_continue]").click()
    assert await page.locator("#roles-group .form-row:not(.empty-form)").count() == 1


async def test_what_was_said_runs_nowhere_where_order_is_kept(open_page, live_site):
    """Messages and reasons in the admin; rules and reasons on the page of the show's creator."""
    make_member(live_site, "a-talker", staff=True)
    assert run_inside(live_site, SAID) == len(PAYLOADS)
    page, broken = await open_page(), []
    page.on("dialog", lambda dialog: broken.append(dialog.message))
    page.on("request", lambda asked: broken.append(asked.url) if EVIL in asked.url else None)
    await sign_in(page, "a-talker", PASSWORD)
    for first in range(0, len(PAYLOADS), A_PAGE):
        for address in (
            f"/admin/chat/message/?q=said-{first}&all=",
            f"/admin/chat/act/?q=said-{first}&all=",
            f"/studio/said-{first}/chat/",
        ):
            answer = await page.goto(address)
            assert answer.status == 200
            rows = await page.locator("#result_list tbody tr, main table.table tbody tr").count()
            assert rows == min(A_PAGE, len(PAYLOADS) - first), address
            assert await page.evaluate("window.ran === undefined"), address
    assert broken == []
