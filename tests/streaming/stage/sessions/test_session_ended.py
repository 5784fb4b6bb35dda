"""Whoever has a session on a stage is told when and why it ends."""

from functools import partial

import pytest
from asgiref.sync import sync_to_async

from accounts.suspensions import suspend
from accounts.tokens import issue_token, revoke_token
from shows.air.appearances import arrived
from shows.models import Appearance, CastMember, Seat, Show
from shows.moderation import hide
from shows.planning.keys import issue_key, revoke_key
from shows.planning.seats import give_back_seat
from streaming.control.commands import Describe, Patch
from streaming.control.reports import (
    AudienceCounted,
    Batch,
    Heartbeat,
    Numbered,
    PerformerLeft,
    SessionEnded,
)
from streaming.stage.doors.backstage import follow
from streaming.stage.sessions import probing
from tests.streaming.show_socket import ORIGIN, error_of

from ..offers import to_perform, to_watch

pytestmark = pytest.mark.django_db(transaction=True)
ALIVE = Heartbeat(0.1, 1, 1, 100)


@sync_to_async
def told(relay, *reports, boot: str = "one") -> None:
    """The relay tells backstage."""
    told.number = getattr(told, "number", 0) + len(reports)
    first = told.number - len(reports) + 1
    numbered = tuple(Numbered(first + place, one) for place, one in enumerate(reports))
    follow(Batch(relay.ready["control"], boot, numbered))


@pytest.fixture(autouse=True)
async def alive(relay) -> None:
    """Backstage knows the relay before anybody comes."""
    await told(relay, ALIVE)


def left(show, session: str, reason: str) -> PerformerLeft:
    return PerformerLeft(show.uuid.hex, session, "creator", 1, reason)


@pytest.mark.parametrize(
    ("said", "heard"),
    [("codec", "codec"), ("gone", "gone"), ("closed", "closed"), ("left", "closed")],
)
async def test_a_viewer_is_told(show, on_air, open_page, relay, said, heard):
    viewer, other = await open_page(show), await open_page(show)
    session = (await viewer.ask("watch", sdp=to_watch()))["session"]
    await told(relay, SessionEnded(show.uuid.hex, session, said))
    assert (await viewer.hear("session.ended"))["session"] == session
    assert viewer.told[-1]["reason"] == heard
    assert await other.socket.receive_nothing(0.1)
    assert error_of(await viewer.ask("leave", session=session)) == "session.unknown"


async def test_who_was_replaced_is_told(show, on_air, open_page, relay):
    second = await open_page(show, show.creator)
    await second.ask("perform", sdp=to_perform(), take_over=True)
    await told(relay, left(show, on_air.answer["session"], "replaced"))
    assert (await on_air.hear("session.ended"))["reason"] == "replaced"


async def test_when_the_relay_ends_everybody_on_the_stage_is_told(show, on_air, open_page, relay):
    viewer, waiting = await open_page(show), await open_page(show)
    session = (await viewer.ask("watch", sdp=to_watch()))["session"]
    await told(relay, ALIVE, boot="another")
    assert (await viewer.hear("session.ended", session=session))["reason"] == "lost"
    assert (await on_air.hear("session.ended"))["reason"] == "lost"
    await waiting.hear("show.state", state="interrupted")
    assert [one for one in waiting.told if one["type"] == "session.ended"] == []


async def test_what_the_next_run_of_a_relay_opened_does_not_end_with_the_last(
    show, on_air, open_page, relay
):
    """Its first word may come after its first sessions: those live on, and nobody is sent away."""
    viewer, waiting = await open_page(show), await open_page(show)
    await viewer.ask("watch", sdp=to_watch())
    boot = relay.ask(Describe()).boot
    await told(relay, ALIVE, boot=boot)
    assert await viewer.socket.receive_nothing(0.3)
    assert [one for one in (*on_air.told, *waiting.told) if one["type"] == "session.ended"] == []
    assert (await open_page(show)).state["state"] == "live"


async def test_the_audience_is_counted_aloud(show, on_air, open_page, relay):
    viewer = await open_page(show)
    for viewers in (3, 4, 5):
        await told(relay, AudienceCounted(show.uuid.hex, viewers))
    assert (await viewer.hear("show.audience"))["viewers"] == 3
    assert (await viewer.hear("show.audience"))["viewers"] == 5
    assert (await open_page(show)).state["viewers"] == 5


