"""What an evening in a chat has besides talk: applause, questions, polls, order that is undone."""

import pytest
from playwright.async_api import Page, expect

from .chat_house import (  # noqa: F401  some are fixtures
    ON_AIR,
    WINDOW,
    browser,
    choose,
    house,
    keep,
    row,
    sees,
    sit,
    write,
)

pytestmark = [pytest.mark.asyncio(loop_scope="module")]
RISING = """() => {
  const air = document.querySelector("[data-at=air]");
  window.rose = 0;
  new MutationObserver((all) => all.forEach((one) => (window.rose += one.addedNodes.length)))
    .observe(air, {childList: true});
}"""
SPOKEN = """() => {
  const voice = document.querySelector("chat-panel [data-at=voice]");
  window.spoken = [];
  const hear = () => window.spoken.push(voice.textContent);
  new MutationObserver(hear).observe(voice, {childList: true});
}"""
LOUD = """[...document.querySelectorAll("chat-panel :is([aria-live], [role])")]
  .filter((one) => one.ariaLive !== "off" && !one.closest("dialog")
    && (one.ariaLive || ["log", "status", "alert"].includes(one.role)))
  .map((one) => one.dataset.at ?? one.parentElement.dataset.at)"""


async def say_to_all(page: Page, part: str, button: str, **fields: str) -> None:
    sheet = await keep(page, part)
    form = sheet.locator(f"details:has-text('{part}') form")
    for name, text in fields.items():
        await form.locator(f"[name={name}]").fill(text)
    await form.get_by_role("button", name=button).click()
    await expect(sheet).to_be_hidden()


async def test_applause_rises_on_every_page_and_is_counted(sit):
    bob, cleo = await sit("bob", ON_AIR), await sit("cleo", ON_AIR)
    await cleo.evaluate(RISING)
    button = bob.locator("show-applause").get_by_role("button", name="Applause")
    for _ in range(3):
        await button.click()
    for page in (bob, cleo):
        total = page.locator("show-applause [data-sign=applause] [data-at=figure]")
        await expect(total).to_have_text("3")
    await expect(cleo.locator(".applause-sign").first).to_be_attached()
    await cleo.emulate_media(reduced_motion="reduce")
    rose = await cleo.evaluate("window.rose")
    assert rose >= 1
    await bob.locator("show-applause").get_by_role("button", name="Laughter").click()
    total = cleo.locator("show-applause [data-sign=laughter] [data-at=figure]")
    await expect(total).to_have_text("1")
    await cleo.wait_for_timeout(1200)  # whatever rises does within the second
    assert await cleo.evaluate("window.rose") == rose, "nothing moves where nobody wants that"


