"""Handshakes by aiortc behind a stand-in for its ICE transport: both sides end with the same keys.

Also the test that fails when aiortc's private names change.
"""

import asyncio
import threading
import time
from itertools import pairwise

import pytest
from aiortc import rtcdtlstransport

from streaming.relay import greeter, srtp
from streaming.relay.greeter import Greeter
from streaming.relay.handshake import AGAIN_SECONDS, MOST_WAITING, Certificate, Line, shake_hands
from streaming.relay.tally import Tally

SERVER, CLIENT = Certificate.generateCertificate(), Certificate.generateCertificate()


def fingerprints(certificate: Certificate) -> list[tuple[str, str]]:
    return [("sha-256", certificate.fingerprint)]


@pytest.fixture
async def lines():
    """Two, each sending into the other."""
    here = Line(lambda datagram: there.put(datagram))
    there = Line(lambda datagram: here.put(datagram))
    yield here, there
    here.put(None)
    there.put(None)
    await asyncio.sleep(0.01)


async def both(lines, server_wants, client_wants, ended=lambda: None):
    here, there = lines
    return await asyncio.gather(
        shake_hands(here, SERVER, server_wants, active=False, ended=ended),
        shake_hands(there, CLIENT, client_wants, active=True, ended=ended),
    )


async def test_what_one_seals_the_other_opens(lines):
    server, client = await both(lines, fingerprints(CLIENT), fingerprints(SERVER))
    scratch = srtp.Scratch()
    packet = bytes([0x80, 96, 0, 1]) + bytes(8) + b"a picture"
    for sender, receiver in ((server, client), (client, server)):
        sealed = scratch.run(srtp.protect, srtp.handle(sender.outgoing), packet)
        assert len(sealed) == len(packet) + sender.tag
        assert scratch.run(srtp.unprotect, srtp.handle(receiver.incoming), sealed) == packet


async def test_the_cheap_cipher_is_preferred(lines):
    server, _client = await both(lines, fingerprints(CLIENT), fingerprints(SERVER))
    assert server.tag == 16


@pytest.mark.parametrize(
    "named", [[("sha-256", "00:" * 31 + "00")], [("md5", "00")]], ids=["another", "unknown"]
)
async def test_a_certificate_that_the_offer_did_not_name_opens_nothing(lines, named):
    server, client = await both(lines, named, fingerprints(SERVER))
    assert server is None
    assert client is not None


async def test_nobody_is_kept_alive_by_a_closed_line():
    here = Line(lambda datagram: None)
    shaking = asyncio.create_task(
        shake_hands(here, SERVER, fingerprints(CLIENT), active=False, ended=lambda: None)
    )
    await asyncio.sleep(0)
    here.put(None)
    assert await shaking is None


async def test_the_end_of_the_other_side_is_noticed(lines):
    ended = asyncio.Event()
    await both(lines, fingerprints(CLIENT), fingerprints(SERVER), ended.set)
    await lines[1].transport.stop()
    await asyncio.wait_for(ended.wait(), 5)


async def test_a_line_keeps_the_newest():
    line = Line(lambda datagram: None)
    for number in range(MOST_WAITING + 10):
        line.put(bytes([20, number]))
    assert await line._recv() == bytes([20, 10])


async def test_a_greeter_greets_in_its_own_thread():
    loop = asyncio.get_running_loop()
    server = Greeter(SERVER, loop, Tally())
    client = Greeter(CLIENT, loop, Tally())
    try:
        done, both_there = loop.create_future(), threading.Event()
        keys, threads, greetings = [], set(), []

        def sender(number: int):
            def send(datagram: bytes) -> None:
                threads.add(threading.current_thread().name)
                assert both_there.wait(5)
                greetings[number].put(datagram)

            return send

        def on_done(found) -> None:
            keys.append(found)
            if len(keys) == 2:
                done.set_result(None)

        common = {"first": True, "done": on_done, "ended": lambda: None}
        greetings += [
            server.greet(sender(1), fingerprints(CLIENT), active=False, **common),
            client.greet(sender(0), fingerprints(SERVER), active=True, **common),
        ]
        both_there.set()
        await asyncio.wait_for(done, 10)
        assert None not in keys
        assert threads == {"greeter"}
    finally:
        server.stop()
        client.stop()


