"""axe finds nothing on any page, light and dark; and each fits a telephone and a desk.

Which pages there are is read from the URLconf: see visits.py.
"""

import asyncio
import re
from collections.abc import Iterator

from playwright.async_api import Page

from tests.house.matrix import doors

from .tools.axe import SCRIPT, Judge
from .tools.people import run_inside
from .visits import STRANGER, Visit, tour

WIDTHS = (360, 1440)
AT_ONCE = 2


async def test_no_page_shuts_anybody_out(open_page, live_site):
    judge = Judge()
    first = Walk(open_page, judge)
    setup = re.search(r"/setup/[\w-]+/", live_site.said).group()
    await first.look_at(setup, Visit())
    code = "from tests.browser.tools.cast_of_pages import stage; stage()"
    facts = run_inside(live_site, code) | {"site": live_site.url}
    every_door = [*doors.pages(), *doors.admin_pages()]
    waiting = iter(list(tour(every_door, facts)))
    walks = [Walk(open_page, judge, facts) for _ in range(AT_ONCE)]
    await asyncio.gather(*(walk.through(waiting) for walk in walks))
    found = sorted(problem for walk in (first, *walks) for problem in walk.found)
    assert found == [], "\n".join(found)


class Walk:
    """Looks at one page after another. Whoever comes has a browser of their own: to change who
    somebody is means a new process for each page, and that takes longer than the page."""

    def __init__(self, open_page, judge: Judge, facts: dict | None = None) -> None:
        self.open_page, self.judge, self.facts = open_page, judge, facts or {}
        self.found: list[str] = []
        self._pages: dict[str, Page] = {}

    async def through(self, waiting: Iterator[tuple[str, Visit]]) -> None:
        for address, visit in waiting:
            await self.look_at(address, visit)

    async def look_at(self, address: str, visit: Visit) -> None:
        """What is wrong with one page, in both themes and at both widths."""
        page = await self._page_of(visit.who)
        answer = await page.goto(address)
        for name, value in visit.fill.items():
            await page.fill(f"[name={name}]", value)
        if visit.press:
            await press(page, visit.press)
        found = [*elsewhere(address, page.url, answer.status), *await too_wide(page)]
        found += await self.judge.problems(page)
        here = f"{address} by {visit.who or 'a stranger'}{' after pressing' if visit.press else ''}"
        self.found += [f"{here}: {problem}" for problem in found]
        if visit.who == STRANGER and visit.press:  # the house knows them now
            await self._pages.pop(STRANGER).close()

    async def _page_of(self, who: str) -> Page:
        if who not in self._pages:
            page = self._pages[who] = await self.open_page(reduced_motion="reduce")
            await page.context.add_init_script(SCRIPT)
            if who != STRANGER:
                cookie = {"name": self.facts["cookie_name"], "value": self.facts["cookies"][who]}
                await page.context.add_cookies([cookie | {"url": self.facts["site"]}])
        return self._pages[who]


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