LOOKS_AWAY = """isHidden => {
  Object.defineProperty(document, "hidden", {value: isHidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
LAMP = "/shows/lamp/"


async def test_people_see_who_is_there_who_writes_and_what_is_new(sit):
    ada, bob, cleo = [await sit(name, LAMP) for name in ("ada", "bob", "cleo")]
    await sit("bob", f"{LAMP}chat/")  # of somebody with two windows there is one
    await sit("", LAMP)
    people = cleo.locator("[data-at=people] [data-at=figure]")
    await expect(people).to_have_text("4 in the chat")

    await bob.locator("[data-at=text]").press_sequentially("Good")
    await expect(cleo.locator("[data-at=typing]")).to_contain_text("Bob")
    await expect(bob.locator("[data-at=typing]")).to_have_text("")
    # As the system's own picker puts it in.
    await bob.keyboard.insert_text(" evening 👩‍👧🏳️‍🌈")
    await bob.keyboard.press("Enter")
    told = await sees(cleo, "Good evening")
    await expect(told.locator(".chat-words")).to_have_text("Good evening 👩‍👧🏳️‍🌈")
    await expect(cleo.locator("[data-at=typing]")).to_have_text("")

    await cleo.evaluate(LOOKS_AWAY, True)
    await write(ada, "Welcome")
    welcome = await sees(cleo, "Welcome")
    await expect(welcome.locator(".chat-badge")).to_have_text("Host")
    await expect(told.locator(".chat-badge")).to_have_count(0)
    news = cleo.locator("[data-at=list] > *").filter(has_text="New").or_(welcome)
    assert await news.evaluate_all("all => all.map(one => one.className.split(' ')[0])") == [
        "chat-mark",
        "chat-row",
    ]
    await cleo.evaluate(LOOKS_AWAY, False)

    await welcome.focus()
    for key, text in (("ArrowUp", "Good evening"), ("ArrowDown", "Welcome")):
        await cleo.keyboard.press(key)
        await expect(row(cleo, text)).to_be_focused()

    hues = [await hues_of(page) for page in (ada, bob, cleo)]
    await cleo.reload()
    await sees(cleo, "Welcome")
    assert [*hues, await hues_of(cleo)] == [hues[0]] * 4
    assert hues[0]["Ada"] != hues[0]["Bob"]


async def hues_of(page: Page) -> dict[str, str]:
    """The colour of each name."""
    return await page.evaluate("""() => Object.fromEntries(
      [...document.querySelectorAll("[data-at=list] .chat-name")]
        .map(one => [one.textContent, getComputedStyle(one).color]))""")


async def test_a_question_is_voted_up_and_answered_and_a_poll_is_closed(sit):
    ada, bob, cleo = await sit("ada", WINDOW), await sit("bob"), await sit("cleo")
    await bob.locator("[data-at=ask]").click()
    await write(bob, "Who wrote it?")
    asked = await sees(cleo, "Who wrote it?")
    vote = asked.locator("[data-do=vote]")
    await vote.click()
    await expect(vote).to_have_attribute("aria-pressed", "true")
    counted = (await sees(bob, "Who wrote it?")).locator("[data-do=vote]")
    await expect(counted).to_have_text("▲ 1")
    await expect(counted).to_have_attribute("aria-pressed", "false")

    await say_to_all(ada, "A poll", "Ask everybody", text="Once more?", options="Yes\nNo")
    poll = await sees(cleo, "Once more?")
    await poll.get_by_role("button", name="Yes").click()
    await poll.get_by_role("button", name="No").click()
    seen = (await sees(bob, "Once more?")).get_by_role("button", name="No")
    await expect(seen).to_contain_text("1 · 100 %")

    # On another device, where nothing is kept, she finds what she pressed.
    again = await sit("cleo")
    mine = (await sees(again, "Once more?")).get_by_role("button", name="No")
    await expect(mine).to_have_attribute("aria-pressed", "true")
    mine = (await sees(again, "Who wrote it?")).locator("[data-do=vote]")
    await expect(mine).to_have_attribute("aria-pressed", "true")
    # What she presses there is pressed here.
    await row(again, "Once more?").get_by_role("button", name="Yes").click()
    for name, pressed in (("Yes", "true"), ("No", "false")):
        here = row(cleo, "Once more?").get_by_role("button", name=name)
        await expect(here).to_have_attribute("aria-pressed", pressed)

    await choose(ada, "Who wrote it?", "Answered, or closed")
    await expect(row(bob, "Who wrote it?")).to_contain_text("Answered")
    await choose(ada, "Once more?", "Answered, or closed")
    for page in (bob, again):
        await expect(row(page, "Once more?")).to_contain_text("Closed: 1 has voted")
        await expect(row(page, "Once more?").get_by_role("button", name="Yes")).to_be_disabled()

    await say_to_all(ada, "A word to everybody", "Announce it", text="Ten minutes of interval.")
    told = await sees(bob, "Ten minutes of interval.")
    await expect(told.locator(".chat-kind")).to_have_text("Announcement")


async def test_order_is_kept_with_a_reason_and_undone(sit):
    ada, bob, cleo = await sit("ada", WINDOW), await sit("bob"), await sit("cleo")
    also = await sit("ada", WINDOW)
    await write(bob, "Turnips for the tenor")
    await sees(ada, "Turnips")
    await sees(cleo, "Turnips")
    number = await row(ada, "Turnips").get_attribute("data-number")
    place = f"[data-at=list] [data-number='{number}']"
    await choose(ada, "Turnips", "With a reason …")
    dialog = ada.locator("[data-at=reason]")
    await dialog.get_by_label("Why").fill("unkind")
    await dialog.get_by_role("button", name="Delete").click()
    for page in (bob, cleo):
        gone = page.locator(place)
        await expect(gone).to_contain_text("Removed by a moderator.")
        await expect(gone).not_to_contain_text("Ada")
    for page in (ada, also):
        await expect(page.locator(place)).to_contain_text("Removed by Ada. Because: unkind")
    await also.reload()
    await expect(also.locator(place)).to_contain_text("Removed by Ada. Because: unkind")
    await cleo.reload()
    await expect(cleo.locator(place)).to_contain_text("Removed by a moderator.")

    await ada.locator("[data-at=act] button").click()
    for page in (ada, bob, cleo):
        await sees(page, "Turnips for the tenor")

    await row(cleo, "Turnips").focus()
    await cleo.keyboard.press("Enter")
    link = cleo.get_by_role("menuitem", name="Report")
    async with cleo.context.expect_page() as opening:
        await link.click()
    report = await opening.value
    await expect(report.locator("h1")).to_contain_text("Turnips for the tenor")


async def test_a_mention_is_completed_by_keyboard_and_nobody_is_talked_over(sit):
    bob, cleo = await sit("bob"), await sit("cleo")
    await cleo.evaluate(SPOKEN)
    assert await cleo.evaluate(LOUD) == ["connection", "act-words", "voice"]
    for number in range(8):
        await write(bob, f"Line {number} of eight")
    await sees(cleo, "Line 7 of eight")
    spoken = await cleo.evaluate("window.spoken")
    assert 1 <= len(spoken) <= 3, spoken

    await cleo.locator("[data-at=text]").press_sequentially("Thank you @bo")
    chosen = cleo.locator("[data-at=mentions] [role=option][aria-selected=true]")
    await expect(chosen).to_contain_text("@bob")
    await cleo.keyboard.press("Enter")
    await expect(cleo.locator("[data-at=text]")).to_have_value("Thank you @bob ")
    await cleo.keyboard.press("Enter")
    told = await sees(bob, "Thank you @bob")
    await expect(told.locator(".chat-mention-you")).to_have_text("@bob")
