"""By keyboard alone: every stop is seen, the first one skips, a menu gives the focus back."""

import pytest
from playwright.async_api import expect

from .conftest import shows_by_state

# Where the focus stands: its name, and whether a ring of our own is drawn on it or around it.
STOP = """() => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const drawn = (one) => parseFloat(getComputedStyle(one).outlineWidth) >= 3
    && getComputedStyle(one).outlineStyle !== "none";
  let ring = stop;
  while (ring && !drawn(ring)) ring = ring.parentElement;
  const box = stop.getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const name = `${stop.tagName} ${(stop.textContent || stop.name || "").trim().slice(0, 30)}`;
  return { name, good: Boolean(ring) && seen };
}"""


async def stops_of(page, most: int = 150) -> list[dict]:
    found = []
    for _ in range(most):
        await page.keyboard.press("Tab")
        stop = await page.evaluate(STOP)
        if stop is None:
            break
        found.append(stop)
    return found


@pytest.mark.parametrize("width", [360, 1440])
async def test_every_stop_is_seen(open_page, live_site, width):
    page = await open_page(viewport={"width": width, "height": 740}, reduced_motion="reduce")
    shows = shows_by_state(live_site)
    blind = {}
    for path in ("/", f"/shows/{shows['announced']}/", "/accounts/signup/"):
        await page.goto(path)
        await page.wait_for_load_state("networkidle")
        await page.evaluate("document.activeElement.blur()")
        stops = await stops_of(page)
        blind[path] = [stop["name"] for stop in stops if not stop["good"]]
        assert len(stops) > 10
    assert blind == dict.fromkeys(blind, [])


async def test_the_first_stop_leads_past_the_header(open_page):
    page = await open_page()
    await page.goto("/")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()
    await page.keyboard.press("Tab")
    inside = "document.querySelector('#main').contains(document.activeElement)"
    assert await page.evaluate(inside)


async def test_escape_closes_the_menu_and_gives_the_focus_back(open_page):
    page = await open_page()
    await page.goto("/archive/")
    summary = page.locator(".header-acts summary")
    await summary.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")
    await expect(page.locator(".header-acts details")).not_to_have_attribute("open", "")
    await expect(summary).to_be_focused()
