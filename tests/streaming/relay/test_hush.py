"""A part that is hushed: nobody hears it, whoever performs it, and everything else goes on."""

import asyncio
from array import array
from itertools import pairwise

from aiortc import RTCPeerConnection
from aiortc.mediastreams import AudioStreamTrack

from streaming.control import commands

from .running import running_relay
from .test_relay import frames, offer_of, take, watch

STAGE = "a" * 32
LOUD, QUIET = 2000, 40


class Tone(AudioStreamTrack):
    """A rough tone for ever."""

    async def recv(self):
        frame = await super().recv()
        wave = array("h", [(number % 50 - 25) * 400 for number in range(frame.samples)])
        frame.planes[0].update(wave.tobytes())
        return frame


async def sound_alone(relay, session: str, epoch: int) -> RTCPeerConnection:
    peer = RTCPeerConnection()
    peer.addTransceiver(Tone(), "sendonly")
    command = commands.Perform(STAGE, session, "ada", epoch, await offer_of(peer))
    await take(peer, await asyncio.to_thread(relay.ask, command))
    return peer


async def heard(viewer, level, most: int = 400) -> list[int]:
    """Listen until it is like that for a tenth of a second; the times of all that was heard."""
    times, like_that = [], 0
    while like_that < 5:
        assert len(times) < most, "it never was"
        [frame] = await frames(viewer, "audio", 1)
        times.append(frame.pts)
        like_that = like_that + 1 if level(max(array("h", bytes(frame.planes[0])))) else 0
    return times


def loud(level: int) -> bool:
    return level > LOUD


def quiet(level: int) -> bool:
    return level < QUIET


def hush(relay, muted: bool, part: str = "ada"):
    return asyncio.to_thread(relay.ask, commands.Hush(STAGE, part, muted))


async def test_nobody_hears_a_hushed_part_whoever_performs_it():
    with running_relay() as relay:
        first = await sound_alone(relay, "first", 1)
        viewer = await watch(relay, STAGE)
        times = await heard(viewer, loud)
        assert await hush(relay, True) == commands.Done()
        times += await heard(viewer, quiet)
        [line] = relay.ask(commands.Describe()).stages
        assert line.hushed == ("ada",)
        assert line.viewers == 1

        second = await sound_alone(relay, "second", 2)  # takes over
        for _ in range(10):
            times += await heard(viewer, quiet)
        assert await hush(relay, False) == commands.Done()
        times += await heard(viewer, loud)
        assert {after - before for before, after in pairwise(times)} >= {960}
        assert times == sorted(set(times))
        assert relay.ask(commands.Describe()).stages[0].hushed == ()
        await asyncio.gather(first.close(), second.close(), viewer.close())


async def test_a_part_is_hushed_before_it_comes_and_until_the_stage_is_closed():
    with running_relay() as relay:
        assert await hush(relay, True) == commands.Done()
        assert await hush(relay, False, "somebody else") == commands.Done()
        performer = await sound_alone(relay, "first", 1)
        await asyncio.to_thread(relay.ask, commands.Leave(STAGE, "first"))
        assert relay.ask(commands.Describe()).stages == ()
        await performer.close()

        performer = await sound_alone(relay, "second", 2)
        viewer = await watch(relay, STAGE)
        await heard(viewer, quiet)
        assert relay.ask(commands.CloseStage(STAGE)) == commands.Done()
        await asyncio.gather(performer.close(), viewer.close())

        performer = await sound_alone(relay, "third", 3)
        viewer = await watch(relay, STAGE)
        await heard(viewer, loud)
        await asyncio.gather(performer.close(), viewer.close())