async def test_a_handshake_that_never_ends_is_given_up(monkeypatch):
    assert greeter.DEADLINE_SECONDS == 10.0
    monkeypatch.setattr(greeter, "DEADLINE_SECONDS", 0.1)
    loop, tally = asyncio.get_running_loop(), Tally()
    server, done = Greeter(SERVER, loop, tally), loop.create_future()
    server.greet(
        lambda datagram: None,
        fingerprints(CLIENT),
        active=False,
        first=True,
        done=done.set_result,
        ended=lambda: None,
    )
    assert await asyncio.wait_for(done, 5) is None
    assert tally["dtls.late"] == 1
    server.stop()


async def test_handshakes_are_paced_and_performers_go_before_viewers(monkeypatch):
    monkeypatch.setattr(greeter, "PACE_SECONDS", 0.02)
    begun: list[tuple[str, float]] = []

    async def shake(line, *_arguments, **_more):
        begun.append((line._sender.who, time.monotonic()))

    monkeypatch.setattr(greeter, "shake_hands", shake)
    loop = asyncio.get_running_loop()
    server, done = Greeter(SERVER, loop, Tally()), asyncio.Queue()
    for number, first in enumerate([False] * 4 + [True]):
        send = Sender("performer" if first else f"viewer {number}")
        server.greet(send, [], active=False, first=first, done=done.put_nowait, ended=lambda: None)
    for _ in range(5):
        await asyncio.wait_for(done.get(), 5)
    server.stop()
    order = [who for who, _ in begun]
    assert order.index("performer") <= 1  # one viewer had begun before anybody else came
    assert sorted(order) == ["performer", "viewer 0", "viewer 1", "viewer 2", "viewer 3"]
    assert all(later - sooner > 0.01 for (_, sooner), (_, later) in pairwise(begun))


async def test_those_who_wait_for_a_handshake_are_bounded(monkeypatch):
    monkeypatch.setattr(greeter, "PACE_SECONDS", 60)
    monkeypatch.setattr(greeter, "MOST_WAITING", 3)
    tally = Tally()
    server = Greeter(SERVER, asyncio.get_running_loop(), tally)
    for _ in range(10):
        server.greet(
            print, [], active=False, first=False, done=lambda keys: None, ended=lambda: None
        )
    async with asyncio.timeout(5):
        while tally["dtls.too_many"] < 6:
            await asyncio.sleep(0.01)
    server.stop()
    assert tally["dtls.too_many"] == 6  # one began, three wait


class Sender:
    def __init__(self, who: str) -> None:
        self.who = who

    def __call__(self, datagram: bytes) -> None:
        pass


def test_the_private_names_are_there():
    transport = rtcdtlstransport.RTCDtlsTransport(Line(lambda datagram: None), [SERVER])
    names = ("_set_role", "_srtp_profiles", "_state", "_rx_srtp", "_tx_srtp", "_ssl")
    assert [name for name in names if not hasattr(transport, name)] == []
    assert SERVER._create_ssl_context([]) is SERVER._create_ssl_context([])


async def test_whoever_drops_our_first_datagram_gets_it_again_at_once():
    sent = []
    line = Line(sent.append)
    shaking = asyncio.create_task(
        shake_hands(line, CLIENT, fingerprints(SERVER), active=True, ended=lambda: None)
    )
    await asyncio.sleep(AGAIN_SECONDS * 3)
    line.put(None)
    assert await shaking is None
    assert sent == sent[:1] * 2


async def test_nothing_is_said_twice_to_whoever_answers(lines):
    sent = []
    here, there = lines
    there._sender = lambda datagram: (sent.append(datagram), here.put(datagram))
    await both(lines, fingerprints(CLIENT), fingerprints(SERVER))
    await asyncio.sleep(AGAIN_SECONDS * 2)
    assert len(sent) == len(set(sent))
