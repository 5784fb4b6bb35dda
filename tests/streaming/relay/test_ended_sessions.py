"""Whoever a session is taken from learns it at once: by DTLS, else by the next STUN check."""

import asyncio
import secrets
import signal
import time
from contextlib import asynccontextmanager

import pytest

from streaming.control.commands import CloseStage, Leave, Perform, Watch
from streaming.extras.door import Opened
from streaming.extras.performer import Performer
from streaming.extras.reel import Loop
from streaming.extras.testcard import make_clip
from streaming.extras.viewer import Viewer
from streaming.relay import ended_sessions as ended_file
from streaming.relay import peer as peer_file
from streaming.relay.config import Config
from streaming.relay.ended_sessions import Ended, EndedSessions, Farewell
from streaming.relay.relay import Relay
from streaming.transport.engine import make_certificate
from tests.bench.doors import STAGE

from .company import door_of, tick, until
from .running import SECRET, running_relay

CLOSED = "the other side has closed"
REVOKED = "the other side has revoked its consent"


@pytest.fixture(scope="module")
def reel():
    return make_clip("VP8", (90,), 2)


class Inside:
    """A door into a relay of this process."""

    host = "127.0.0.1"

    def __init__(self, relay: Relay, *, performs: bool = False, epoch: int = 1) -> None:
        self.relay, self.performs, self.epoch = relay, performs, epoch
        self.setup = "actpass"

    async def knock(self, offer: str) -> Opened:
        session = secrets.token_hex(8)
        offer = offer.replace("setup:actpass", f"setup:{self.setup}")
        command = Watch(STAGE, session, offer)
        if self.performs:
            command = Perform(STAGE, session, "host", self.epoch, offer)
        answer = self.relay.obey(command)
        return Opened(answer.sdp, session, answer.etag)

    async def leave(self, session: str) -> None:
        self.relay.obey(Leave(STAGE, session))


@pytest.fixture
async def inside():
    loop = asyncio.get_running_loop()
    config = Config(secret=SECRET, udp_host="127.0.0.1", udp_port=0, addresses=["127.0.0.1"])
    relay = Relay(config, "boot", loop)
    relay.front.listen(loop)
    running = loop.create_task(relay.run())
    yield relay
    running.cancel()
    relay.close()


@asynccontextmanager
async def connected(reel, door, watching, kind=Viewer):
    """A performer and a viewer, both with their keys."""
    performer = Performer(make_certificate(), door, Loop(reel))
    await performer.come()
    playing = asyncio.create_task(performer.perform())
    viewer = kind(make_certificate(), watching)
    await viewer.come()
    living = asyncio.create_task(tick(viewer))
    await until(lambda: performer.is_connected and viewer.is_connected)
    yield performer, viewer
    playing.cancel()
    living.cancel()
    performer.close()
    viewer.close()


def leave(relay, performer, viewer):
    for one in (performer, viewer):
        relay.ask(Leave(STAGE, one.session_url))


def close_stage(relay, performer, viewer):
    relay.ask(CloseStage(STAGE))


def restart(relay, performer, viewer):
    relay.process.send_signal(signal.SIGTERM)


def lose_its_site(relay, performer, viewer):
    relay.process.stdin.close()


@pytest.mark.parametrize("how", [leave, close_stage, restart, lose_its_site])
async def test_both_sides_are_told_at_once(reel, how):
    with running_relay() as relay:
        door, watching = door_of(relay, performs=True), door_of(relay)
        async with connected(reel, door, watching) as (performer, viewer):
            how(relay, performer, viewer)
            await until(lambda: performer.failure and viewer.failure)
            assert (performer.failure, viewer.failure) == (CLOSED, CLOSED)
        if how is restart:
            assert await asyncio.to_thread(relay.process.wait, 5) == 0


async def test_who_is_taken_over_from_is_told_and_the_audience_stays(reel, inside):
    async with connected(reel, Inside(inside, performs=True), Inside(inside)) as (first, viewer):
        second = Performer(make_certificate(), Inside(inside, performs=True, epoch=2), Loop(reel))
        await second.come()
        await until(lambda: first.failure)
        assert (first.failure, viewer.failure) == (CLOSED, "")
        second.close()


async def test_a_viewer_whose_dtls_is_given_up_is_told_all_the_same(reel, inside, monkeypatch):
    monkeypatch.setattr(peer_file, "KEEP_SECONDS", 0.0)
    async with connected(reel, Inside(inside, performs=True), Inside(inside)) as (_, viewer):
        seated = inside.peers[STAGE, viewer.session_url]
        await until(lambda: seated._farewell.record)
        assert seated._handshake is None
        assert viewer.is_connected
        inside.let_go(seated, "left")
        await until(lambda: viewer.failure)
        assert viewer.failure == CLOSED


class Deaf(Viewer):
    """Nothing of DTLS comes through to it once it is connected."""

    def _record_arrived(self, datagram: bytes, arrived: float) -> None:
        if not self.connected_at:
            super()._record_arrived(datagram, arrived)


async def test_who_missed_it_is_told_with_the_next_check(reel, inside):
    door, watching = Inside(inside, performs=True), Inside(inside)
    async with connected(reel, door, watching, Deaf) as (_, viewer):
        inside.obey(Leave(STAGE, viewer.session_url))
        await until(lambda: viewer.failure)
        assert viewer.failure == REVOKED
        assert inside.tally["front.told_ended"] >= 1


async def test_who_lets_us_begin_the_handshake_is_told_by_checks_alone(reel, inside):
    """As FFmpeg does, which would stand still for ever."""
    door = Inside(inside, performs=True)
    door.setup = "passive"
    async with connected(reel, door, Inside(inside)) as (performer, viewer):
        inside.obey(Leave(STAGE, performer.session_url))
        await until(lambda: performer.failure)
        assert performer.failure == REVOKED


async def test_a_check_that_is_not_signed_for_the_ended_session_gets_no_answer(reel, inside):
    door, watching = Inside(inside, performs=True), Inside(inside)
    async with connected(reel, door, watching, Deaf) as (_, viewer):
        viewer.checks.remote_password = b"guessed"
        inside.obey(Leave(STAGE, viewer.session_url))
        viewer.checks._due_at = 0
        viewer.tick(time.monotonic())
        await until(lambda: inside.tally["front.stun_unsigned"])
        assert (viewer.failure, inside.tally["front.told_ended"]) == ("", 0)


def test_ended_sessions_are_remembered_for_a_while_and_not_without_end(monkeypatch):
    monkeypatch.setattr(ended_file, "MOST_REMEMBERED", 3)
    ended, limit = EndedSessions(), ended_file.REMEMBERED_SECONDS
    one = Ended(b"password", ("127.0.0.1", 4001), Farewell(b"bye"))
    ended.add("first", one, 0.0)
    assert ended.get("first", limit - 0.1) is one
    assert ended.get("first", limit) is None
    ended.add("second", one, limit)
    assert len(ended) == 1
    for name in ("third", "fourth", "fifth"):
        ended.add(name, one, limit + 1)
    assert (len(ended), ended.get("second", limit + 1)) == (3, None)
