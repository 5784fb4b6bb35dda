"""A part that is hushed: nobody hears it, whoever performs it, and everything else goes on. A relay
that has begun anew learns of mutes and pauses from whoever performs."""

import asyncio
from array import array
from itertools import pairwise

from aiortc import RTCPeerConnection
from aiortc.mediastreams import AudioStreamTrack

from streaming.control import commands
from streaming.control.commands import Answered, Describe, Hush, Pause, Perform, Refused, Watch
from tests.streaming.stage.offers import to_perform, to_watch

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


# ── what Perform brings, and what it is answered


def perform(relay, session: str = "first", epoch: int = 1, offer: str = "", **holds):
    return relay.obey(Perform(STAGE, session, "ada", epoch, offer or to_perform("VP8"), **holds))


def held(relay) -> tuple[tuple[str, ...], bool]:
    [line] = relay.obey(Describe(STAGE)).stages
    return line.hushed, line.paused


async def test_what_holds_holds_from_the_first_packet(bare_relay):
    assert isinstance(perform(bare_relay), Answered)
    assert held(bare_relay) == ((), False)
    perform(bare_relay, "second", 2, muted=True, paused=True, pause_number=7)
    assert held(bare_relay) == (("ada",), True)
    lane = bare_relay.stages[STAGE].lanes["ada/audio/0"]
    assert [source.hushed for source in lane.sources] == [True]


async def test_it_holds_for_who_watches_already_too(bare_relay):
    perform(bare_relay)
    bare_relay.obey(Watch(STAGE, "viewer", to_watch("VP8")))
    [viewer] = bare_relay.stages[STAGE].viewers.values()
    perform(bare_relay, "second", 2, paused=True, pause_number=7)
    assert viewer.paused


async def test_what_was_said_later_counts(bare_relay):
    bare_relay.obey(Pause(STAGE, False, 8))
    bare_relay.obey(Hush(STAGE, "ada", True))
    perform(bare_relay, paused=True, pause_number=7)
    assert held(bare_relay) == (("ada",), False)


async def test_who_is_refused_changes_nothing(bare_relay):
    perform(bare_relay, epoch=2)
    for refused in (
        perform(bare_relay, "late", 1, muted=True, paused=True, pause_number=7),
        perform(bare_relay, "odd", 3, "v=0", muted=True, paused=True, pause_number=7),
    ):
        assert isinstance(refused, Refused)
    assert held(bare_relay) == ((), False)


async def test_the_layers_that_are_taken_are_answered(bare_relay):
    layered = to_perform("VP8", layers=("h", "m", "l"))
    assert perform(bare_relay).layers == ()
    answer = perform(bare_relay, "second", 2, layered)
    assert (answer.layers, answer.sizes) == (("h", "m", "l"), ())
    assert perform(bare_relay, "second", 2, layered) == answer  # told twice