async def test_who_is_removed_is_gone_until_they_are_restored(
    show, on_air, open_page, make_user, relay
):
    guest_user = await sync_to_async(make_user)("guest")
    await CastMember.objects.acreate(show=show, user=guest_user, answer="accepted")
    guest = await open_page(show, guest_user)
    assert "host" not in guest.welcome["you"]["may"]
    answer = await guest.ask("perform", sdp=to_perform())
    await sync_to_async(arrived)(answer["session"])
    assert relay.performers(show.uuid.hex) == 2
    assert error_of(await guest.ask("part.remove", part="creator")) == "stage.not_host"
    assert error_of(await on_air.ask("part.remove", part="creator")) == "stage.host_stays"
    assert error_of(await on_air.ask("part.remove", part="nobody")) == "cast.unknown_part"
    assert (await on_air.ask("part.remove", part="guest"))["type"] == "done"
    ended = await guest.hear("session.ended", session=answer["session"])
    assert ended["reason"] == "removed"
    await relay.soon(lambda: relay.performers(show.uuid.hex) == 1)
    assert error_of(await guest.ask("perform", sdp=to_perform())) == "stage.removed"
    cast = (await open_page(show, show.creator)).state["performers"]
    assert [(one["part"], one["removed"]) for one in cast] == [("creator", False), ("guest", True)]
    assert [one["part"] for one in (await open_page(show)).state["performers"]] == ["creator"]
    again = await open_page(show, guest_user)
    assert again.welcome["you"] == {"name": "guest", "part": "guest", "may": ["watch"]}
    assert (await on_air.ask("part.restore", part="guest"))["type"] == "done"
    assert (await guest.ask("perform", sdp=to_perform()))["type"] == "answer"


def stages(relay) -> set[str]:
    return {line.stage for line in relay.ask(Describe()).stages}


async def test_a_probe_ends_by_itself_and_leaves_no_trace(show, open_page, relay, monkeypatch):
    monkeypatch.setattr(probing, "SECONDS", 0.2)
    page, stranger, before = (
        await open_page(show, show.creator),
        await open_page(show),
        stages(relay),
    )
    assert error_of(await stranger.ask("probe", sdp=to_perform())) == "not_found"
    answer = await page.ask("probe", sdp=to_perform())
    assert answer["type"] == "answer"
    (stage,) = stages(relay) - before
    assert stage != show.uuid.hex
    await relay.soon(lambda: stage not in stages(relay))
    await told(relay, left(show, answer["session"], "closed"))
    assert (await page.hear("session.ended"))["reason"] == "closed"
    assert await Appearance.objects.acount() == 0


@pytest.mark.usefixtures("one_window")
async def test_a_probe_ends_with_its_page_and_cannot_be_had_often(show, open_page, relay):
    page, before = await open_page(show, show.creator), stages(relay)
    for _ in range(6):
        assert (await page.ask("probe", sdp=to_perform()))["type"] == "answer"
    assert error_of(await page.ask("probe", sdp=to_perform())) == "request.too_many"
    await page.close()
    await relay.soon(lambda: stages(relay) <= before)


# ── who may not stay


@pytest.fixture
async def member(show, on_air, open_page, make_user):
    """Somebody with an account who watches, and a stranger who would know whether they still do."""
    page = await open_page(show, await sync_to_async(make_user)("member"))
    page.session = (await page.ask("watch", sdp=to_watch()))["session"]
    page.stranger = await open_page(show)
    return page


async def is_over(relay, page) -> None:
    """For their session is gone from the relay: within two seconds."""
    await whep_is_over(relay, page.show, page.session)


def change_password(client) -> None:
    """On another device."""
    passwords = {
        "oldpassword": "a good long password",
        "password1": "quite another one 7",
        "password2": "quite another one 7",
    }
    assert client.post("/accounts/password/change/", passwords).status_code == 302


@pytest.mark.parametrize("how", ["signs out", "is suspended", "has a new password"])
async def test_whoever_is_not_known_any_more_is_shown_out(member, relay, make_user, how, login):
    if how == "signs out":
        await sync_to_async(member.client.post)("/accounts/logout/")
    elif how == "is suspended":
        staff = await sync_to_async(make_user)("staff", is_staff=True, is_superuser=True)
        await sync_to_async(suspend)(member.user, by=staff, reason="x")
    else:
        await sync_to_async(change_password)(await sync_to_async(login)(member.user))
    assert await member.closed() == 4401
    await is_over(relay, member)
    assert (await member.stranger.ask("ping"))["type"] == "pong"


