"""Attacks on the relay: whoever makes them is bounded, and nobody else feels them."""

import asyncio
import http.client
import os
import socket
import struct
from urllib.parse import urlsplit

import pytest

from streaming.extras.offers import Transport, viewer_offer
from streaming.extras.testcard import cached_clip
from streaming.extras.viewer import Viewer
from streaming.relay import srtp
from streaming.wire import rtcp, stun
from tests.packets.write import hello, record

from .on_air import PHASE_SECONDS, count_of, evening, house_on_air, living, until, watching

pytestmark = [pytest.mark.journey]
STORM_SECONDS = 3.0
STEP_SECONDS = 0.01


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with house_on_air(tmp_path_factory.mktemp("on-air")) as made:
        yield made


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return cached_clip(tmp_path_factory.mktemp("clips"), "VP8", (180,))


def sealed(viewer: Viewer, compound: bytes) -> None:
    """Control packets as a client sends them that has its own idea of what these are."""
    handle = srtp.handle(viewer.keys.outgoing)
    viewer._send(srtp.Scratch(8192).run(srtp.protect_rtcp, handle, compound))


def picture_of(viewer: Viewer) -> int:
    return next(one.ssrc for one in viewer.inspections.values() if one.pictures)


def arrivals(_viewer: Viewer) -> bytes:
    """64 packets that speak of 8,192 others each."""
    return struct.pack("!BBHIIHHIHH", 0x8F, 205, 5, 1, 2, 0, 8192, 0, 0x1FFF, 1) * 62


def nacks(viewer: Viewer) -> bytes:
    """16 that ask for 986 packets each."""
    entries = struct.pack("!HH", 1, 0xFFFF) * 58
    head = struct.pack("!BBHII", 0x81, 205, 60, 1, picture_of(viewer))
    return (head + entries) * 16


def short_nacks(viewer: Viewer) -> bytes:
    return bytes(rtcp.Nack(1, picture_of(viewer), list(range(900))))


STORMS = {"arrivals": (arrivals, 30), "nacks": (nacks, 150), "short nacks": (short_nacks, 600)}


@pytest.mark.parametrize("kind", STORMS)
async def test_a_storm_of_control_packets(house, clip, kind):
    make, a_second = STORMS[kind]
    async with evening(house, clip) as on_air:
        usual = await on_air.packets()
        async with watching(house, on_air.stage) as attacker:
            await until(lambda: any(one.pictures for one in attacker.inspections.values()))
            storm = make(attacker)
            for number in range(int(a_second * STORM_SECONDS)):
                sealed(attacker, storm)
                if number % max(1, int(a_second * STEP_SECONDS)) == 0:
                    await asyncio.sleep(STEP_SECONDS)
            await on_air.goes_on(usual)


def check_of(viewer: Viewer, *, nominate: bool = True) -> bytes:
    """A check as only this viewer can sign it."""
    checks = viewer.checks
    return stun.binding_request(
        os.urandom(12),
        f"{checks.remote_ufrag}:{checks.ufrag}",
        checks.remote_password,
        priority=1,
        controlling=7,
        nominate=nominate,
    )


async def test_an_address_is_not_taken_by_a_check_that_comes_from_there(house, clip):
    """The performer's own socket stands for whoever can forge its address."""
    async with evening(house, clip) as on_air:
        usual = await on_air.packets()
        async with watching(house, on_air.stage) as thief:
            for _ in range(60):
                on_air.performer._send_now(check_of(thief))
                on_air.viewer._send_now(check_of(thief))
                await asyncio.sleep(STEP_SECONDS)
            assert await count_of(house, "front.address_held", 100) >= 100
            await on_air.goes_on(usual)
            assert thief.failure == ""


async def test_pictures_are_not_aimed_at_somebody_who_never_asked(house, clip):
    async with evening(house, clip) as on_air:
        usual = await on_air.packets()
        async with watching(house, on_air.stage) as attacker:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as victim:
                victim.bind(("127.0.0.1", 0))
                victim.setblocking(False)
                for _ in range(20):
                    victim.sendto(check_of(attacker), attacker.checks.selected)
                    await asyncio.sleep(PHASE_SECONDS / 20)
                got = received(victim)
        kinds = {stun.parse(one).kind for one in got}  # anything but STUN is Malformed
        assert kinds <= {stun.Kind.SUCCESS, stun.Kind.REQUEST}
        asked = sum(stun.parse(one).kind is stun.Kind.REQUEST for one in got)
        assert asked <= 3 * (4 + 2 * PHASE_SECONDS)
        await on_air.goes_on(usual)


