"""Time limits of connections, with a real uvicorn in this process and limits of a blink."""

import asyncio
import gc
import resource
import socket
import ssl
from contextlib import asynccontextmanager

import pytest
import uvicorn
from websockets.asyncio.client import connect

from streaming.launch import http_timeouts, tcp_listener
from streaming.launch.addresses import listen
from streaming.launch.certificate import ensure_certificate
from streaming.launch.connections import dropped
from streaming.launch.fast_socket import FastSocket
from streaming.launch.file_descriptors import raise_limit, room_for_connections
from streaming.launch.serving import Server

BLINK = 0.2
LONG = 20.0  # for what comes at once; nobody waits so long
LARGE = 8 * 1024 * 1024


async def page(scope, receive, send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "welcome"})
        await receive()
        return
    if scope["path"] == "/slow":
        await asyncio.sleep(BLINK * 5)
    body = b"x" * LARGE if scope["path"] == "/large" else b"page"
    if scope["path"] == "/reads":
        while (await receive()).get("more_body"):
            pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def running(**more):
    """The port of a server of that one page."""
    settings = {"lifespan": "off", "log_config": None, "timeout_graceful_shutdown": 1} | more
    config = uvicorn.Config(page, http="h11", ws=FastSocket, **settings)
    started, before = asyncio.Event(), gc.get_threshold()
    server = Server(config, started.set, lambda: None)
    listener = listen("127.0.0.1", 0)[0]
    task = asyncio.create_task(server.serve([listener]))
    await asyncio.wait_for(started.wait(), LONG)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task
        gc.unfreeze()
        gc.set_threshold(*before)


@pytest.fixture
def blink(monkeypatch):
    for name in ("SILENT", "HEADER", "RESTING", "UNWANTED", "STALLED", "LAST"):
        monkeypatch.setattr(http_timeouts, f"{name}_SECONDS", BLINK)


async def said_until_the_end(reader: asyncio.StreamReader) -> bytes:
    said = b""
    try:
        while some := await asyncio.wait_for(reader.read(65536), LONG):
            said += some
    except ConnectionResetError:
        pass
    return said


REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
SOCKET = REQUEST + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", b""),
        (b"GET / HT", b"HTTP/1.1 408"),
        (REQUEST, b"HTTP/1.1 408"),
        (SOCKET, b"HTTP/1.1 408"),
        (REQUEST + b"\r\n", b"HTTP/1.1 200"),
        (REQUEST + b"\r\n" + b"GET /", b"HTTP/1.1 200"),
        (POST, b"HTTP/1.1 200"),
    ],
    ids=["nothing", "half a line", "half headers", "half a handshake", "one request"]
    + ["one and a half", "a body nobody wants"],
)
async def test_who_waits_too_long_is_let_go(blink, sent, said):
    async with running() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        answer = await said_until_the_end(reader)
        assert answer.startswith(said) and bool(answer) == bool(said)
        writer.close()


@pytest.mark.parametrize("begun", [b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ", POST])
async def test_a_byte_now_and_then_wins_no_time(blink, begun):
    async with running() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        over = asyncio.create_task(said_until_the_end(reader))
        while not over.done():
            writer.write(b"a")
            await asyncio.sleep(BLINK / 10)
        assert over.result().startswith(b"HTTP/1.1 ")
        writer.close()


async def test_an_answer_that_takes_its_time_is_waited_for(blink):
    async with running() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(REQUEST.replace(b" / ", b" /slow ") + b"\r\n")
        assert (await said_until_the_end(reader)).endswith(b"page\r\n0\r\n\r\n")
        writer.close()


async def test_a_body_is_not_limited_here(blink):
    async with running() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(POST.replace(b" / ", b" /reads "))
        await asyncio.sleep(BLINK * 3)
        writer.write(b"x" * 97)
        assert (await said_until_the_end(reader)).startswith(b"HTTP/1.1 200")
        writer.close()


async def test_who_never_reads_is_let_go(blink):
    given_up = dropped.labels("reading")._value
    before = given_up.get()
    async with running() as port:
        with socket.create_connection(("127.0.0.1", port)) as deaf:
            deaf.sendall(REQUEST.replace(b" / ", b" /large ") + b"Connection: close\r\n\r\n")
            async with asyncio.timeout(LONG):
                while given_up.get() == before:
                    await asyncio.sleep(BLINK / 10)
            got = await asyncio.to_thread(_read_all, deaf)
    assert 0 < got < LARGE


def _read_all(deaf: socket.socket) -> int:
    """How much the kernel had kept when the site gave up: it is cut and not whole."""
    deaf.settimeout(LONG)
    got = 0
    try:
        while some := deaf.recv(1 << 20):
            got += len(some)
    except ConnectionResetError:
        pass
    return got


async def test_an_open_socket_is_left_alone(blink):
    async with running() as port, connect(f"ws://127.0.0.1:{port}/") as one:
        assert await asyncio.wait_for(one.recv(), LONG) == "welcome"
        await asyncio.sleep(BLINK * 5)
        await asyncio.wait_for(await one.ping(), LONG)


async def test_whoever_is_silent_costs_nobody_a_connection(blink, settings, monkeypatch):
    """More come than there is room for: the silent ones go, and every question is answered."""
    monkeypatch.setattr(http_timeouts, "SILENT_SECONDS", 60.0)
    settings.MOST_CONNECTIONS, settings.ADDRESS_CONNECTIONS = 40, 20
    async with running() as port:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(100)]
        for address in ("127.0.0.1", "127.0.0.2"):
            come_from = {"local_addr": (address, 0)}
            reader, writer = await asyncio.open_connection("127.0.0.1", port, **come_from)
            writer.write(REQUEST + b"\r\n")
            assert (await said_until_the_end(reader)).startswith(b"HTTP/1.1 200")
            writer.close()
        assert await said_until_the_end(silent[0][0]) == b""
        for _reader, writer in silent:
            writer.close()


async def test_who_never_ends_the_handshake_of_tls_is_let_go(blink, tmp_path, monkeypatch):
    monkeypatch.setattr(tcp_listener, "HANDSHAKE_SECONDS", BLINK)
    certificate, key = ensure_certificate(tmp_path, ["localhost"])
    trusting = ssl.create_default_context(cafile=certificate)
    async with running(ssl_certfile=str(certificate), ssl_keyfile=str(key)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await said_until_the_end(reader) == b""
        writer.close()
        how = {"ssl": trusting, "server_hostname": "localhost"}
        reader, writer = await asyncio.open_connection("127.0.0.1", port, **how)
        writer.write(REQUEST + b"\r\n")
        assert (await said_until_the_end(reader)).startswith(b"HTTP/1.1 200")
        writer.close()


def test_as_many_descriptors_as_the_system_allows():
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        assert raise_limit() > 256 and room_for_connections(10) == 10
        soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert room_for_connections(10**9) < soft
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
