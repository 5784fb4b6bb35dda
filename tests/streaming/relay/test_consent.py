"""Nobody is sent anything where they have not shown that they are."""

import asyncio
import os
import socket

import pytest

from streaming.forwarding.answers import RemoteTransport
from streaming.relay.peer import PATIENCE, SEEK_A_SECOND, SEEK_AT_ONCE
from streaming.wire import stun

from .company import until
from .test_peer import seated

THEIRS = RemoteTransport("theirs", "w" * 24, (), False)


class Far:
    """The other end: a socket of their own at an address that may be forged."""

    def __init__(self, relay) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.1", 0))
        self.sock.setblocking(False)
        self.relay = relay
        self.target = ("127.0.0.1", relay.front.sock.getsockname()[1])
        self.address = self.sock.getsockname()

    def check(self, peer, *, nominate: bool = True) -> None:
        asked = stun.binding_request(
            os.urandom(12),
            f"{peer.ufrag}:theirs",
            peer.password,
            priority=1,
            controlling=7,
            nominate=nominate,
        )
        self.sock.sendto(asked, self.target)

    async def asked(self) -> list[bytes]:
        """The checks that came within a moment."""
        await asyncio.sleep(0.05)
        found = []
        while True:
            try:
                datagram = self.sock.recv(2048)
            except BlockingIOError:
                return found
            if stun.parse(datagram).kind is stun.Kind.REQUEST:
                found.append(datagram)

    def answer(self, datagram: bytes, key: str = THEIRS.pwd) -> None:
        transaction = stun.parse(datagram).transaction
        self.sock.sendto(stun.binding_success(transaction, self.target, key.encode()), self.target)


@pytest.fixture
async def sockets(bare_relay):
    made = [Far(bare_relay) for _ in range(3)]
    yield made
    for one in made:
        one.sock.close()


@pytest.fixture
async def peer(bare_relay, sockets):
    """A viewer that shook hands at the first of the sockets, and answered there."""
    made = seated(bare_relay)
    made.expect(THEIRS)
    made.keys = None
    home = sockets[0]
    home.check(made)
    await until(lambda: made.consent.address == home.address)
    home.answer((await home.asked())[0])
    await until(lambda: made.consent.is_proved(bare_relay.now()))
    made.keys, made._set_out = object(), lambda: None
    made.consent.shake_hands(bare_relay.now())
    made._ask(home.address, bare_relay.now())
    home.answer((await home.asked())[-1])
    await until(lambda: made.consent.answers)
    return made


async def test_the_answer_to_a_check_tells_how_long_the_line_takes(peer, sockets):
    home, away, _ = sockets
    echoes = peer.path.echoes
    echoes.begin()
    peer.sound(0)
    asked = await home.asked()
    assert len(asked) == 1
    peer.sound(0)
    assert await home.asked() == [], "the next one is not due"
    assert echoes.waits(peer.relay.now()) is None
    home.answer(asked[0])
    await until(lambda: echoes.waits(peer.relay.now()) is not None)
    assert echoes.waits(peer.relay.now()) > 0.02, "it lay here for longer than those before"
    since = peer.relay.now()
    away.check(peer)
    peer.relay.later(0.2, lambda: None)
    assert not echoes.heard_since(since)


async def test_our_checks_are_signed_as_the_other_side_wants_it(peer, sockets):
    peer._ask(sockets[0].address, peer.relay.now())
    asked = (await sockets[0].asked())[0]
    read = stun.parse(asked)
    assert stun.is_signed(asked, THEIRS.pwd.encode())
    assert (read.username, read.ice_controlled, read.ice_controlling) == (
        f"theirs:{peer.ufrag}", 0, None,
    )  # fmt: skip


async def test_media_moves_with_the_answer_and_not_with_the_check(peer, sockets):
    home, away, _ = sockets
    away.check(peer)
    asked = await away.asked()
    assert peer.consent.address == home.address
    away.answer(asked[0])
    await until(lambda: peer.consent.address == away.address)
    assert peer.holds(away.address, peer.relay.now())
    assert not peer.holds(home.address, peer.relay.now())


async def test_an_answer_that_is_not_signed_or_comes_from_elsewhere_moves_nobody(peer, sockets):
    home, away, other = sockets
    away.check(peer)
    other.check(peer, nominate=False)
    asked = (await away.asked())[0]
    away.answer(asked, "x" * 24)
    other.answer(asked)
    await until(lambda: peer.relay.tally["front.stun_unasked"] == 2)
    assert peer.consent.address == home.address


async def test_a_third_party_is_asked_a_few_times_and_sent_nothing_else(peer, sockets):
    """Whoever checks a thousand times from an address that is not theirs."""
    _, victim, _ = sockets
    born = peer.born_at
    for number in range(1_000):
        victim.check(peer)
        if number % 50 == 0:
            await asyncio.sleep(0)
    questions = 0
    for _ in range(12):
        questions += len(await victim.asked())
    begun = SEEK_AT_ONCE + SEEK_A_SECOND * (peer.relay.now() - born)
    assert 1 <= questions <= begun * (1 + len(PATIENCE))
    assert peer.consent.address == sockets[0].address


async def test_a_check_that_does_not_nominate_moves_nobody(peer, sockets):
    _, away, _ = sockets
    away.check(peer, nominate=False)
    assert await away.asked() == []


async def test_where_nobody_answers_any_more_nothing_is_sent_until_somebody_does(peer, sockets):
    home = sockets[0]
    now = peer.consent._proved_at
    peer.heard_at = now + 16
    assert peer.look_after(now + 14) == "well"
    assert peer.look_after(now + 16) == "stopped"
    assert peer.stopped
    peer.heard_at = peer.relay.now()
    peer.consent._proved_at -= 100
    await home.asked()
    home.check(peer)
    home.answer((await home.asked())[0])
    await until(lambda: peer.look_after(peer.relay.now()) == "well")
    assert not peer.stopped


async def test_whoever_is_doubted_is_asked(peer, sockets):
    peer.on_dtls(b"\x15" + bytes(20))
    peer.look_after(peer.relay.now())
    sockets[0].answer((await sockets[0].asked())[0])
    doubted = peer._doubted_at
    await until(lambda: peer.heard_at > doubted)
    peer.look_after(doubted + 3.5)
    assert peer._doubted_at is None
