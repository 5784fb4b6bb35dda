"""Pages of one show, each with its socket, and a relay behind them."""

import pytest
from asgiref.sync import sync_to_async

from shows.air.appearances import arrived
from tests.streaming.show_socket import Page

from .offers import to_perform


@pytest.fixture
async def open_page():
    pages = []

    async def opening(show, user=None) -> Page:
        page = Page(show, user)
        pages.append(page)
        await sync_to_async(page.sign_in)()
        page.welcome = await page.open()
        return page

    yield opening
    for page in pages:
        await page.close()


@pytest.fixture
def show(relay, make_show):
    return make_show(state="doors", slug="hamlet")


@pytest.fixture
async def host(show, open_page) -> Page:
    """The page of the creator, who performs with media that is on its way."""
    page = await open_page(show, show.creator)
    page.answer = await page.ask("perform", sdp=to_perform())
    assert page.answer["type"] == "answer", page.answer
    return page


@pytest.fixture
async def on_air(host):
    await sync_to_async(arrived)(host.answer["session"])
    await host.hear("show.state", state="live")
    return host
