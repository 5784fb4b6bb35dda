"""The chat as people see it: in Chromium, on a running house, with a moderator."""

import asyncio
import json
import re
from typing import Any

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from tests.conftest import missing
from tests.interop.firefox import FIREFOX, running_firefox

from .chat_house import (  # noqa: F401  some are fixtures
    RULES,
    SHOW,
    STAYS,
    TURNED,
    WINDOW,
    browser,
    choose,
    house,
    keep,
    problems,
    row,
    rule,
    sees,
    sit,
    write,
)
from .tools.people import run_inside

pytestmark = [pytest.mark.asyncio(loop_scope="module")]


async def test_two_people_talk(sit):
    bob, cleo = await sit("bob", WINDOW), await sit("cleo")
    for page in (bob, cleo):  # beside the picture and in a window of its own, before the first line
        await expect(page.locator(RULES)).to_be_in_viewport()
    await write(bob, "Good evening, @cleo! https://example.org/a?b=1.")
    told = await sees(cleo, "Good evening")
    await expect(bob.locator(RULES)).to_be_hidden()
    await expect(cleo.locator(RULES)).to_be_visible()
    assert await told.locator(".chat-mention-you").all_text_contents() == ["@cleo"]
    link = told.locator("a")
    assert await link.get_attribute("rel") == "noopener nofollow ugc"
    assert await link.get_attribute("href") == "https://example.org/a?b=1"
    await expect(bob.locator("[data-at=pending]")).to_be_hidden()

    await told.hover()
    await expect(told.locator(".chat-more")).to_have_css("opacity", "1")
    await expect(told.locator(".chat-time")).to_have_css("opacity", "0")  # one above the other

    await row(cleo, "Good evening").focus()
    await cleo.keyboard.press("r")
    await cleo.keyboard.type("And to you")
    await cleo.keyboard.press("Enter")
    answer = await sees(bob, "And to you")
    await expect(answer.locator(".chat-echo")).to_contain_text("to Bob: Good evening")

    await row(bob, "And to you").focus()
    await bob.keyboard.press("Enter")
    await bob.get_by_role("menuitemcheckbox").first.press("Enter")
    sign = (await sees(cleo, "And to you")).locator(".chat-sign")
    await expect(sign).to_contain_text("1")
    await expect(sign).to_have_attribute("aria-label", re.compile(", once$"))

    assert await problems(cleo) == [], "the panel beside the picture"

    await choose(cleo, "And to you", "Delete")
    await sees(bob, "Deleted by its author.")


