"""A show from the live studio: a browser with a camera goes on air, and another one watches."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from streaming.extras.door import Door
from streaming.extras.testcard import make_clip
from tests.browser.tools.people import PASSWORD, run_inside
from tests.interop.stages import soon_of
from tests.tools.chromium import CAMERA, running_chromium

from .studio_scripts import (
    BROWSERS,
    CALLS,
    ICON_PLAY,
    IN_WORDS,
    JUDGE,
    KNOCK,
    LET_THE_GRACE_PASS,
    LOOK,
    LOUDEST,
    MAKE_EVENINGS,
    OTHER,
    SMALL,
)
from .test_on_air import performing

pytestmark = [
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="module"),
]


@dataclass
class Evening:
    """A show with open doors, its host and a guest of its cast."""

    site: str
    facts: dict

    @property
    def studio(self) -> str:
        return f"{self.site}/shows/{self.facts['slug']}/studio"


@pytest.fixture(scope="module")
def evenings(live_site) -> dict[str, Iterator[Evening]]:
    """Some with open doors and one with closed ones; made all at once, which takes a second."""
    made = run_inside(live_site, MAKE_EVENINGS.format(password=PASSWORD))
    return {
        moment: iter([Evening(live_site.url, facts) for facts in found])
        for moment, found in made.items()
    }


@pytest.fixture
def evening(evenings, request) -> Evening:
    return next(evenings[getattr(request, "param", "doors")])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with running_chromium(*CAMERA) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def enter(chromium, evening):
    """enter(name, password) gives the studio as this person sees it; without a name a viewer."""
    contexts, broken = [], []

    async def one(name: str = "", password: str = "") -> Page:
        contexts.append(context := await chromium.new_context(locale="en-GB"))
        await context.add_init_script(SMALL)
        page = await context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        if name:
            await page.goto(f"{evening.site}/accounts/login/")
            await page.fill("[name=login]", name)
            await page.fill("[name=password]", password)
            await page.locator("form[data-at=sign-in] [type=submit]").click()
            await page.wait_for_url(re.compile(r"^(?!.*login)"))
            await page.goto(evening.studio)
        else:
            await page.goto(f"{evening.site}/archive/")
            await page.evaluate(CALLS)
        return page

    yield one
    for context in contexts:
        await context.close()
    assert broken == []


def host_of(evening: Evening) -> tuple[str, str]:
    return evening.facts["username"], evening.facts["password"]


def guest_of(evening: Evening) -> tuple[str, str]:
    return evening.facts["guest"], PASSWORD


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def air(page: Page, state: str) -> None:
    await expect(page.locator("[data-at=studio]")).to_have_attribute("data-air", state)


async def go_live(page: Page) -> None:
    await press(page, "Go live")
    await air(page, "live")
    await expect(page.locator("body")).to_have_class(re.compile("is-on-air"))


async def watch(page: Page, evening: Evening) -> None:
    asked = {"url": evening.facts["whep_url"]}
    assert (await page.evaluate("how => calls.watch(how)", asked))["status"] == 201


async def frames(page: Page) -> int:
    return (await page.evaluate("calls.seen()"))["frames"]


async def moves(page: Page) -> None:
    before = await frames(page)
    await soon_of(lambda: frames(page), lambda now: now > before + 10)


async def stands_still(page: Page) -> None:
    """Nothing comes any more: for as long as it takes to be sure."""
    for _ in range(20):
        before = await frames(page)
        await asyncio.sleep(0.5)
        if await frames(page) == before:
            return
    raise AssertionError("it goes on")


async def picture(page: Page, true) -> None:
    await soon_of(lambda: page.evaluate(LOOK), true)


async def hears(page: Page) -> None:
    await soon_of(lambda: page.evaluate(LOUDEST), lambda loud: loud > 0.02)


async def hears_nothing(page: Page) -> None:
    await soon_of(lambda: page.evaluate(LOUDEST), lambda loud: loud < 0.001)


async def before_the_curtain(host: Page) -> None:
    """What was chosen last time is chosen again, and the line is tested with a plain verdict."""
    await expect(host.locator("#studio-size")).to_have_value("360")
    await expect(host.locator("[data-at=preview].mirrored")).to_have_count(1)
    shape = "({videoWidth, videoHeight}) => [videoWidth, videoHeight]"
    assert await host.locator("[data-at=preview]").evaluate(shape) == [640, 360]
    await press(host, "Test my line")
    await expect(host.locator("[data-at=line-words]")).to_contain_text("Mbit/s")
    assert await host.evaluate(JUDGE) == [
        *([], ["upload"], ["upload"], []),
        *(["few"], []),
    ]


async def on_air(host: Page) -> None:
    """The page says how long it goes, who watches and how we are doing."""
    await expect(host.locator("[data-at=clock]")).to_have_text(re.compile(r"^00:00:\d\d$"))
    await expect(host.locator("[data-at=audience]")).to_contain_text("watching")
    for plot in ("bitrate", "fps", "rtt", "loss"):
        value = host.locator(f"[data-at=plot-{plot}] [data-at=value]")
        await expect(value).to_have_text(re.compile(r"\d"))
    await expect(host.locator("[data-at=size]")).to_have_text(re.compile(r"\d+ × \d+"))


async def test_a_host_plays_a_whole_show(enter, evening):
    host = await enter(*host_of(evening))
    await before_the_curtain(host)
    await go_live(host)
    viewer, other = await enter(), await enter()
    for page in (viewer, other):
        await watch(page, evening)
        await moves(page)
        await hears(page)
    await other.context.close()
    await picture(viewer, lambda one: one["green"] > 0.5)
    await on_air(host)

    end = host.get_by_role("button", name="End show")
    stands_at = await end.bounding_box()
    await press(host, "Mute microphone")
    await hears_nothing(viewer)
    assert await end.bounding_box() == stands_at
    await press(host, "Unmute microphone")
    await hears(viewer)

    await press(host, "Turn camera off")
    await picture(viewer, lambda one: one["green"] < 0.2)
    await press(host, "Turn camera on")
    await picture(viewer, lambda one: one["green"] > 0.5)
    width = (await viewer.evaluate(LOOK))["width"]
    await press(host, "Share screen")
    await picture(viewer, lambda one: one["width"] not in (0, width))
    await press(host, "Stop sharing")
    await picture(viewer, lambda one: one["width"] == width)

    await press(host, "Pause show")
    await air(host, "paused")
    await stands_still(viewer)
    assert await end.bounding_box() == stands_at
    await expect(host.locator("[data-at=preview].mirrored")).to_have_count(1)  # themselves, no card
    await expect(host.get_by_text("This is you.")).to_be_visible()
    await expect(host.locator("[data-do=pause] use:visible")).to_have_attribute("href", ICON_PLAY)
    await press(host, "Resume show")
    await air(host, "live")
    await moves(viewer)

    second = await host.context.new_page()
    await second.goto(evening.studio)
    await press(second, "Go live")
    await second.get_by_role("button", name="Take over", exact=True).click()
    await air(second, "live")
    await expect(host.get_by_text("You perform in another window")).to_be_visible()
    await moves(viewer)

    await press(second, "End show")
    await press(second, "Play on")
    await air(second, "live")
    await press(second, "End show")
    await press(second, "End the show")
    await air(second, "over")
    await air(host, "over")
    await expect(host.locator(".live-preview")).to_be_hidden()


async def test_a_guest_joins_is_muted_sent_off_and_let_back(enter, evening):
    host, guest = await enter(*host_of(evening)), await enter(*guest_of(evening))
    await press(guest, "Join the stage")
    await expect(guest.get_by_text("The cast sees and hears you.")).to_be_visible()
    await air(host, "doors")  # the picture of a guest raises no curtain
    await press(host, "Go live without me")
    await air(guest, "live")
    await air(host, "alone")
    await press(host, "Go live")
    await air(host, "live")
    assert await guest.get_by_role("button", name="End show").is_hidden()
    for one in (host, guest):
        await expect(one.get_by_role("heading", name="With you on stage")).to_be_visible()
        await soon_of(lambda one=one: one.evaluate(OTHER), lambda seen: seen > 5)
    await expect(host.get_by_text("0 watching")).to_be_visible()

    say, warnings = (guest.locator(f"[data-at={name}]") for name in ("air-words", "warnings"))
    await press(host, "Mute Bo")
    await expect(warnings).to_contain_text("The host has muted you: nobody hears you.")
    await expect(warnings).to_be_in_viewport(ratio=1)
    await expect(say).to_have_text(
        "Your audience sees you. The host has muted you: nobody hears you."
    )
    await press(host, "Let Bo be heard")
    await expect(say).to_have_text("Your audience sees and hears you.")
    await expect(warnings).not_to_contain_text("muted")

    await press(host, "Remove Bo")
    reason = guest.get_by_text("A host has taken you off the stage.")
    await expect(reason).to_be_visible()
    await expect(host.get_by_role("heading", name="With you on stage")).to_be_hidden()
    await guest.reload()
    await expect(reason).to_be_visible()
    await expect(guest.get_by_role("button", name="Join the stage")).to_be_disabled()
    await press(host, "Let Bo back")
    await expect(reason).to_be_hidden()
    await press(guest, "Join the stage")
    await air(guest, "live")

    await expect(host.locator("[data-person].is-sending")).to_have_count(2)
    await press(host, "Leave the stage")
    question = host.get_by_role("dialog")
    await expect(question).to_contain_text("You’re the last host on stage.")
    await question.get_by_role("button", name="Leave the stage").click()
    await air(host, "alone")
    await air(guest, "live")


async def test_a_dark_stage_keeps_its_house_and_a_lost_evening_goes_on(enter, evening, live_site):
    host, viewer = await enter(*host_of(evening)), await enter()
    await go_live(host)
    await viewer.goto(f"{evening.site}/shows/{evening.facts['slug']}/")
    player, heard = viewer.locator("live-player"), viewer.locator("[data-at=now]")
    await expect(player).to_have_attribute("data-scene", "picture")

    await press(host, "Leave the stage")
    question = host.get_by_role("dialog")
    await expect(question).to_contain_text("your audience sits in the dark")
    await question.get_by_role("button", name="Leave the stage").click()
    await air(host, "dark")
    await expect(viewer.get_by_text("We are waiting for the performers")).to_be_visible()
    await expect(host.get_by_text("Your audience waits for")).to_be_visible()
    await press(host, "Keep waiting")
    await asyncio.to_thread(run_inside, live_site, LET_THE_GRACE_PASS.format(**evening.facts))
    await air(host, "over")
    await expect(heard).to_contain_text("Thank you for being there.")

    await press(host, "Reopen the show")
    await air(host, "dark")
    await expect(player).to_have_attribute("data-scene", "dark")
    await go_live(host)
    await expect(player).to_have_attribute("data-scene", "picture")


async def test_a_host_directs_an_encoder_from_its_side_of_the_page(enter, evening):
    host = await enter(*host_of(evening))
    await host.goto(f"{evening.studio}#encoder")
    await expect(host.get_by_role("link", name="Look now")).to_be_hidden()  # it looks by itself
    door = Door(evening.facts["whip_url"], evening.facts["stream_key"])
    async with performing(SimpleNamespace(performing=door), make_clip("H264", (180,), 2)):
        await air(host, "alone")
        shown = "video => video.getVideoPlaybackQuality().totalVideoFrames"
        picture = host.locator("[data-at=encoder-picture]")
        await soon_of(lambda: picture.evaluate(shown), lambda frames: frames > 5)
        await expect(host.get_by_text("We see your picture: H.264")).to_be_visible()
        await press(host, "Pause show")
        await air(host, "paused")
        await press(host, "Resume show")
        await air(host, "alone")
        await press(host, "End show")
        await press(host, "End the show")
        await air(host, "over")
    await expect(picture).to_be_hidden()


async def test_who_says_no_to_the_browser_is_told_how_to_say_yes(evening):
    """And who takes the yes back in the middle of the show stays on air, and can say it again."""
    flags = ["--use-fake-device-for-media-stream", "--deny-permission-prompts"]
    async with running_chromium(*flags) as browser:
        context = await browser.new_context(locale="en-GB")
        await context.add_init_script(SMALL)
        page = await context.new_page()
        await page.goto(evening.studio)  # by way of signing in
        name, password = host_of(evening)
        await page.fill("[name=login]", name)
        await page.fill("[name=password]", password)
        await page.locator("form[data-at=sign-in] [type=submit]").click()
        advice = page.get_by_text("at the left of the address")
        await expect(advice).to_be_visible()
        told = await page.evaluate(IN_WORDS, [*BROWSERS])
        assert [words in one for words, one in zip(BROWSERS.values(), told, strict=True)] == [
            True
        ] * 6

        await context.grant_permissions(["camera", "microphone"], origin=evening.site)
        await press(page, "Try again")
        await expect(advice).to_be_hidden()
        await go_live(page)
        await expect(page.get_by_text("Your audience sees and hears you.")).to_be_visible()

        await context.clear_permissions()
        await expect(page.get_by_text("Your microphone is gone")).to_be_visible()
        await expect(page.get_by_text("Nobody hears you.", exact=False).last).to_be_visible()
        await air(page, "live")
        await context.grant_permissions(["camera", "microphone"], origin=evening.site)
        await press(page, "Try again")
        await expect(page.get_by_text("Your audience sees and hears you.")).to_be_visible()
        await expect(page.get_by_text("Your microphone is gone")).to_be_hidden()
        await browser.close()


@pytest.mark.parametrize("evening", ["early"], indirect=True)
async def test_a_rehearsal_is_for_the_cast_alone_and_leads_to_the_show(enter, evening):
    host, viewer = await enter(*host_of(evening)), await enter()
    await press(host, "Rehearse")
    await air(host, "rehearsal")
    await expect(host.get_by_text("The cast alone sees and hears you.")).to_be_visible()
    asked = {"url": evening.facts["whep_url"]}
    assert await viewer.evaluate(KNOCK, asked) == 409
    for answer, state in (("Not yet", "rehearsal"), ("Go live now", "live")):
        await press(host, "Go live")
        await expect(host.get_by_role("dialog")).to_contain_text("tell one person?")
        await press(host, answer)
        await air(host, state)
    await watch(viewer, evening)
    await moves(viewer)
    await press(host, "Take the start back")
    await press(host, "Take it back")
    await air(host, "off")
    assert await viewer.evaluate(KNOCK, asked) == 409
