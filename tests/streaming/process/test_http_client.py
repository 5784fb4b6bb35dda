"""The HTTP client: connections are kept, and one that has ended is replaced without a loss."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from streaming.process import http_client
from streaming.process.http_client import HttpClient, NoAnswer, Reply

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@asynccontextmanager
async def peer(*answers: bytes, keeps: bool = True):
    """A server; each connection that it takes is a list of the requests that came over it."""
    met: list[list[bytes]] = []
    left = list(answers)

    async def meet(reader, writer):
        met.append([])
        mine = met[-1]
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
                mine.append(head + await reader.readexactly(length))
                if not (answer := left.pop(0) if left else OK):
                    break
                writer.write(answer)
                if not keeps:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, HttpClient(f"http://127.0.0.1:{port}", "secret") as client:
        yield client, met


async def closed_by_peer(client) -> None:
    async with asyncio.timeout(20):
        while client._idle[-1].is_open:
            await asyncio.sleep(0.01)


async def test_one_connection_carries_one_request_after_another():
    async with peer() as (client, met):
        for path in ("/a", "/b", "/c"):
            assert await client.post(path, b"{}") == Reply(200, b"ok")
    assert [[one.split()[1] for one in requests] for requests in met] == [[b"/a", b"/b", b"/c"]]
    assert b"Authorization: Bearer secret" in met[0][0]
    assert met[0][0].endswith(b"\r\n\r\n{}")


async def test_requests_side_by_side_have_a_connection_each_and_few_are_kept(monkeypatch):
    monkeypatch.setattr(http_client, "MOST_IDLE", 2)
    async with peer() as (client, met):
        await asyncio.gather(*(client.post("/", b"") for _ in range(5)))
        assert len(met) == 5
        assert len(client._idle) == 2


async def test_a_connection_that_has_ended_meanwhile_is_not_used():
    async with peer(keeps=False) as (client, met):
        await client.post("/a", b"")
        await closed_by_peer(client)
        assert await client.post("/b", b"") == Reply(200, b"ok")
    assert len(met) == 2


async def test_a_request_is_sent_again_where_the_connection_ends_before_the_answer():
    """As a server does whose patience with an idle connection ends at this moment."""
    async with peer(OK, b"") as (client, met):
        await client.post("/a", b"")
        assert await client.post("/b", b"") == Reply(200, b"ok")
    assert [len(requests) for requests in met] == [2, 1]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + b" " * 200_000,
    ],
)
async def test_what_is_no_whole_answer_is_none(answer):
    async with peer(answer, keeps=False) as (client, met):
        with pytest.raises(NoAnswer):
            await client.post("/", b"")
        assert client._idle == []
    assert len(met) == 1


async def test_a_refusal_is_an_answer_and_the_connection_is_kept():
    refusal = b"HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\nno"
    async with peer(refusal) as (client, met):
        assert await client.post("/", b"") == Reply(503, b"no")
        assert (await client.post("/", b"")).status == 200
    assert len(met) == 1


async def test_one_that_says_so_is_closed():
    async with peer(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")) as (client, met):
        await client.post("/", b"")
        await client.post("/", b"")
    assert len(met) == 2


async def test_a_request_that_is_given_up_leaves_nothing_behind():
    async def silent(reader, writer):
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, HttpClient(origin, "secret") as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.post("/", b"")
        assert client._idle == []


async def test_nobody_there_is_noticed_at_once():
    with pytest.raises(OSError):
        await HttpClient("http://127.0.0.1:1", "secret").post("/", b"")
