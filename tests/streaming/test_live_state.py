"""The socket of a show's page, through the whole application as servers call it."""

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client

from shows.on_air import go_live
from shows.schedule import open_doors
from streaming.asgi import application

pytestmark = pytest.mark.django_db(transaction=True)
ORIGIN = b"http://localhost:8000"


def socket_of(show, *, origin=ORIGIN, cookies=None) -> WebsocketCommunicator:
    headers = [(b"host", b"localhost:8000")]
    headers += [(b"origin", origin)] if origin else []
    if cookies:
        pairs = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
        headers.append((b"cookie", pairs.encode()))
    return WebsocketCommunicator(application, f"/ws/shows/{show.slug}/", headers)


async def test_it_says_the_state_at_once(make_show):
    show = await sync_to_async(make_show)(capacity=5)
    socket = socket_of(show)
    assert (await socket.connect())[0]
    assert await socket.receive_json_from() == {
        "v": 1,
        "type": "show.state",
        "state": "announced",
        "starts_at": show.starts_at.isoformat(),
        "seats_left": 5,
    }
    await socket.disconnect()


async def test_a_change_of_state_is_seen(make_show):
    show = await sync_to_async(make_show)()
    socket = socket_of(show)
    await socket.connect()
    await socket.receive_json_from()
    await sync_to_async(open_doors)(show, by=show.creator)
    assert (await socket.receive_json_from(5))["state"] == "doors"
    await sync_to_async(go_live)(show, by=show.creator)
    assert (await socket.receive_json_from(5))["state"] == "live"
    await socket.disconnect()


async def test_a_rehearsal_is_nobodys_business(make_show):
    socket = socket_of(await sync_to_async(make_show)(state="rehearsal"))
    await socket.connect()
    assert (await socket.receive_json_from())["state"] == "announced"
    await socket.disconnect()


@pytest.mark.parametrize("origin", [b"http://evil.example", b"null", b"http://localhost:9000", b""])
async def test_pages_of_others_get_no_socket(make_show, origin):
    show = await sync_to_async(make_show)()
    assert await socket_of(show, origin=origin).connect() == (False, 4403)


async def test_a_name_pointed_at_us_gets_no_socket(make_show, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    show = await sync_to_async(make_show)()
    headers = [(b"host", b"evil.example"), (b"origin", b"http://evil.example")]
    socket = WebsocketCommunicator(application, f"/ws/shows/{show.slug}/", headers)
    assert await socket.connect() == (False, 4403)


@pytest.mark.parametrize("fields", [{"state": "draft"}, {"access": "invitation"}])
async def test_what_a_stranger_may_not_know_of_does_not_exist(make_show, fields):
    show = await sync_to_async(make_show)(**fields)
    assert await socket_of(show).connect() == (False, 4404)


async def test_its_creator_sees_a_draft(make_show):
    show = await sync_to_async(make_show)(state="draft")
    client = Client()
    await sync_to_async(client.force_login)(
        show.creator, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    socket = socket_of(show, cookies=client.cookies)
    assert (await socket.connect())[0]
    assert (await socket.receive_json_from())["state"] == "draft"
    await socket.disconnect()


async def test_an_unknown_show_and_a_forbidden_one_look_alike(make_show):
    hidden = await sync_to_async(make_show)(state="draft")
    forbidden = await socket_of(hidden).connect()
    hidden.slug = "no-such-show"
    assert await socket_of(hidden).connect() == forbidden


async def test_whoever_talks_on_it_is_shown_out(make_show):
    socket = socket_of(await sync_to_async(make_show)())
    await socket.connect()
    await socket.receive_json_from()
    await socket.send_json_to({"type": "hello"})
    assert await socket.receive_output(5) == {"type": "websocket.close", "code": 4400}