async def test_order_is_kept_and_sticks(sit):
    ada, bob, cleo = await sit("ada", WINDOW), await sit("bob"), await sit("cleo")
    await write(bob, "Cabbage, all of you")
    await sees(ada, "Cabbage")
    assert await ada.evaluate(STAYS) == [60000, 10000]
    await choose(ada, "Cabbage", "10 min")
    await expect(bob.locator("[data-at=composer]")).to_be_hidden()
    await bob.reload()
    await sees(bob, "Cabbage")
    await expect(bob.locator("[data-at=why]")).to_have_text(
        re.compile(r"A moderator has silenced you until \d\d:\d\d\.")
    )
    await ada.locator("[data-at=act] button").click()
    await expect(bob.locator("[data-at=composer]")).to_be_visible()

    await choose(ada, "Cabbage", "Pin for everybody")
    await expect(cleo.locator("[data-at=pin]")).to_contain_text("Bob Cabbage")

    await write(cleo, "Quickly, then")
    await sees(ada, "Quickly, then")
    await rule(ada, "slow_seconds", "300")
    await expect(cleo.locator("[data-at=why]")).to_contain_text("300 seconds")
    await write(cleo, "Slowly, then")
    await expect(cleo.locator("[data-at=left]")).to_contain_text("You can write again")
    await cleo.fill("[data-at=text]", "")
    await rule(ada, "slow_seconds", "0")

    sheet = await keep(ada, "A poll")
    await sheet.locator("[data-at=poll] [name=text]").fill("What next?")
    await sheet.locator("[data-at=poll] [name=options]").fill("An aria\nA lullaby")
    await sheet.get_by_role("button", name="Ask everybody").click()
    poll = await sees(bob, "What next?")
    await poll.get_by_role("button", name="A lullaby").click()
    seen = (await sees(cleo, "What next?")).get_by_role("button", name="A lullaby")
    await expect(seen).to_contain_text("1 · 100 %")

    await rule(ada, "hold", "everybody")
    await write(cleo, "May I say this?")
    await expect(cleo.locator("[data-at=pending]")).to_contain_text("reads this first")
    await ada.get_by_role("button", name="Moderate", exact=True).click()
    await ada.get_by_role("button", name="Let through").click()
    await sees(bob, "May I say this?")
    await expect(cleo.locator("[data-at=pending]")).to_be_hidden()
    held = sheet.locator("[data-held]")
    await expect(sheet.locator("[name=hold]")).to_have_value("everybody")
    await write(cleo, "And this?")
    await held.get_by_role("button", name="Drop").focus()
    await write(cleo, "And that?")
    await expect(held).to_have_count(2)
    await expect(held.first.get_by_role("button", name="Drop")).to_be_focused()
    await ada.keyboard.press("Enter")
    await expect(held).to_have_text([re.compile(r"And that\?")])
    await expect(held.get_by_role("button", name="Drop")).to_be_focused()
    refused = cleo.locator("[data-at=pending] li", has_text="did not let this through")
    await expect(refused).to_contain_text("And this?")
    dropped = sheet.locator("[data-at=acts] li", has_text="dropped").first
    await expect(dropped).to_contain_text("And this?")
    await dropped.get_by_role("button", name="Undo").click()
    for text in ("And this?", "And that?"):
        let_through = held.filter(has_text=text).get_by_role("button", name="Let through")
        await let_through.click()
        await sees(bob, text)
    await expect(sheet).to_contain_text("Nothing waits.")
    await expect(cleo.locator("[data-at=pending]")).to_be_hidden()
    assert await problems(ada) == [], "the sheet"
    await ada.locator("[data-at=sheet] [data-do=close]").click()
    await rule(ada, "hold", "nobody")


async def test_nothing_written_is_lost_or_doubled(sit, house):
    bob, cleo = await sit("bob", "/shows/lamp/"), await sit("cleo", "/shows/lamp/")
    await bob.fill("[data-at=text]", "Half a sent")
    await bob.reload()
    await expect(bob.locator("[data-at=text]")).to_have_value("Half a sent")
    # The line swallows what is sent, and the page is loaded again.
    await bob.evaluate("WebSocket.prototype.send = () => {}")
    await write(bob, "Half a sentence")
    await expect(bob.locator("[data-at=pending]")).to_contain_text("On its way")
    await bob.reload()
    await sees(cleo, "Half a sentence")

    house.close()
    await write(bob, "Into the dark")
    await write(bob, "and once more")
    await expect(bob.locator(".chat-letter")).to_have_count(2)
    house.open()
    for page in (bob, cleo):
        said = page.locator("[data-at=list] .chat-words")
        expected = ["Half a sentence", "Into the dark", "and once more"]
        await expect(said).to_have_text(expected)
    await expect(bob.locator("[data-at=pending]")).to_be_hidden()