async def test_a_hidden_show_is_none_and_has_no_audience(show, member, relay, make_user):
    staff = await sync_to_async(make_user)("staff", is_staff=True, is_superuser=True)
    await sync_to_async(hide)(show, by=staff, reason="x")
    assert (await member.closed(), await member.stranger.closed()) == (4404, 4404)
    await is_over(relay, member)


async def test_who_gives_their_seat_back_watches_no_more(show, on_air, open_page, make_user, relay):
    user = await sync_to_async(make_user)("member")
    await Show.objects.filter(pk=show.pk).aupdate(capacity=1, seats_taken=1)
    await Seat.objects.acreate(show=show, user=user)
    page = await open_page(show, user)
    page.session = (await page.ask("watch", sdp=to_watch()))["session"]
    await sync_to_async(give_back_seat)(await Show.objects.aget(), user)
    assert (await page.hear("session.ended"))["reason"] == "removed"
    await is_over(relay, page)
    assert error_of(await page.ask("watch", sdp=to_watch())) == "not_found"


async def over_whep(client, show, secret: str = "") -> str:
    """Whoever has no socket: a session by WHEP, from a page of the site or with a secret."""
    headers = {"Authorization": f"Bearer {secret}"} if secret else {"Origin": ORIGIN.decode()}
    opened = await sync_to_async(client.post)(
        f"/whep/{show.slug}", to_watch(), content_type="application/sdp", headers=headers
    )
    assert opened.status_code == 201, opened.content
    return opened["Location"].rpartition("/")[2]


@pytest.mark.parametrize(
    "how", ["signs out", "is suspended", "has a new password", "gives the seat back"]
)
async def test_what_a_member_opened_by_whep_ends_with_their_right(
    show, on_air, relay, make_user, login, how
):
    member = await sync_to_async(make_user)("member")
    await Show.objects.filter(pk=show.pk).aupdate(capacity=1, seats_taken=1)
    await Seat.objects.acreate(show=show, user=member)
    client = await sync_to_async(login)(member)
    session = await over_whep(client, show)
    if how == "signs out":
        await sync_to_async(client.post)("/accounts/logout/")
    elif how == "is suspended":
        staff = await sync_to_async(make_user)("staff", is_staff=True, is_superuser=True)
        await sync_to_async(suspend)(member, by=staff, reason="x")
    elif how == "has a new password":
        await sync_to_async(change_password)(await sync_to_async(login)(member))
    else:
        await sync_to_async(give_back_seat)(await Show.objects.aget(), member)
    await whep_is_over(relay, show, session)


@pytest.mark.parametrize("kind", ["key", "token"])
async def test_what_was_opened_by_whep_ends_with_its_secret(
    show, on_air, relay, client, login, kind
):
    if kind == "key":
        given, secret = await sync_to_async(issue_key)(show, holder=show.creator, by=show.creator)
        end = partial(revoke_key, given, by=show.creator)
    else:
        given, secret = await sync_to_async(issue_token)(
            show.creator, name="player", scopes=["shows:read"]
        )
        end = partial(revoke_token, given, by=show.creator)
    session = await over_whep(client, show, secret)
    await sync_to_async(change_password)(await sync_to_async(login)(show.creator))
    nothing = Patch(show.uuid.hex, session, None, "a=end-of-candidates\r\n")
    assert relay.ask(nothing).__class__.__name__ == "Patched"
    await sync_to_async(end)()
    await whep_is_over(relay, show, session)


async def whep_is_over(relay, show, session: str) -> None:
    nothing = Patch(show.uuid.hex, session, None, "a=end-of-candidates\r\n")
    await relay.soon(lambda: relay.ask(nothing).__class__.__name__ == "Refused", 2)


async def test_a_new_key_ends_what_was_sent_with_the_old(show, open_page, relay, client):
    _key, secret = await sync_to_async(issue_key)(show, holder=show.creator, by=show.creator)
    headers = {"Authorization": f"Bearer {secret}"}
    where = f"/whip/{show.slug}"
    opened = await sync_to_async(client.post)(
        where, to_perform(), content_type="application/sdp", headers=headers
    )
    session = opened["Location"].rpartition("/")[2]
    page = await open_page(show, show.creator)
    assert (await page.ask("attend", session=session))["type"] == "done"
    await sync_to_async(issue_key)(show, holder=show.creator, by=show.creator)
    assert (await page.hear("session.ended"))["reason"] == "removed"
    await relay.soon(lambda: relay.performers(show.uuid.hex) == 0, 2)
