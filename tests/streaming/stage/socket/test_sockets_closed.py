"""A socket that is open ends when the reason for it does, within two seconds."""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from accounts.suspensions import suspend
from shows import moderation
from shows.models import CastMember, Show
from shows.planning import casting, seats
from shows.planning.writing import change_show

from ...show_socket import PATIENCE_SECONDS, on_page

pytestmark = pytest.mark.django_db(transaction=True)


async def closed_after(socket, deed) -> int:
    """The code with which an open socket is closed by a deed."""
    assert (await socket.connect(PATIENCE_SECONDS))[0]
    assert (await socket.receive_json_from(PATIENCE_SECONDS))["type"] == "show.welcome"
    assert (await socket.receive_json_from(PATIENCE_SECONDS))["type"] == "show.state"
    await sync_to_async(deed)()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (said := await socket.receive_output(PATIENCE_SECONDS))["type"] != "websocket.close":
            pass
    return said["code"]


def lose_seat(world):
    show = world(access=Show.Access.INVITATION)
    member = world.user("ada")
    seats.take_seat(show, member)
    return show, member, lambda: seats.give_back_seat(show, member)


def lose_part(world):
    show, member = world(state="draft"), world.user("ada")
    place = casting.invite(show, user=member, part="performer", by=show.creator)
    return show, member, lambda: casting.dismiss(place, by=show.creator)


def decline(world):
    show, member = world(state="draft"), world.user("ada")
    casting.invite(show, user=member, part="performer", by=show.creator)
    place = CastMember.objects.get(show=show, user=member)
    return show, member, lambda: casting.answer(place, accepted=False)


def hidden(world):
    show, staff = world(), world.user("staff", is_staff=True, is_superuser=True)
    return show, None, lambda: moderation.hide(show, by=staff, reason="x")


def creator_suspended(world):
    show, staff = world(), world.user("staff", is_staff=True, is_superuser=True)
    return show, None, lambda: suspend(show.creator, by=staff, reason="x")


def for_few(world):
    show = world()
    change = {"access": Show.Access.INVITATION}
    return show, None, lambda: change_show(show, by=show.creator, **change)


@pytest.fixture
def world(make_user, make_show):
    def make(**fields):
        return make_show(**fields)

    make.user = make_user
    return make


@pytest.mark.parametrize(
    "story", [lose_seat, lose_part, decline, hidden, creator_suspended, for_few]
)
async def test_whoever_may_not_know_of_the_show_any_more_is_shown_out(story, world):
    show, member, deed = await sync_to_async(story)(world)
    socket, _client = await sync_to_async(on_page)(show, member)
    assert await closed_after(socket, deed) == 4404


async def test_a_suspended_member_is_a_stranger_at_once(make_user, make_show):
    show, ada = await sync_to_async(make_show)(), await sync_to_async(make_user)("ada")
    staff = await sync_to_async(make_user)("staff", is_staff=True, is_superuser=True)
    socket, _client = await sync_to_async(on_page)(show, ada)
    assert await closed_after(socket, lambda: suspend(ada, by=staff, reason="x")) == 4401


async def test_signing_out_ends_the_sockets_of_other_tabs(make_user, make_show):
    show, ada = await sync_to_async(make_show)(), await sync_to_async(make_user)("ada")
    socket, client = await sync_to_async(on_page)(show, ada)
    assert await closed_after(socket, lambda: client.post("/accounts/logout/")) == 4401


async def test_others_stay(make_user, make_show):
    show, ada, eve = await sync_to_async(
        lambda: (make_show(capacity=5), make_user("ada"), make_user("eve"))
    )()
    await sync_to_async(seats.take_seat)(show, ada)
    socket, _client = await sync_to_async(on_page)(show, eve)
    await socket.connect(PATIENCE_SECONDS)
    await socket.receive_json_from(PATIENCE_SECONDS)
    await socket.receive_json_from(PATIENCE_SECONDS)
    await sync_to_async(seats.give_back_seat)(show, ada)
    assert await socket.receive_nothing(0.3)
    await socket.disconnect()
