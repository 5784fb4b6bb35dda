"""The socket of a show's page, through the whole application as servers call it."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.models import Session

from shows.air.on_air import go_live
from shows.planning.schedule import open_doors
from streaming.asgi import application
from streaming.stage.groups import show_group
from streaming.stage.socket.snapshots import LATELY_SECONDS

from ...show_socket import PATIENCE_SECONDS, Page, socket_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(make_show):
    """The page of a new show, opened by this person or by a stranger."""

    async def open_page(*, by_creator=False, **fields) -> Page:
        show = await sync_to_async(make_show)(**fields)
        page = Page(show, show.creator if by_creator else None)
        await sync_to_async(page.sign_in)()
        page.welcome = await page.open()
        return page

    return open_page


async def shown_out(show) -> int | None:
    """The code that a page reads when it is not let in; None if it is."""
    socket = socket_of(show)
    assert (await socket.connect(PATIENCE_SECONDS))[0]
    said = await socket.receive_output(5)
    await socket.disconnect()
    return said.get("code")


async def test_it_says_the_state_at_once(page):
    here = await page(capacity=5)
    assert here.state == {
        "v": 1,
        "type": "show.state",
        "state": "announced",
        "paused": False,
        "interrupted_until": None,
        "starts_at": here.show.starts_at.isoformat(),
        "doors_at": here.show.doors_at.isoformat(),
        "live_since": None,
        "seats_left": 5,
        "viewers": None,
        "performers": [],
    }
    await here.close()


async def test_a_change_of_state_is_seen(page):
    here = await page()
    await sync_to_async(open_doors)(here.show, by=here.show.creator)
    await here.hear("show.state", state="doors")
    await sync_to_async(go_live)(here.show, by=here.show.creator)
    assert (await here.hear("show.state", state="live"))["live_since"] is not None
    await here.close()


async def test_after_an_outage_each_socket_asks_again_who_sits_there(page):
    """Also where the state is being read already: the hint that they signed out may be lost."""
    here = await page(by_creator=True)
    await Session.objects.aupdate(session_data="")  # nobody hears of it
    await asyncio.sleep(LATELY_SECONDS)  # now the rows have to be read
    layer, group = get_channel_layer(), show_group(here.show)
    for back in (False, True):
        await layer.group_send(group, {"type": "show.reread", "back": back})
    assert await here.closed() == 4401


async def test_a_rehearsal_is_nobodys_business(page):
    here = await page(state="rehearsal")
    assert here.state["state"] == "announced"
    await here.close()


@pytest.mark.parametrize("origin", [b"http://evil.example", b"null", b"http://localhost:9000", b""])
async def test_pages_of_others_get_no_socket(make_show, origin):
    show = await sync_to_async(make_show)()
    assert await socket_of(show, origin=origin).connect(PATIENCE_SECONDS) == (False, 4403)


@pytest.mark.usefixtures("one_window")
async def test_one_address_opens_so_many_sockets_and_no_more(make_show, settings):
    settings.JOIN_RATE = "2/min"
    show = await sync_to_async(make_show)()
    first = socket_of(show)
    assert await first.connect(PATIENCE_SECONDS) == (True, None)
    assert [await shown_out(show) for _ in range(8)][-1] == 4429
    await first.disconnect()


async def test_a_name_pointed_at_us_gets_no_socket(make_show, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    show = await sync_to_async(make_show)()
    headers = [(b"host", b"evil.example"), (b"origin", b"http://evil.example")]
    socket = WebsocketCommunicator(application, f"/ws/shows/{show.slug}/", headers)
    assert await socket.connect(PATIENCE_SECONDS) == (False, 4403)


@pytest.mark.parametrize("fields", [{"state": "draft"}, {"access": "invitation"}])
async def test_what_a_stranger_may_not_know_of_does_not_exist(make_show, fields):
    show = await sync_to_async(make_show)(**fields)
    assert await shown_out(show) == 4404


async def test_its_creator_sees_a_draft(page):
    here = await page(by_creator=True, state="draft")
    assert here.state["state"] == "draft"
    assert here.welcome["you"] == {
        "name": "creator",
        "part": "creator",
        "may": ["watch", "perform", "host"],
    }
    await here.close()


async def test_a_stranger_is_welcome(page, settings):
    settings.ICE_SERVERS = ["stun:stun.example.org", "turn:turn.example.org"]
    settings.TURN_SECRET = "shared"
    here = await page()
    assert here.welcome["you"] == {"name": None, "part": None, "may": ["watch"]}
    stun, turn = here.welcome["ice_servers"]
    assert stun == {"urls": "stun:stun.example.org"}
    assert sorted(turn) == ["credential", "urls", "username"]
    await here.close()


async def test_an_unknown_show_and_a_forbidden_one_look_alike(make_show):
    hidden = await sync_to_async(make_show)(state="draft")
    forbidden = await shown_out(hidden)
    hidden.slug = "no-such-show"
    assert await shown_out(hidden) == forbidden