async def test_firefox_writes_and_reads_and_order_is_kept_on_both_sides(sit, house, tmp_path):
    """Somebody silenced from Chromium in Firefox, and the other way round."""
    if FIREFOX is None:
        missing("Firefox")
    ada, cleo = await sit("ada", WINDOW), await sit("cleo")
    async with running_firefox(tmp_path) as firefox:
        await firefox.goto(house.site.url + WINDOW)

        async def come(who: str) -> None:
            session = [house.facts["name"], house.facts["cookies"][who]]
            await firefox.evaluate(
                "given => (document.cookie = `${given.join('=')}; path=/`)", session
            )
            await firefox.goto(house.site.url + WINDOW)

        await come("bob")
        await firefox.evaluate(FIREFOX_WRITES, "From another browser")
        await sees(cleo, "From another browser")
        await write(cleo, "It can be read here")
        await firefox.evaluate(FIREFOX_READS, "It can be read here")

        await choose(ada, "From another browser", "this show")
        await firefox.evaluate(FIREFOX_MAY, False)
        await come("bob")  # he tries again
        await firefox.evaluate(FIREFOX_READS, "From another browser")
        await firefox.evaluate(FIREFOX_MAY, False)
        await ada.locator("[data-at=act] button").click()
        await firefox.evaluate(FIREFOX_MAY, True)

        await come("ada")
        await firefox.evaluate(FIREFOX_CHOOSES, ["It can be read here", "[data-do=delete]"])
        for page in (ada, cleo):
            await expect(row(page, "It can be read here")).to_have_count(0)
        await expect(row(cleo, "Removed by a moderator.").last).to_be_visible()
        await sees(ada, "From another browser")
        await firefox.evaluate(FIREFOX_CHOOSES, ["From another browser", "[data-minutes='10']"])
        await expect(ada.locator("[data-at=act]")).to_be_hidden()
        bob = await sit("bob", WINDOW)
        await expect(bob.locator("[data-at=why]")).to_have_text(
            re.compile(r"A moderator has silenced you until \d\d:\d\d\.")
        )
        await firefox.evaluate("() => document.querySelector('[data-at=act] button').click()")
        await expect(bob.locator("[data-at=composer]")).to_be_visible()


FIREFOX_WRITES = """async text => {
  const field = document.querySelector("[data-at=text]");
  while (!field.offsetParent) await new Promise((go) => setTimeout(go, 50));
  field.value = text;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  document.querySelector("[data-at=send]").click();
}"""
FIREFOX_READS = """async text => {
  const list = document.querySelector("[data-at=list]");
  for (let tries = 0; !list.innerText.includes(text); tries += 1) {
    if (tries > 200) throw new Error(list.innerText);
    await new Promise((go) => setTimeout(go, 50));
  }
}"""
FIREFOX_MAY = """async may => {
  const composer = document.querySelector("[data-at=composer]");
  const panel = document.querySelector("chat-panel");
  for (let tries = 0; !panel.parts?.chat.isKnown || composer.hidden === may; tries += 1) {
    if (tries > 200) throw new Error(`may write: ${!may}`);
    await new Promise((go) => setTimeout(go, 50));
  }
}"""
FIREFOX_CHOOSES = """async ([text, chosen]) => {
  const rows = () => [...document.querySelectorAll("[data-at=list] .chat-row")];
  const found = () => rows().find((one) => one.innerText.includes(text));
  for (let tries = 0; !found(); tries += 1) {
    if (tries > 200) throw new Error(`there is no ${text}`);
    await new Promise((go) => setTimeout(go, 50));
  }
  found().focus();
  found().dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
  const button = document.querySelector("[data-at=menu]:popover-open " + chosen);
  if (!button?.offsetParent) throw new Error(`${chosen} is not offered`);
  button.click();
  const done = document.querySelector("[data-at=act]");
  for (let tries = 0; done.hidden; tries += 1) {
    if (tries > 200) throw new Error(`${chosen} was not done`);
    await new Promise((go) => setTimeout(go, 50));
  }
}"""
FILL = """
import json
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from chat.models import Chat, Message
from chat.socket.overlay_keys import key_of
from shows.models import Broadcast, Show
from tests.chat.payloads import PAYLOADS
show, bob = Show.objects.get(slug="curtain"), User.objects.get(username="bob")
then = timezone.now() - timedelta(days=2)
over = Show.objects.create(creator=show.creator, title="Over", slug="over", category="music",
    state="ended", starts_at=then)
Broadcast.objects.create(show=over, started_at=then, ended_at=then + timedelta(hours=1))
User.objects.filter(pk=bob.pk).update(display_name=PAYLOADS[0][:50])
for place in (show, over):
    rows = [Message(show=place, number=n, author=bob, text=text)
        for n, text in enumerate(PAYLOADS, 1)]
    Message.objects.bulk_create(rows)
    Chat.objects.update_or_create(pk=place.pk, defaults={"last_number": len(rows)})
print(json.dumps([key_of(show), len(rows)]))
"""
EVERYTHING = """async () => {
  const {chat, list} = document.querySelector("chat-panel").parts;
  list.isAtEnd = false;
  while (await chat.older()) await new Promise((go) => setTimeout(go, 50));
  return chat.log.order.map((number) => chat.log.messages.get(number));
}"""
SHOWN = """async last => {
  const texts = () =>
    [...document.querySelectorAll(".overlay-words")].map((one) => one.textContent);
  while (texts().at(-1) !== last) await new Promise((go) => setTimeout(go, 10));
  return texts();
}"""
ELEMENTS = ":is(.chat-list, .overlay-list) :is(img, script, iframe, svg, style)"
AT_ONCE = 30  # as many as an overlay shows


