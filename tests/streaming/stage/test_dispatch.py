"""The way to a relay: where it is, and what is said when it does not answer."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager

import pytest

from shows.air.appearances import appear
from streaming.control.codec import encode
from streaming.control.commands import CloseStage, Describe, Done, Leave, Perform, Refused
from streaming.stage import dispatch

pytestmark = pytest.mark.django_db


@asynccontextmanager
async def peer(settings, answer):
    """Somebody who listens where a relay should, and answers like this."""
    heard = []

    async def meet(reader, writer):
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        await answer(writer)
        writer.close()

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    settings.RELAYS = [f"127.0.0.1:{server.sockets[0].getsockname()[1]}"]
    async with server:
        yield heard


def http(body: bytes, status: str = "200 OK"):
    async def answer(writer):
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (status.encode(), len(body)))
        writer.write(body)
        await writer.drain()

    return answer


def garbage(data: bytes):
    async def answer(writer):
        writer.write(data)
        await writer.drain()

    return answer


async def test_a_command_is_answered(settings):
    async with peer(settings, http(encode(Done()))) as heard:
        assert await dispatch.ask(Leave("a", "b")) == Done()
    assert heard[0].startswith(b"POST /v1/commands HTTP/1.1\r\n")
    assert f"Bearer {settings.RELAY_SECRET}".encode() in heard[0]


async def test_a_refusal_is_an_answer(settings):
    refusal = Refused("relay.full", "Full.", 503, 7)
    async with peer(settings, http(encode(refusal), "503 Service Unavailable")):
        assert await dispatch.ask(Describe()) == refusal


@pytest.mark.parametrize(
    "answer",
    [
        garbage(b""),
        garbage(b"SSH-2.0-OpenSSH_9.2\r\n"),
        garbage(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"),
        http(b"{}"),
        http(b'{"v":2,"type":"done"}'),
        http(b" " * 200_000),
        http(encode(Describe())),
    ],
)
async def test_a_peer_that_is_no_relay_is_silence(settings, answer):
    async with peer(settings, answer):
        refused = await dispatch.ask(Describe())
    assert (refused.code, refused.status) == ("relay.no_answer", 503)


async def test_a_relay_that_hangs_is_silence(settings, monkeypatch):
    monkeypatch.setattr(dispatch, "PATIENCE_SECONDS", 0.2)

    async def answer(writer):
        await asyncio.sleep(1)

    async with peer(settings, answer):
        assert (await dispatch.ask(Describe())).code == "relay.no_answer"


async def test_a_relay_that_is_gone_is_noticed_at_once(settings):
    settings.RELAYS = ["127.0.0.1:1"]
    refused = await dispatch.ask(Describe())
    assert (refused.code, refused.status, refused.retry_after) == ("relay.no_answer", 503, 2)


async def test_what_cannot_be_written_is_not_sent(settings):
    settings.RELAYS = ["127.0.0.1:1"]
    refused = await dispatch.ask(Perform("s", "t", "p", 1, "\x01" * 60_000))
    assert (refused.code, refused.status) == ("request.malformed", 400)


def test_a_stage_stays_where_it_is(settings):
    settings.RELAYS = ["a:1", "b:1", "c:1"]
    stages = [f"{number:032x}" for number in range(300)]
    before = {stage: dispatch.relay_of(stage) for stage in stages}
    assert sorted(Counter(before.values())) == ["a:1", "b:1", "c:1"]
    settings.RELAYS = ["c:1", "b:1", "a:1", "d:1"]
    moved = [stage for stage in stages if dispatch.relay_of(stage) != before[stage]]
    assert {dispatch.relay_of(stage) for stage in moved} == {"d:1"}


def test_a_show_stays_where_its_performers_are(settings, make_show):
    settings.RELAYS = ["a:1"]
    show = make_show(state="doors")
    assert dispatch.relay_for(show) == "a:1"
    appear(show, user=show.creator, key=None, relay="a:1")
    settings.RELAYS = ["a:1", *(f"b:{number}" for number in range(50))]
    assert dispatch.relay_for(show) == "a:1"
    settings.RELAYS.remove("a:1")
    assert dispatch.relay_for(show) == dispatch.relay_of(show.uuid.hex)


def test_a_site_without_relays_has_none(settings):
    settings.RELAYS = []
    assert dispatch.relay_of("stage") == ""


def test_what_nobody_waits_for_is_told_after_the_commit(
    settings, django_capture_on_commit_callbacks
):
    settings.RELAYS = ["127.0.0.1:1"]
    with django_capture_on_commit_callbacks() as told:
        dispatch.tell(CloseStage("stage"))
    assert len(told) == 1
    settings.RELAYS = []
    with django_capture_on_commit_callbacks() as told:
        dispatch.tell(CloseStage("stage"))
    assert told == []
