"""Who may not stay is sent away: for us at once, and by a command to the relay that holds them."""

import asyncio
import threading
from contextlib import contextmanager

import pytest
from asgiref.sync import async_to_sync

from accounts.models import Role
from accounts.suspensions import suspend
from shows.air import hosting
from shows.air.appearances import appear, arrived
from shows.air.on_air import end, go_live
from shows.air.taking_back import take_back
from shows.models import Appearance, CastMember, Mute, Seat, Show
from shows.moderation import hide
from shows.planning.casting import change_part, dismiss
from shows.planning.keys import issue_key, revoke_key
from shows.planning.schedule import cancel
from shows.planning.seats import give_back_seat
from streaming.control.codec import decode_command, encode
from streaming.control.commands import CloseStage, Done, Hush, Leave, Perform
from streaming.foundation.refusals import Refused
from streaming.stage.sessions import open_sessions, performing
from streaming.stage.sessions.sessions import Place

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def listening(settings, answer=lambda command: Done()):
    """A peer that says Done to every command, unless it is told otherwise, and the commands that it
    was given."""
    told, ready, loop = [], threading.Event(), asyncio.new_event_loop()

    async def meet(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        told.append(decode_command(await reader.readexactly(length)))
        body = encode(answer(told[-1]))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    async def serve():
        server = await asyncio.start_server(meet, "127.0.0.1", 0)
        settings.RELAYS = [f"127.0.0.1:{server.sockets[0].getsockname()[1]}"]
        ready.set()

    loop.create_task(serve())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    assert ready.wait(5)
    try:
        yield told
    finally:
        for messenger in threading.enumerate():
            if "_tell" in messenger.name:
                messenger.join(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


@pytest.fixture
def told(settings):
    """told(): the commands that the relay was given, once all of them are."""
    with listening(settings) as commands:

        def wait():
            for messenger in threading.enumerate():
                if "_tell" in messenger.name:
                    messenger.join(5)
            return commands

        yield wait


@pytest.fixture
def on_air(make_show, settings):
    """A show, and somebody who performs in it by a key or from a page."""

    def start(*, user=None, by_key=True, state="doors", show=None):
        show = show or make_show(state=state)
        user = user or show.creator
        key = issue_key(show, holder=user, by=user)[0] if by_key else None
        appearance = appear(show, user=user, key=key, relay=settings.RELAYS[0])
        arrived(appearance.session)
        show.refresh_from_db()
        return show, appearance, key

    return start


def has_left(appearance) -> str:
    appearance.refresh_from_db()
    return appearance.left_reason


def test_a_revoked_key_ends_its_performance(on_air, told):
    show, appearance, key = on_air()
    revoke_key(key, by=show.creator)
    assert told() == [Leave(show.uuid.hex, appearance.session, "key_revoked")]
    assert has_left(appearance) == "key_revoked"
    assert Show.objects.get().state == "interrupted"


def test_another_key_goes_on(on_air, told, make_user):
    show, appearance, _key = on_air()
    partner = make_user("partner")
    CastMember.objects.create(show=show, user=partner, answer="accepted")
    revoke_key(issue_key(show, holder=partner, by=partner)[0], by=partner)
    assert (told(), has_left(appearance)) == ([], "")


def test_an_end_closes_the_stage(on_air, told):
    show, appearance, _key = on_air()
    end(show, by=show.creator)
    told_in_any_order = sorted(map(str, told()))
    assert told_in_any_order == sorted(
        map(
            str,
            [Leave(show.uuid.hex, appearance.session, "over"), CloseStage(show.uuid.hex, "over")],
        )
    )
    assert Show.objects.get().state == "ended"


def test_a_start_that_is_taken_back_closes_the_stage(on_air, told):
    show, appearance, _key = on_air(state="announced")
    go_live(show, by=show.creator)
    told()
    take_back(show, by=show.creator)
    assert CloseStage(show.uuid.hex, "taken_back") in told()
    assert (has_left(appearance), Show.objects.get().state) == ("taken_back", "announced")


def test_a_show_that_is_called_off_closes_its_stage(on_air, told):
    show, appearance, _key = on_air(state="announced")
    cancel(show, by=show.creator)
    assert CloseStage(show.uuid.hex, "over") in told()
    assert has_left(appearance) == "over"


def test_a_show_on_whose_stage_nobody_was_costs_no_command(make_show, told):
    show = make_show()
    cancel(show, by=show.creator)
    assert told() == []


def test_a_hidden_show_closes_its_stage(on_air, told, make_user):
    show, appearance, _key = on_air()
    moderator = make_user("moderator")
    Role.objects.create(user=moderator, name=Role.Name.MODERATOR)
    hide(show, by=moderator, reason="x")
    assert CloseStage(show.uuid.hex, "hidden") in told()
    assert has_left(appearance) != ""


def test_who_is_suspended_neither_performs_nor_watches(on_air, told, make_user, make_show):
    show, appearance, _key = on_air(by_key=False)
    other = make_show(title="Another")
    open_sessions.remember(show.creator, other, Place(other.uuid.hex, "a-session", ""))
    suspend(show.creator, by=make_user("staff", is_staff=True, is_superuser=True), reason="x")
    assert {
        Leave(other.uuid.hex, "a-session", "suspended"),
        CloseStage(show.uuid.hex, "suspended"),
    } <= set(told())
    assert Leave(show.uuid.hex, appearance.session, "suspended") in told()
    assert open_sessions.forget(show.creator) == []


@pytest.mark.parametrize(
    "deed",
    [
        lambda member, by: dismiss(member, by=by),
        lambda member, by: change_part(member, by=by, part="moderator"),
    ],
)
def test_who_leaves_the_cast_leaves_the_stage(on_air, told, make_show, make_user, deed):
    show = make_show(state="doors")
    user = make_user("actor")
    member = CastMember.objects.create(show=show, user=user, answer="accepted")
    show, appearance, _key = on_air(user=user, by_key=False, show=show)
    deed(member, show.creator)
    assert told() == [Leave(show.uuid.hex, appearance.session, "not_in_cast")]
    assert has_left(appearance) == "not_in_cast"


def test_what_is_over_is_not_ended_again(on_air, told):
    show, appearance, key = on_air()
    Appearance.objects.update(state="left")
    revoke_key(key, by=show.creator)
    assert told() == []


# ── who directs, and who may not stay


def test_who_is_muted_is_hushed_by_the_relay(on_air, told):
    show, _appearance, _key = on_air()
    hosting.mute(show, "creator", by=show.creator, muted=True)
    hosting.mute(show, "creator", by=show.creator, muted=False)
    stage = show.uuid.hex
    assert sorted(map(str, told())) == [
        str(Hush(stage, "creator", muted)) for muted in (False, True)
    ]


def test_who_performs_brings_what_holds_for_them(on_air, told):
    """A relay that has begun anew knows of no mute and no pause. It is asked once."""
    show, appearance, _key = on_air()
    arrived(appearance.session)
    show.refresh_from_db()
    hosting.pause(show, by=show.creator)
    [said] = told()
    Mute.objects.create(show=show, user=show.creator, muted_by=show.creator)
    entrance = performing.let_in(show, show.creator, "v=0", take_over=True)
    with pytest.raises(Refused):  # this relay says Done to everything
        async_to_sync(performing.begin)(entrance)
    _said, perform = told()
    assert isinstance(perform, Perform)
    assert (perform.part, perform.muted, perform.paused) == ("creator", True, True)
    assert 0 < perform.pause_number <= said.number


def test_a_pause_stops_what_is_forwarded_and_its_end_lets_it_go_on(on_air, told):
    show, appearance, _key = on_air()
    arrived(appearance.session)
    show.refresh_from_db()
    hosting.pause(show, by=show.creator)
    hosting.pause(show, by=show.creator)  # twice is once
    hosting.go_on(show, by=show.creator)
    first, last = sorted(told(), key=lambda command: command.number)
    assert (first.stage, first.paused, last.paused) == (show.uuid.hex, True, False)
    assert first.number < last.number


def test_who_is_removed_leaves_the_stage(on_air, told, make_show, make_user):
    show, user = make_show(state="doors"), make_user("guest")
    CastMember.objects.create(show=show, user=user, answer="accepted")
    show, appearance, _key = on_air(user=user, show=show)
    hosting.remove(show, "guest", by=show.creator)
    assert told() == [Leave(show.uuid.hex, appearance.session, "removed")]
    assert has_left(appearance) == "removed"


def watching_from(user, show, login="") -> Place:
    place = Place(show.uuid.hex, f"session-{user.username}-{login}", "")
    open_sessions.remember(user, show, place, login=login)
    return place


def test_signing_out_ends_what_was_done_with_that_session_alone(on_air, told, login, make_user):
    show, appearance, _key = on_air()
    member = make_user("member")
    client = login(member)
    here = watching_from(member, show, client.session.session_key)
    there = watching_from(member, show, "another device")
    client.post("/accounts/logout/")
    assert told() == [Leave(here.stage, here.session, "signed_out")]
    assert open_sessions.forget(member) == [there]
    assert has_left(appearance) == ""


def test_who_performs_from_a_page_and_signs_out_leaves_the_stage(make_show, told, login):
    show = make_show(state="doors")
    client = login(show.creator)
    key = client.session.session_key
    entrance = performing.let_in(show, show.creator, "v=0", login=key)
    client.post("/accounts/logout/")
    assert told() == [Leave(show.uuid.hex, entrance.place.session, "signed_out")]
    assert has_left(Appearance.objects.get()) == "signed_out"


@pytest.mark.parametrize(
    ("fields", "ends"),
    [
        ({"access": "invitation"}, True),
        ({"capacity": 5}, True),
        ({"access": "password", "password": "x"}, False),
        ({}, False),
    ],
)
def test_a_seat_that_is_given_back_is_empty(make_show, make_user, told, fields, ends):
    show, member = make_show(state="announced", **fields), make_user("member")
    Seat.objects.create(show=show, user=member)
    Show.objects.update(state="live", seats_taken=1)
    place = watching_from(member, show)
    give_back_seat(Show.objects.get(), member)
    expected = [Leave(place.stage, place.session, "no_seat")] if ends else []
    assert told() == expected


def test_who_leaves_the_cast_of_a_closed_show_does_not_watch_it(make_show, make_user, told):
    show, user = make_show(state="live", access="invitation"), make_user("actor")
    member = CastMember.objects.create(show=show, user=user, answer="accepted")
    place = watching_from(user, show)
    dismiss(member, by=show.creator)
    assert told() == [Leave(place.stage, place.session, "no_seat")]
