"""axe finds nothing on any page, light and dark; and each fits a phone."""

import json

import pytest
from axe_playwright_python.async_playwright import Axe

from .conftest import shows_by_state, sign_in

OPEN = [
    "/",
    "/archive/",
    "/category/music/",
    "/?q=nothing+matches+this",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/shows/there-is-no-such-show/",
]
SIGNED_IN = [
    "/my/",
    "/studio/",
    "/studio/new/",
    "/settings/",
    "/settings/tokens/",
    "/settings/tokens/new/",
    "/settings/export/",
    "/settings/close/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/sessions/",
    "/accounts/2fa/",
]
OF_A_SHOW = ["", "edit/", "cast/", "seats/", "keys/", "reschedule/", "cancel/"]


def demo_show(site) -> dict:
    return json.loads(site.manage("demo_show", "--json").stdout)


async def problems_on(page, path: str) -> list[str]:
    await page.goto(path)
    await page.wait_for_load_state("networkidle")
    results = await Axe().run(page)
    found = [
        f"{path}: {violation['id']}: {node['target']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
    wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wider > 0:
        found.append(f"{path}: {wider} px wider than the window")
    return found


@pytest.mark.timeout(300)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
async def test_no_page_shuts_anybody_out(open_page, live_site, theme, width):
    page = await open_page(
        color_scheme=theme,
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    creator = demo_show(live_site)
    slug = creator["show_url"].rstrip("/").rpartition("/")[2]
    shows = shows_by_state(live_site)
    found = []
    for path in [*OPEN, *(f"/shows/{shows[state]}/" for state in sorted(shows))]:
        found += await problems_on(page, path)
    await sign_in(page, creator["username"], creator["password"])
    of_show = [f"/studio/{slug}/{part}" for part in OF_A_SHOW]
    others = [f"/people/{creator['username']}/", f"/report/show/{next(iter(shows.values()))}/"]
    for path in [*SIGNED_IN, *of_show, *others]:
        found += await problems_on(page, path)
    assert found == []
