"""The host directs a show from its page, and everybody sees it at once."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from shows.air.appearances import arrived, fell_silent
from shows.air.on_air import end
from shows.models import Broadcast, CastMember, Show
from streaming.control.commands import Hush
from tests.streaming.show_socket import error_of

from ..offers import to_perform

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_show_is_paused_resumed_and_ended(show, on_air, open_page):
    viewer = await open_page(show)
    for verb in ("show.pause", "show.resume", "show.end", "show.go_live"):
        assert error_of(await viewer.ask(verb)) == "account.sign_in"
    assert (await on_air.ask("show.pause"))["type"] == "done"
    state = await viewer.hear("show.state", state="intermission")
    assert (state["paused"], state["interrupted_until"]) == (True, None)
    assert (await on_air.ask("show.resume"))["type"] == "done"
    assert (await viewer.hear("show.state", state="live"))["paused"] is False
    assert error_of(await on_air.ask("show.resume")) == "show.wrong_moment"
    assert error_of(await on_air.ask("show.go_live")) == "show.wrong_moment"
    await sync_to_async(fell_silent)(on_air.answer["session"])
    state = await viewer.hear("show.state", state="interrupted")
    assert (state["paused"], state["interrupted_until"] is None) == (False, False)
    assert (await on_air.ask("show.end"))["type"] == "done"
    assert (await viewer.hear("show.state", state="ended"))["viewers"] is None


async def test_the_curtain_rises_by_a_word(make_show, relay, open_page):
    show = await sync_to_async(make_show)(state="announced")
    host, viewer = await open_page(show, show.creator), await open_page(show)
    assert error_of(await host.ask("show.go_live")) == "show.too_early"
    assert error_of(await host.ask("show.go_live", early=True)) == "stage.empty"
    session = (await host.ask("perform", sdp=to_perform()))["session"]
    await sync_to_async(arrived)(session)
    assert (await host.ask("show.go_live", early=True))["type"] == "done"
    await viewer.hear("show.state", state="live")


async def test_a_mistaken_start_a_long_wait_and_a_second_beginning(show, on_air, open_page):
    """Each is told to pages that stay open, and until when it can be done to the cast alone."""
    await sync_to_async(Show.objects.update)(starts_at=timezone.now() + timedelta(days=1))
    host, viewer = await open_page(show, show.creator), await open_page(show)
    assert viewer.state["state"] == "live" and "takes_back_until" not in viewer.state
    assert host.state["takes_back_until"]
    assert (await on_air.ask("show.take_back"))["type"] == "done"
    state = await viewer.hear("show.state", state="announced")
    assert (state["live_since"], state["performers"]) == (None, [])

    session = (await on_air.ask("perform", sdp=to_perform()))["session"]
    await sync_to_async(arrived)(session)
    assert (await on_air.ask("show.go_live", early=True))["type"] == "done"
    await sync_to_async(fell_silent)(session)
    before = (await viewer.hear("show.state", state="interrupted"))["interrupted_until"]
    assert (await on_air.ask("show.keep_waiting"))["type"] == "done"
    state = await viewer.hear("show.state", state="interrupted")
    assert state["interrupted_until"] > before
    await sync_to_async(end)(show, by=None, ending=Broadcast.Ending.WAITING)
    assert (await host.hear("show.state", state="ended"))["reopens_until"]
    assert (await on_air.ask("show.reopen"))["type"] == "done"
    assert (await viewer.hear("show.state", state="interrupted"))["interrupted_until"]


async def test_who_is_muted_stays_so_whatever_session_they_come_with(
    show, on_air, open_page, relay
):
    viewer = await open_page(show)
    assert (await on_air.ask("part.mute", part="creator", muted=True))["type"] == "done"
    state = await viewer.hear("show.state")
    assert [one["muted"] for one in state["performers"]] == [True]
    taken = await on_air.ask("perform", sdp=to_perform(), take_over=True)
    assert taken["type"] == "answer"
    assert relay.ask(Hush(show.uuid.hex, "creator", False)).__class__.__name__ == "Done"
    assert (await on_air.ask("part.mute", part="creator", muted=False))["type"] == "done"


SIGN_IN, NOT_HOST, NOTHING = "account.sign_in", "stage.not_host", "not_found"
# What each is told who asks for what is not theirs; None where they may.
ANSWERS = {
    "anonymous": (SIGN_IN, NOTHING),
    "member": (NOT_HOST, NOTHING),
    "performer": (NOT_HOST, None),
    "moderator": (NOT_HOST, NOTHING),
    "staff": (NOT_HOST, NOTHING),
    "host": (None, None),
    "creator": (None, None),
}
DIRECTING = [
    ("part.mute", {"part": "guest", "muted": True}),
    ("part.restore", {"part": "guest"}),
    ("show.pause", {}),
    ("show.resume", {}),
    ("show.end", {}),
]


@pytest.mark.parametrize("who", ANSWERS)
async def test_each_may_ask_what_is_theirs(make_show, make_user, relay, open_page, who):
    show = await sync_to_async(make_show)(state="live")
    user = None if who == "anonymous" else show.creator
    if who not in ("anonymous", "creator"):
        user = await sync_to_async(make_user)(who, is_staff=who == "staff")
    if who in ("performer", "moderator", "host"):
        await CastMember.objects.acreate(show=show, user=user, answer="accepted", part=who)
    guest = await sync_to_async(make_user)("guest")
    await CastMember.objects.acreate(show=show, user=guest, answer="accepted")
    page = await open_page(show, user)
    directs, performs = ANSWERS[who]
    for kind, expected in (("probe", performs), ("perform", performs)):
        reply = await page.ask(kind, sdp=to_perform())
        assert reply.get("code") == expected
        assert (reply["type"] == "answer") is (expected is None)
    for kind, fields in DIRECTING:
        reply = await page.ask(kind, **fields)
        assert reply.get("code") == directs
