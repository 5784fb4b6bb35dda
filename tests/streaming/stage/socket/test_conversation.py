"""What a page asks on the socket of a show, against a real relay; docs/protocol.md in tests."""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from shows.air.appearances import arrived, fell_silent
from shows.models import Appearance, CastMember, Presence
from tests.streaming.show_socket import error_of

from ..offers import RESTART, fragment, to_perform, to_watch

pytestmark = pytest.mark.django_db(transaction=True)


async def test_ping_is_answered_with_the_clock_of_the_site(show, open_page):
    page = await open_page(show)
    assert (await page.ask("ping"))["type"] == "pong"


async def test_a_performer_is_answered_and_everybody_hears_when_they_send(show, host, open_page):
    viewer = await open_page(show)
    assert viewer.state["performers"] == []
    await sync_to_async(arrived)(host.answer["session"])
    state = await viewer.hear("show.state", state="live")
    assert state["performers"] == [
        {
            "part": "creator",
            "name": "creator",
            "is_host": True,
            "is_creator": True,
            "sending": True,
            "muted": False,
            "removed": False,
            "layers": [],
        }
    ]


async def test_viewers_are_told_what_they_may_choose_from(show, host, open_page):
    layered = to_perform("VP8", layers=("h", "m", "l"))
    answer = await host.ask("perform", sdp=layered, take_over=True)
    await sync_to_async(arrived)(answer["session"])
    viewer = await open_page(show)
    assert [one["layers"] for one in viewer.state["performers"]] == [["h", "m", "l"]]
    watched = await viewer.ask("watch", sdp=to_watch("VP8"))
    assert (watched["layers"], watched["sizes"]) == (["h", "m", "l"], {})


async def test_before_the_curtain_only_the_cast_sees_who_is_there(show, host, open_page):
    viewer = await open_page(show)
    assert viewer.state["performers"] == []
    state = host.state if host.state["performers"] else await host.hear("show.state")
    assert [one["part"] for one in state["performers"]] == ["creator"]


async def test_a_member_who_watches_was_there_and_the_cast_is_no_audience(
    show, on_air, open_page, make_user
):
    ada = await sync_to_async(make_user)("ada")
    for user in (None, ada, ada, show.creator):
        page = await open_page(show, user)
        assert (await page.ask("watch", sdp=to_watch()))["type"] == "answer"
    present = Presence.objects.values_list("user__username", flat=True)
    assert [name async for name in present] == ["ada"]


async def test_a_viewer_is_answered_chooses_and_leaves(show, on_air, open_page):
    viewer = await open_page(show)
    answer = await viewer.ask("watch", sdp=to_watch(), layer="audio")
    assert answer["type"] == "answer"
    assert "a=sendonly" in answer["sdp"]
    session = answer["session"]
    assert (await viewer.ask("choose", session=session, layer="auto"))["type"] == "done"
    assert (await viewer.ask("refresh", session=session))["type"] == "done"
    again = await viewer.ask("watch", sdp=to_watch(), instead_of=session)
    assert again["type"] == "answer"
    assert (await viewer.ask("leave", session=again["session"]))["type"] == "done"
    reply = await viewer.ask(
        "candidates", session=session, etag=answer["etag"], fragment=fragment()
    )
    assert reply["type"] == "done"
    reply = await viewer.ask("candidates", session=session, etag=answer["etag"], fragment=RESTART)
    assert (reply["type"], reply["session"]) == ("restarted", session)
    assert reply["etag"] != answer["etag"]
    assert "ice-ufrag" in reply["fragment"]
    reply = await viewer.ask(
        "candidates", session=session, etag=answer["etag"], fragment=fragment()
    )
    assert error_of(reply) == "ice.stale_etag"
    assert (await viewer.ask("leave", session=session))["type"] == "done"
    assert error_of(await viewer.ask("leave", session=session)) == "session.unknown"