async def test_nothing_that_is_said_runs(sit, house, browser):
    """Every payload, in the panel, in the window, in what is left of a show that is over, and over
    the picture of an encoder."""
    key, count = run_inside(house.site, FILL)
    assert count >= 500
    ran: list[str] = []

    async def look(path: str) -> Page:
        page = await (await browser.new_context(base_url=house.site.url)).new_page()
        page.on("dialog", lambda dialog: ran.append(f"{path}: {dialog.message}"))
        page.on("request", lambda one: "evil" in one.url and ran.append(one.url))
        return page

    async def is_harmless(page: Page) -> None:
        assert await page.locator(ELEMENTS).count() == 0
        assert await page.evaluate("window.ran") is None

    async def read_back(path: str) -> list[dict[str, Any]]:
        page = await look(path)
        await page.goto(path)
        ready = "chat-panel:is([data-chat-state=open], [data-chat-state=shut])"
        await page.locator(ready).wait_for()
        entries = await page.evaluate(EVERYTHING)
        assert len(entries) == count
        await is_harmless(page)
        await page.context.close()
        return entries

    paths = ("/shows/curtain/", "/shows/curtain/chat/", "/shows/over/")
    entries, *_others = await asyncio.gather(*map(read_back, paths))

    page = await look("overlay")
    lines: list[WebSocketRoute] = []
    await page.route_web_socket(re.compile("/chat/"), lambda line: lines.append(hold(line)))
    await page.goto(f"/shows/curtain/chat/overlay/?key={key}&seconds=0&most={AT_ONCE}")
    await expect(page.locator(".overlay-row")).to_have_count(AT_ONCE)
    for first in range(0, count, AT_ONCE):
        some = [one | {"number": one["number"] + count} for one in entries[first:][:AT_ONCE]]
        told = {"after": count + first, "upto": count + first + len(some), "entries": some}
        lines[0].send(json.dumps({"v": 1, "type": "chat.entries", **told}))
        shown = await page.evaluate(SHOWN, some[-1]["text"])
        assert shown[-len(some) :] == [one["text"] for one in some]
        await is_harmless(page)
    await page.context.close()
    assert ran == []


KEPT = """
import json
from accounts.models import User
from chat.models import Act, Chat, Held, Message
from shows.models import Show
from tests.chat.payloads import PAYLOADS
texts = [text.replace(chr(0), "") for text in PAYLOADS]
show, bob = Show.objects.get(slug="dark"), User.objects.get(username="bob")
User.objects.filter(pk=bob.pk).update(display_name=texts[1][:50])
polls = [texts[first:first + 6] for first in range(0, len(texts), 6)]
rows = [Message(show=show, number=n, author=bob, kind="poll", text=some[0],
    options=[one[:80] for one in some]) for n, some in enumerate(polls, 1)]
Message.objects.bulk_create(rows)
acts = [Act(show=show, number=len(rows) + n, kind=kind, by=bob, person=bob, why=text[:300])
    for n, (text, kind) in enumerate(zip(texts[::11][:50], ["silence", "ban"] * 25), 1)]
Act.objects.bulk_create(acts)
Held.objects.bulk_create(Held(show=show, author=bob, kind="message", text=text, client_id=str(n))
    for n, text in enumerate(texts[::6][:100]))
Chat.objects.update_or_create(pk=show.pk, defaults={"last_number": len(rows) + len(acts),
    "pinned": rows[-1], "blocked_words": chr(10).join(texts)[:4000]})
print(json.dumps([texts[::6][:100], [len(polls), len(acts)]]))
"""
MORE = ":is(chat-panel, dialog) :is(img, script, iframe, style, object, embed, form form)"


