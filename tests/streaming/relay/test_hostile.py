"""Peers that proved who they are and then misbehave: it stays with them, and it is counted."""

import asyncio
import os
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from streaming.control import commands
from streaming.extras.performer import Performer
from streaming.extras.reel import Loop
from streaming.extras.testcard import cached_clip
from streaming.extras.viewer import Viewer
from streaming.relay import srtp
from streaming.transport.engine import make_certificate
from streaming.wire import rtcp
from tests.bench.doors import RelayDoor

from .running import SECRET, running_relay

CERTIFICATE = make_certificate()


class Raw:
    """Bytes where a packet of RTCP is wanted."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __bytes__(self) -> bytes:
        return self.data


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return cached_clip(tmp_path_factory.mktemp("clips"), "VP8", (180,))


@pytest.fixture
def relay():
    with running_relay() as running:
        yield running


def door(relay, *, performs: bool = False) -> RelayDoor:
    return RelayDoor(relay.ready["control"], SECRET, performs)


async def connected(peer):
    await peer.come()
    for _ in range(200):
        if peer.is_connected:
            return peer
        peer.tick(asyncio.get_running_loop().time())
        await asyncio.sleep(0.02)
    raise AssertionError(peer.failure or "not connected")


@pytest.fixture
async def house(relay, clip):
    """A performer that performs, and an honest viewer."""
    performer = Performer(CERTIFICATE, door(relay, performs=True), Loop(clip))
    await performer.come()
    performing = asyncio.create_task(performer.perform(None))
    await relay.soon(lambda: relay.tally().get("dtls.done") == 1)
    viewer = await connected(Viewer(CERTIFICATE, door(relay)))
    await relay.soon(lambda: viewer.first_keyframe_at > 0)
    yield performer, viewer
    performing.cancel()
    viewer.close()
    performer.close()


async def still_watches(relay, viewer) -> None:
    before = viewer.counts["rtp"]
    await relay.soon(lambda: viewer.counts["rtp"] > before + 20)
    assert viewer.failure == ""


MALFORMED = {
    "REMB of 3 bytes": struct.pack("!BBHII", 0x8F, 206, 3, 1, 0) + b"REM\0",
    "NACK of nothing": struct.pack("!BBHII", 0x81, 205, 2, 1, 0),
    "longer than it is": struct.pack("!BBH", 0x81, 201, 9000) + bytes(8),
    "junk": bytes([0x80, 200]) + os.urandom(38),
}


async def test_nobody_is_read_who_says_when_packets_arrived(relay, house):
    """Sixteen times the longest that such a packet can be: a relay only ever sends them."""
    performer, honest = house
    hostile = await connected(Viewer(CERTIFICATE, door(relay)))
    storm = Raw(struct.pack("!BBHIIHHIHH", 0x8F, 205, 5, 1, 2, 0, 8192, 0, 0x1FFF, 1) * 16)
    for peer in (hostile, performer):
        for _ in range(20):
            peer.send_control([storm])
    await still_watches(relay, honest)
    tally = relay.tally()
    assert (tally.get("fault.rtcp_malformed", 0), tally.get("in.not_theirs", 0)) == (0, 0)
    hostile.close()


async def test_a_peer_that_never_stops_talking_is_shown_out(relay, house):
    _performer, honest = house
    hostile = await connected(Viewer(CERTIFICATE, door(relay)))
    await relay.soon(lambda: relay.tally().get("dtls.done") == 3)
    for number in range(3_000):
        hostile.send_control([rtcp.Pli(1, 2)])
        if number % 100 == 0:
            await asyncio.sleep(0.001)
    tally = await relay.soon(
        lambda: (t := relay.tally()).get("fault.too_much_control", 0) > 100 and t
    )
    assert tally["fault.too_much_control"] == 101
    await still_watches(relay, honest)
    hostile.close()


async def test_a_storm_of_questions_is_searched_for_within_bounds(relay, house):
    _performer, honest = house
    greedy = await connected(Viewer(CERTIFICATE, door(relay)))
    await relay.soon(lambda: greedy.first_keyframe_at > 0)
    picture = next(one for one in greedy.inspections.values() if one.pictures)
    for _ in range(30):
        greedy.send_control([rtcp.Nack(1, picture.ssrc, list(range(900)))])
    await relay.soon(lambda: relay.tally().get("in.too_many_again", 0) >= 20)
    assert "fault.rtcp_malformed" not in relay.tally()
    await still_watches(relay, honest)
    greedy.close()


async def test_control_that_no_path_carries_in_one_piece_is_not_opened(relay, house):
    _performer, honest = house
    hostile = await connected(Viewer(CERTIFICATE, door(relay)))
    scratch, handle = srtp.Scratch(), srtp.handle(hostile.keys.outgoing)
    giant = struct.pack("!BBHI", 0x80, 201, 1, 1) * 190
    hostile._send(scratch.run(srtp.protect_rtcp, handle, giant))
    await relay.soon(lambda: relay.tally().get("in.too_long") == 1)
    await still_watches(relay, honest)
    hostile.close()


@pytest.mark.parametrize("kind", MALFORMED)
async def test_malformed_reports_end_the_session_that_sends_too_many(relay, house, kind):
    _performer, honest = house
    hostile = await connected(Viewer(CERTIFICATE, door(relay)))
    for number in range(130):
        hostile.send_control(
            [Raw(b"\x80" + MALFORMED[kind][1:] if kind == "junk" else MALFORMED[kind])]
        )
        if number % 20 == 0:
            await asyncio.sleep(0.01)
    tally = await relay.soon(
        lambda: (t := relay.tally()).get("fault.rtcp_malformed", 0) > 100 and t
    )
    assert tally["fault.rtcp_malformed"] == 101
    described = relay.ask(commands.Describe())
    assert described.stages[0].performers == 1
    await still_watches(relay, honest)
    assert relay.tally().get("front.broken", 0) == 0
    hostile.close()


async def test_forged_ssrcs_of_a_performer_fill_nothing(relay, house):
    performer, honest = house
    before = memory(relay)
    for number in range(20_000):  # 100,000 show the same, in 8 seconds
        packet = struct.pack("!BBHII", 0x80, 126, number & 0xFFFF, number, number) + bytes(20)
        performer.send_media(packet)
        performer.keys.outgoing.remove_stream(number)  # or ours would grow
        if number % 200 == 0:
            await asyncio.sleep(0.001)
    await relay.soon(lambda: relay.tally().get("in.too_many_ssrcs", 0) > 10_000)
    assert memory(relay) - before < 1_500
    await still_watches(relay, honest)


async def test_giants_of_a_performer_reach_nobody(relay, house):
    performer, honest = house
    scratch, handle = srtp.Scratch(), srtp.handle(performer.keys.outgoing)
    for number in range(60):
        giant = struct.pack("!BBHII", 0x80, 96, number, 0, 7) + os.urandom(3_900)
        performer._send(scratch.run(srtp.protect, handle, giant))
    await relay.soon(lambda: relay.tally().get("in.too_long", 0) == 60)
    await still_watches(relay, honest)
    assert relay.tally().get("out.gso_refused", 0) == 0
    assert relay.tally().get("relay.forward_broken", 0) == 0


async def test_media_of_a_viewer_goes_nowhere(relay, house):
    _performer, honest = house
    hostile = await connected(Viewer(CERTIFICATE, door(relay)))
    for number in range(50):
        hostile.send_media(struct.pack("!BBHII", 0x80, 96, number, 0, 7) + bytes(100))
    await relay.soon(lambda: relay.tally().get("in.viewer_rtp", 0) > 10)
    await still_watches(relay, honest)
    hostile.close()


async def test_a_wrong_certificate_opens_nothing(relay, house):
    _performer, honest = house
    forged = replace(CERTIFICATE, fingerprint=":".join(["AB"] * 32))
    hostile = Viewer(forged, door(relay))
    await hostile.come()
    for _ in range(100):
        hostile.tick(asyncio.get_running_loop().time())
        await asyncio.sleep(0.02)
        if relay.tally().get("dtls.failed"):
            break
    assert relay.tally()["dtls.failed"] == 1
    assert hostile.counts["rtp"] == 0
    await still_watches(relay, honest)
    hostile.close()


async def test_one_greedy_viewer_asks_the_performer_for_little(relay, house):
    """A storm of questions: two keyframes a second at most, and a quarter more for the asker."""
    performer, honest = house
    greedy = await connected(Viewer(CERTIFICATE, door(relay)))
    await relay.soon(lambda: greedy.first_keyframe_at > 0)
    picture = next(one for one in greedy.inspections.values() if one.pictures)
    asked, got, honest_got = performer.keyframes_asked, greedy.bytes_received, honest.bytes_received
    for _ in range(100):  # two seconds
        newest = picture._top
        greedy.send_control([rtcp.Pli(1, picture.ssrc), rtcp.Pli(1, picture.ssrc)])
        missed = sorted({(newest - back) & 0xFFFF for back in range(20)})
        greedy.send_control([rtcp.Nack(1, picture.ssrc, missed)])
        await asyncio.sleep(0.02)
    assert performer.keyframes_asked - asked <= 5
    more = greedy.bytes_received - got
    assert more <= 1.25 * (honest.bytes_received - honest_got) + 20_000
    await still_watches(relay, honest)
    greedy.close()


def memory(relay) -> int:
    """Kilobytes that the relay has in memory."""
    lines = Path(f"/proc/{relay.process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])
