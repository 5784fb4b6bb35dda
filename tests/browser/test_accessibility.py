"""axe finds nothing on any page, light and dark; and each fits a telephone and a desk.

Which pages there are is read from the URLconf: see visits.py.
"""

import asyncio
import re

import pytest

from tests.house.matrix import doors

from .axe import SCRIPT, Judge
from .people import run_inside
from .visits import STRANGER, Visit, tour

WIDTHS = (360, 1440)
AT_ONCE = 2


@pytest.mark.timeout(420)
async def test_no_page_shuts_anybody_out(open_page, live_site):
    pages = [await open_page(reduced_motion="reduce") for _ in range(AT_ONCE)]
    for page in pages:
        await page.context.add_init_script(SCRIPT)
    judge = Judge()
    setup = re.search(r"/setup/[\w-]+/", live_site.said).group()
    found = await problems_at(pages[0], setup, Visit(), {}, judge)
    code = "from tests.browser.cast_of_pages import stage; stage()"
    facts = run_inside(live_site, code) | {"site": live_site.url}
    every_door = [*doors.pages(), *doors.admin_pages()]
    waiting = iter(list(tour(every_door, facts)))

    async def walk(page) -> None:
        for address, visit in waiting:
            found.extend(await problems_at(page, address, visit, facts, judge))

    await asyncio.gather(*(walk(page) for page in pages))
    assert found == [], "\n".join(sorted(found))


async def problems_at(page, address: str, visit: Visit, facts: dict, judge: Judge) -> list[str]:
    """What is wrong with one page, in both themes and at both widths."""
    await page.goto("about:blank")  # what it still loads, it loads as who came before
    await page.context.clear_cookies()
    if visit.who != STRANGER:
        cookie = {"name": facts["cookie_name"], "value": facts["cookies"][visit.who]}
        await page.context.add_cookies([cookie | {"url": facts["site"]}])
    answer = await page.goto(address)
    for name, value in visit.fill.items():
        await page.fill(f"[name={name}]", value)
    if visit.press:
        await press(page, visit.press)
    here = f"{address} by {visit.who or 'a stranger'}{' after pressing' if visit.press else ''}"
    found = [*elsewhere(address, page.url, answer.status), *await too_wide(page)]
    found += await judge.problems(page)
    return [f"{here}: {problem}" for problem in found]


def elsewhere(address: str, reached: str, status: int) -> list[str]:
    """A visit that ends at a sign-in, or at nothing, has looked at another page than it meant."""
    if status >= 500:
        return [f"answered {status}"]
    gates = ("/accounts/login/", "/accounts/reauthenticate/")
    return [f"led to {gate}" for gate in gates if gate in reached and gate not in address]


async def press(page, selector: str) -> None:
    async with page.expect_navigation():
        await page.locator(selector).first.click()


async def too_wide(page) -> list[str]:
    found = []
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wider > 0:
            found.append(f"{wider} px wider than a window of {width} px")
    return found