async def test_nothing_that_is_said_runs_for_moderators(sit, house):
    """In polls, in what is pinned, in what waits, in reasons, and on the card of a person."""
    texts, (polls, acts) = run_inside(house.site, KEPT)
    ada, ran = await sit("ada", "/shows/dark/chat/"), []
    ada.on("dialog", lambda dialog: ran.append(dialog.message))
    ada.on("request", lambda one: "evil" in one.url and ran.append(one.url))
    sheet = await keep(ada, "Rules")
    shown = sheet.locator("[data-held] .chat-words")
    await expect(shown).to_have_count(len(texts))
    said = await shown.evaluate_all("all => all.map(one => one.lastChild.textContent)")
    assert said == texts
    await expect(sheet.locator("[data-at=acts] li")).to_have_count(acts)
    await sheet.locator("[data-do=close]").click()
    await ada.evaluate(EVERYTHING)
    rows = ada.locator("[data-at=list] .chat-poll-whole")
    await expect(rows).to_have_count(polls)
    await rows.last.locator("xpath=ancestor::li[@data-number]").focus()
    await ada.keyboard.press("Enter")
    await ada.get_by_role("menuitem", name="Who is this?").press("Enter")
    card = ada.locator("[data-at=card]")
    await expect(card.locator("[data-at=card-said] li")).to_have_count(20)
    assert await ada.locator(MORE).count() == 0
    assert (await ada.evaluate("window.ran"), ran) == (None, [])


def hold(line: WebSocketRoute) -> WebSocketRoute:
    """What the site says passes, and more can be said in its place."""
    line.connect_to_server()
    return line


LONG = """
import json
from accounts.models import User
from chat.models import Chat, Message
from shows.models import Show
show, bob = Show.objects.get(slug="long"), User.objects.get(username="bob")
rows = [Message(show=show, number=n, author=bob, text=f"Line {n}.") for n in range(1, 121)]
Message.objects.bulk_create(rows)
Chat.objects.update_or_create(pk=show.pk, defaults={"last_number": len(rows)})
print(json.dumps(None))
"""
TOP = """() => {
  const {scroll, rows} = document.querySelector("chat-panel").parts.list;
  const edge = scroll.getBoundingClientRect().top;
  const read = [...rows.values()].find((row) => row.getBoundingClientRect().bottom > edge);
  return [read.dataset.number, Math.round(read.getBoundingClientRect().top - edge)];
}"""


async def test_whoever_reads_back_keeps_their_place(sit, house):
    run_inside(house.site, LONG)
    bob, cleo = await sit("bob", "/shows/long/chat/"), await sit("cleo", "/shows/long/chat/")
    rows = bob.locator("[data-at=list] .chat-row")
    await expect(rows).to_have_count(50)
    await rows.first.focus()
    await bob.keyboard.press("Home")
    await expect(rows).to_have_count(100)
    await bob.evaluate("document.querySelector('[data-at=log]').scrollTop += 300")
    first, place = await bob.evaluate(TOP)
    for text in ("One more", "and another"):
        await write(cleo, text)
    await expect(bob.locator("[data-at=pill]")).to_have_text("2 new messages")
    first_now, place_now = await bob.evaluate(TOP)
    # Rows end between pixels, and scrolling rounds each time.
    assert (first_now, abs(place_now - place) <= 2) == (first, True)
    await bob.locator("[data-at=pill]").click()
    await expect(row(bob, "and another")).to_be_in_viewport()
    await expect(bob.locator("[data-at=pill]")).to_be_hidden()
    assert await bob.evaluate(TURNED) < 2