def received(sock: socket.socket) -> list[bytes]:
    found = []
    while True:
        try:
            found.append(sock.recv(4096))
        except BlockingIOError:
            return found


async def test_one_address_does_not_fill_the_house(house, clip):
    """Sixty sessions that never begin; meanwhile somebody else comes in."""
    async with evening(house, clip) as on_air:
        usual = await on_air.packets()
        statuses = [
            await asyncio.to_thread(knock_from, "127.0.0.9", on_air.stage.whep_url)
            for _ in range(60)
        ]
        # A quarter of what is free, and again as many when those are given up.
        assert statuses.count(201) <= 40
        assert set(statuses) == {201, 429}
        async with watching(house, on_air.stage):
            await on_air.goes_on(usual)


def knock_from(address: str, url: str) -> int:
    parts = urlsplit(url)
    offer = viewer_offer(Transport(("127.0.0.1", 9), "abcd", "w" * 24, ":".join(["AB"] * 32)))
    connection = http.client.HTTPConnection(
        "127.0.0.1", parts.port, timeout=30, source_address=(address, 0)
    )
    try:
        headers = {"Content-Type": "application/sdp", "Host": parts.netloc}
        connection.request("POST", parts.path, offer.encode(), headers)
        return connection.getresponse().status
    finally:
        connection.close()


FORGED = {
    "hellos": lambda: record(22, hello(os.urandom(32)), number=7),
    "alerts": lambda: record(21, b"\x02\x28", number=9),
    "junk": lambda: bytes((20 + os.urandom(1)[0] % 12,)) + os.urandom(60),
    "no attack": bytes,
}


class Shadowed(Viewer):
    """Behind each datagram of its handshake comes another, from the very same address."""

    forge = staticmethod(bytes)

    def _send_now(self, datagram: bytes) -> int:
        size = super()._send_now(datagram)
        if not self.connected_at and 20 <= datagram[0] <= 63 and (forged := self.forge()):
            for _ in range(5):
                super()._send_now(forged)
        return size


@pytest.mark.parametrize("kind", FORGED)
async def test_handshakes_into_which_somebody_writes(house, clip, kind):
    shadowed = type("Shadowed", (Shadowed,), {"forge": staticmethod(FORGED[kind])})
    async with evening(house, clip) as on_air:
        usual = await on_air.packets()
        for _ in range(15):
            async with watching(house, on_air.stage, shadowed) as viewer:
                assert viewer.is_connected
        await on_air.goes_on(usual)


async def test_a_performer_who_sends_more_than_there_is_room_for(house, clip):
    """Forty megabits; viewers get none of what is above."""
    async with evening(house, clip) as on_air:
        usual = await on_air.packets()
        before = await asyncio.to_thread(house.count, "in.over_bitrate")
        flood = asyncio.create_task(flooding(on_air.performer))
        await count_of(house, "in.over_bitrate", before + 100)
        flood.cancel()
        await on_air.goes_on(usual)
        assert "RELAY_MOST_BITRATE" in await said(house)


async def flooding(performer) -> None:
    number = 0
    while number < 40_000:
        for _ in range(50):
            number += 1
            head = struct.pack("!BBHII", 0x80, 126, number & 0xFFFF, number, 7)
            performer.send_media(head + os.urandom(1_200))
        await asyncio.sleep(STEP_SECONDS)


async def said(house) -> str:
    """What the log says, once it says something of it."""
    async with asyncio.timeout(20):
        while "RELAY_MOST_BITRATE" not in house.site.said:
            await asyncio.sleep(0.1)
    return house.site.said


async def test_a_viewer_whose_line_gets_another_address_sees_on(house, clip):
    """No attack: what a router does that forgets, which must go as fast as before."""
    async with evening(house, clip) as on_air, watching(house, on_air.stage) as mover:
        held, target = mover._socket, mover.checks.selected
        for _ in range(3):
            before = mover.counts["rtp"]
            mover._bind(socket.AF_INET)
            mover._socket.connect(target)
            mover.checks._due_at = 0
            ticking = asyncio.create_task(living(mover))
            await until(lambda seen=before: mover.counts["rtp"] > seen + 20)
            ticking.cancel()
        assert mover.failure == ""
        held.close()
