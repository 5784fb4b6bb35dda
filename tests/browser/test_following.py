"""The page of a show changes under its reader when the show does, and is not loaded again."""

import httpx
from playwright.async_api import expect

from streaming.control.codec import encode_reports
from streaming.control.reports import Batch, Numbered, PerformerArrived, PerformerSilent

from .conftest import sign_in
from .tools.people import PASSWORD, make_member, run_inside

STAGE = """
import json
from datetime import timedelta
from django.conf import settings
from django.utils import timezone
from accounts.models import User
from accounts.tokens import issue_token
from shows.air.appearances import appear
from shows.models import Show
from shows.planning.schedule import announce
from shows.planning.writing import make_show
maker = User.objects.get(username="follow-me")
show = make_show(maker, title="Follow Me", category="dance",
    starts_at=timezone.now() + timedelta(minutes=20), description="Seven veils.")
announce(show, by=maker)
here = appear(show, user=maker, key=None, relay="elsewhere")
token = issue_token(maker, name="t", scopes=["shows:write"])[1]
performer = [show.uuid.hex, here.session, here.part, here.epoch]
print(json.dumps([show.slug, token, performer, settings.RELAY_SECRET]))
"""


async def test_a_page_follows_its_show_from_announced_to_live(open_page, live_site):
    make_member(live_site, "follow-me")
    make_member(live_site, "follow-too")
    slug, token, performer, secret = run_inside(live_site, STAGE)
    page = await open_page()
    await sign_in(page, "follow-too", PASSWORD)
    await page.goto(f"/shows/{slug}/")
    await expect(page.get_by_role("button", name="Remind me")).to_be_visible()
    await page.evaluate("window.notLoadedAgain = true")

    async with httpx.AsyncClient(base_url=live_site.url, timeout=60) as outside:
        bearer = {"Authorization": f"Bearer {token}"}
        answer = await outside.post(f"/api/v1/shows/{slug}/open-doors/", headers=bearer)
        assert answer.status_code == 200, answer.text
        await expect(page.get_by_role("region", name="Stage")).to_be_visible()
        await expect(page.get_by_text("the picture starts here by itself")).to_be_visible()

        waiting = page.get_by_text("it changes by itself when the show begins")
        await expect(waiting).to_be_visible()
        await tell(outside, secret, 1, PerformerArrived(*performer))
        await expect(page.get_by_text("The show is on. Its picture")).to_be_visible()
        await expect(waiting).to_have_count(0)
        await tell(outside, secret, 2, PerformerSilent(*performer))
        await expect(page.get_by_text("stay seated")).to_be_visible()
        await expect(page.get_by_text("You keep your place.")).to_be_visible()

    await expect(page.get_by_role("heading", level=1)).to_have_text("Follow Me")
    assert await page.evaluate("window.notLoadedAgain")


async def tell(outside, secret: str, number: int, report) -> None:
    """As a relay tells the house what happens on a stage."""
    batch = encode_reports(Batch("elsewhere", "one", (Numbered(number, report),)))
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    answer = await outside.post("/backstage/reports", content=batch, headers=headers)
    assert answer.status_code == 204, answer.text
