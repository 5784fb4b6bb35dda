"""On a small phone the page of a show says what it is and what to do before anybody scrolls; on a
tablet it stays in one piece."""

from playwright.async_api import expect

from .conftest import shows_by_state, sign_in
from .tools import tablets
from .tools.people import PASSWORD, make_member

PHONE = {"width": 360, "height": 740}
# In the auditorium the picture comes first, and under it the title and the chat.
ENDS = """() => [...document.querySelectorAll(document.querySelector(".house-title")
        ? ".house-title, chat-panel, .player-bar"
        : ".show-title, .show-words .badge, .show-now .button")]
    .map((one) => one.getBoundingClientRect())
    .filter((box) => box.bottom > innerHeight || box.right > innerWidth || box.left < 0).length"""


async def test_title_state_and_the_next_thing_to_do_are_on_the_first_screen(open_page, live_site):
    page = await open_page(viewport=PHONE)
    hidden, broken = {}, {}
    for state, slug in shows_by_state(live_site).items():
        await page.goto(f"/shows/{slug}/")
        assert await page.locator(".show-title").count() == 1
        hidden[state] = await page.evaluate(ENDS)
        broken[state] = await tablets.problems(page)
        await page.set_viewport_size(PHONE)
    assert hidden == dict.fromkeys(hidden, 0)
    assert broken == dict.fromkeys(broken, [])


async def test_a_tablet_shows_a_member_the_header_in_one_piece(open_page, live_site):
    make_member(live_site, "usherette")
    page = await open_page()
    await sign_in(page, "usherette", PASSWORD)
    await page.goto("/")
    assert await tablets.problems(page) == []
    search = page.get_by_role("searchbox", name="Search shows")
    await page.set_viewport_size({"width": 640, "height": 740})
    await search.focus()
    assert (await search.bounding_box())["width"] > 200
    assert await tablets.problems(page) == []


async def test_the_search_opens_where_it_is_used(open_page):
    page = await open_page(viewport=PHONE)
    await page.goto("/")
    search = page.get_by_role("searchbox", name="Search shows")
    narrow = (await search.bounding_box())["width"]
    await search.focus()
    wide = (await search.bounding_box())["width"]
    assert (narrow < 60, wide > 300) == (True, True)


async def test_a_form_that_comes_back_leads_to_the_first_wrong_field(open_page):
    page = await open_page(viewport=PHONE)
    await page.goto("/accounts/signup/")
    await page.fill("[name=email]", "ada@example.org")
    await page.get_by_role("button", name="Make an account").click()
    await expect(page.locator("[name=username]")).to_be_focused()
    await expect(page.locator("[name=email]")).to_have_value("ada@example.org")