async def test_nobody_on_stage_is_told_with_a_time_to_come_again(show, open_page):
    viewer = await open_page(show)
    reply = await viewer.ask("watch", sdp=to_watch())
    assert (error_of(reply), reply["retry_after"] > 0) == ("show.not_on_air", True)


async def test_a_page_that_comes_back_attends_what_it_has(show, on_air, open_page):
    viewer = await open_page(show)
    session = (await viewer.ask("watch", sdp=to_watch()))["session"]
    await viewer.close()
    again = await open_page(show)
    assert error_of(await again.ask("choose", session=session, layer="auto")) == "session.unknown"
    assert (await again.ask("attend", session=session))["type"] == "done"
    assert (await again.ask("choose", session=session, layer="auto"))["type"] == "done"
    assert (await again.ask("leave", session=session))["type"] == "done"
    assert error_of(await again.ask("attend", session=session)) == "session.unknown"


async def test_a_performer_who_comes_back_attends_their_own(show, on_air, open_page, make_user):
    session = on_air.answer["session"]
    again = await open_page(show, show.creator)
    assert (await again.ask("attend", session=session))["type"] == "done"
    partner = await sync_to_async(make_user)("partner")
    await CastMember.objects.acreate(show=show, user=partner, answer="accepted")
    other = await open_page(show, partner)
    assert error_of(await other.ask("attend", session=session)) == "session.unknown"
    assert error_of(await other.ask("leave", session=session)) == "session.unknown"


async def test_who_is_no_performer_gets_no_stage(show, open_page, make_user):
    for user in (None, await sync_to_async(make_user)("eve")):
        page = await open_page(show, user)
        assert error_of(await page.ask("perform", sdp=to_perform())) == "not_found"
    assert await Appearance.objects.acount() == 0


async def test_a_part_is_taken_over_and_the_first_is_told(show, on_air, open_page):
    second = await open_page(show, show.creator)
    reply = await second.ask("perform", sdp=to_perform())
    assert (error_of(reply), reply["retry_after"]) == ("stage.taken", 2)
    taken = await second.ask("perform", sdp=to_perform(), take_over=True)
    assert taken["type"] == "answer"


async def test_two_shows_at_once_are_one_too_many(show, on_air, open_page, make_show):
    elsewhere = await sync_to_async(make_show)(state="doors", slug="macbeth")
    page = await open_page(elsewhere, show.creator)
    assert error_of(await page.ask("perform", sdp=to_perform())) == "stage.elsewhere"
    await sync_to_async(fell_silent)(on_air.answer["session"])
    assert (await page.ask("perform", sdp=to_perform()))["type"] == "answer"


async def test_an_offer_that_makes_no_sense_leaves_nothing(show, relay, open_page):
    page = await open_page(show, show.creator)
    assert error_of(await page.ask("perform", sdp="v=0")) == "sdp.malformed"
    assert relay.performers(show.uuid.hex) == 0
    assert [one.left_reason async for one in Appearance.objects.all()] == ["refused"]
    assert (await open_page(show, show.creator)).state["performers"] == []


async def test_news_do_not_wait_for_a_relay_that_takes_its_time(show, open_page, settings):
    """A relay that listens and never answers: four requests wait, the fifth is refused."""

    async def silence(reader, writer):
        await asyncio.sleep(60)

    server = await asyncio.start_server(silence, "127.0.0.1", 0)
    settings.RELAYS = [f"127.0.0.1:{server.sockets[0].getsockname()[1]}"]
    page = await open_page(show, show.creator)
    for number in range(1, 5):
        await page.socket.send_json_to(
            {"v": 1, "type": "perform", "id": number, "sdp": to_perform(), "take_over": True}
        )
    reply = await page.ask("ping")
    assert error_of(reply) == "socket.busy"
    show.seats_taken, show.capacity = 3, 9
    await show.asave()
    await sync_to_async(arrived)((await Appearance.objects.afirst()).session)
    assert (await page.hear("show.state", state="live"))["seats_left"] == 6
    server.close()
