"""Handshakes run in a thread of their own, each has its time, and the outcome is told once."""

import asyncio
import threading

import pytest

from streaming.process.counters import Counters
from streaming.relay import handshake_queue, handshakes, srtp
from streaming.relay.handshakes import MOST_DATAGRAMS, Handshakes
from streaming.transport.engine import make_certificate
from tests.packets.write import record

SERVER, CLIENT = make_certificate(), make_certificate()
RTP = bytes([0x80, 96, 0, 1]) + bytes(8) + b"a picture"


class End:
    """One end: what it was told, and in which thread it sent."""

    def __init__(self, certificate, wants, *, active: bool) -> None:
        self.tally = Counters()
        self.handshakes = Handshakes(certificate, asyncio.get_running_loop(), self.tally)
        self.wants, self.active = wants, active
        self.told: asyncio.Queue = asyncio.Queue()
        self.sent: list[bytes] = []
        self.threads: set[str] = set()
        self.running: handshakes.Running | None = None
        self.towards: End | None = None

    def send(self, datagram: bytes) -> None:
        self.sent.append(datagram)
        self.threads.add(threading.current_thread().name)
        if self.towards is not None and self.towards.running is not None:
            self.towards.running.put(datagram)

    def begin(self, *, named=None, broke=None) -> None:
        self.running = self.handshakes.begin(
            self.send,
            named or [("sha-256", self.wants.fingerprint)],
            active=self.active,
            first=True,
            done=self.told.put_nowait,
            ended=lambda: self.told.put_nowait("ended"),
            broke=broke,
        )

    async def outcome(self):
        return await asyncio.wait_for(self.told.get(), 10)


@pytest.fixture
async def ends():
    server, client = End(SERVER, CLIENT, active=False), End(CLIENT, SERVER, active=True)
    server.towards, client.towards = client, server
    yield server, client
    for one in (server, client):
        one.handshakes.stop()


async def connected(ends):
    server, client = ends
    server.begin()
    client.begin()
    return await server.outcome(), await client.outcome()


async def test_what_one_seals_the_other_opens(ends):
    server, client = await connected(ends)
    scratch = srtp.Scratch()
    for sender, receiver in ((server, client), (client, server)):
        sealed = scratch.run(srtp.protect, srtp.handle(sender.outgoing), RTP)
        assert scratch.run(srtp.unprotect, srtp.handle(receiver.incoming), sealed) == RTP
    assert ends[0].threads == ends[1].threads == {"handshakes"}


async def test_another_certificate_is_no_key_and_the_other_side_is_told(ends):
    server, client = ends
    server.begin(named=[("sha-256", "00:" * 31 + "00")])
    client.begin()
    assert await server.outcome() is None
    assert await client.outcome() is not None
    server.running.end()
    assert await client.outcome() == "ended"


async def test_the_end_of_the_other_side_is_noticed_once_and_not_by_those_who_end(ends):
    server, client = ends
    await connected(ends)
    farewell = client.running.end()
    assert await server.outcome() == "ended"
    assert farewell.record == client.sent[-1]
    server.running.put(farewell.record)
    server.running.end()
    await connected(ends)  # the threads have come so far
    assert (server.told.empty(), client.told.empty()) == (True, True)


async def test_a_goodbye_can_be_kept_for_later(ends):
    server, client = ends
    await connected(ends)
    sent = len(client.sent)
    farewell = client.running.end(told=False)
    async with asyncio.timeout(5):
        while not farewell.record:
            await asyncio.sleep(0.01)
    assert len(client.sent) == sent
    server.running.put(farewell.record)
    assert await server.outcome() == "ended"


async def test_nothing_is_said_twice_to_whoever_answers(ends):
    _server, client = ends
    await connected(ends)
    await asyncio.sleep(handshakes.AGAIN_SECONDS * 2)
    assert len(client.sent) == len(set(client.sent))


async def test_whoever_drops_our_first_datagram_gets_it_again_at_once(ends):
    _server, client = ends
    client.begin()
    async with asyncio.timeout(5):
        while len(client.sent) < 2:
            await asyncio.sleep(0.01)
    assert client.sent[:2] == client.sent[:1] * 2


async def test_a_lost_flight_is_sent_again(ends):
    server, client = ends
    client.towards = None  # the opening and its copy go nowhere
    client.begin()
    async with asyncio.timeout(5):
        while len(client.sent) < 2:
            await asyncio.sleep(0.01)
    client.towards = server
    server.begin()
    assert await client.outcome() is not None
    assert await server.outcome() is not None


async def test_a_handshake_that_never_ends_is_given_up(ends, monkeypatch):
    assert handshakes.DEADLINE_SECONDS == 10.0
    monkeypatch.setattr(handshakes, "DEADLINE_SECONDS", 0.1)
    server, _client = ends
    server.begin()
    assert await server.outcome() is None
    assert server.tally["dtls.late"] == 1
    server.running.end()


@pytest.mark.parametrize("listens", [True, False])
async def test_a_handshake_that_breaks_may_be_followed_by_another(ends, listens):
    server, _client = ends
    broken = asyncio.Event()
    server.begin(broke=broken.set if listens else None)
    server.running.put(record(23, b"abcd"))
    if listens:
        await asyncio.wait_for(broken.wait(), 10)
        assert server.told.empty()
    else:
        assert await server.outcome() is None


async def test_those_who_wait_for_a_handshake_are_bounded(ends, monkeypatch):
    monkeypatch.setattr(handshake_queue, "PACE_SECONDS", 60)
    monkeypatch.setattr(handshake_queue, "MOST_WAITING", 3)
    server, _client = ends
    server.begin()
    async with asyncio.timeout(5):  # until its turn has come
        while server.handshakes.queue.idle_seconds(server.handshakes.now()) is None:
            await asyncio.sleep(0.01)
    for _ in range(9):
        server.begin()
    async with asyncio.timeout(5):
        while server.tally["dtls.too_many"] < 6:
            await asyncio.sleep(0.01)


async def test_of_what_one_peer_sends_the_newest_waits(ends, monkeypatch):
    server, _client = ends
    server.begin()
    held, go = threading.Event(), threading.Event()
    server.handshakes.call(lambda: (held.set(), go.wait(10)))
    assert await asyncio.to_thread(held.wait, 5)
    for number in range(MOST_DATAGRAMS + 10):
        server.running.put(record(22, bytes([number])))
    assert server.tally["dtls.dropped"] == 10
    assert server.running._arrived[0] == record(22, bytes([10]))
    assert server.handshakes._calls.qsize() == 1
    go.set()


async def test_an_error_of_ours_ends_one_handshake_alone(ends):
    server, client = ends
    server.running = server.handshakes.begin(
        server.send, [], active=None, first=True, done=server.told.put_nowait, ended=print
    )
    server.running._make = None
    server.running.put(b"")
    assert await server.outcome() is None
    assert server.tally["dtls.broken"] == 1
    assert None not in await connected(ends)


async def test_what_openssl_has_freed_is_given_back_once_for_many(ends, monkeypatch):
    given = []
    monkeypatch.setattr(handshakes, "TIDY_SECONDS", 0.05)
    monkeypatch.setattr(handshakes, "_give_memory_back", lambda: given.append(1))
    await connected(ends)
    for one in ends:
        one.running.end(told=False)
    async with asyncio.timeout(5):
        while len(given) < 2:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    assert given == [1, 1], "once for each thread"
