"""axe, which finds what shuts people out of a page; by day and by night, no colour twice.

Of its time two thirds go into telling letters from what is behind them. A site says most things
in few dresses: a text whose style, and that of everything it stands in, is that of a text which
was found to be well is not measured again. All other rules look at everything on every page.
"""

from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

# Told to a context before its first page, so that it need not be sent to each anew.
SCRIPT = f"{AXE_SCRIPT};{Path(__file__).with_name('axe.js').read_text()}"
THEMES = ("light", "dark")
COLOURS = ["color-contrast", "link-in-text-block"]


class Judge:
    """Remembers what is well, from page to page."""

    def __init__(self) -> None:
        self.judged: set[str] = set()

    async def problems(self, page: Page) -> list[str]:
        """Whatever is wrong; the colours in both themes."""
        found = []
        for theme in THEMES:
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            found += [f"{theme}: {problem}" for problem in await self._colours(page)]
        return found + await page.evaluate("all => findProblems.others(all)", COLOURS)

    async def _colours(self, page: Page) -> list[str]:
        told = await page.evaluate(
            "([rules, judged]) => findProblems.colours(rules, judged)",
            [COLOURS, sorted(self.judged)],
        )
        self.judged.update(told["judged"])
        return told["problems"]
