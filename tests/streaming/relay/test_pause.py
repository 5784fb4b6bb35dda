"""A show that is paused: nothing of anybody reaches the audience, whatever encoders send."""

import asyncio
import time

import pytest

from streaming.control import commands
from streaming.extras.clip import Clip
from streaming.extras.stamp import find_stamp
from streaming.extras.testcard import make_clip
from streaming.extras.viewer import Viewer
from tests.bench.doors import STAGE
from tests.bench.street import DeafPerformer

from .company import FAULTS, performing, until, viewing
from .running import running_relay

LONG_SECONDS = 12  # from keyframe to keyframe, unless one is asked for
DEAF_SECONDS = 4  # the same, where asking is of no use: those who wait for one wait so long


@pytest.fixture(scope="module")
def reel() -> Clip:
    return make_clip("VP8", (180,), LONG_SECONDS)


def packets(viewer: Viewer) -> int:
    return sum(one.findings.packets for one in viewer.inspections.values())


def frames(viewer: Viewer) -> int:
    return sum(one.findings.frames for one in viewer.inspections.values())


async def pause(relay, paused: bool, number: int) -> None:
    done = await asyncio.to_thread(relay.ask, commands.Pause(STAGE, paused, number))
    assert done == commands.Done()


def line_of(relay) -> commands.StageLine:
    [line] = relay.ask(commands.Describe()).stages
    return line


async def moves(viewer: Viewer) -> None:
    before = frames(viewer)
    await until(lambda: frames(viewer) > before + 5)


async def stands_still(viewer: Viewer) -> None:
    """Once what was under way has come, there is half a second without a packet."""
    async with asyncio.timeout(20):
        before = -1
        while packets(viewer) != before:
            before = packets(viewer)
            await asyncio.sleep(0.5)


async def test_in_an_interval_the_cast_alone_sees_the_stage(reel):
    with running_relay() as relay:
        async with performing(relay, reel) as performer:
            await until(lambda: performer.frames_sent > 5)
            async with viewing(relay) as viewer, viewing(relay, of_cast=True) as colleague:
                await asyncio.gather(moves(viewer), moves(colleague))
                await until(lambda: line_of(relay).viewers == 1)
                await pause(relay, True, 1)
                await stands_still(viewer)
                await moves(colleague)
                assert (line_of(relay).paused, line_of(relay).viewers) == (True, 1)

                asked = performer.keyframes_asked
                await pause(relay, False, 2)
                await moves(viewer)
                assert performer.keyframes_asked > asked
                found = [one.findings for one in viewer.inspections.values()]
                faults = {name: sum(getattr(one, name) for one in found) for name in FAULTS}
                assert faults == dict.fromkeys(FAULTS, 0)


async def test_the_last_word_counts_and_holds_for_whoever_comes(reel):
    with running_relay() as relay:
        await pause(relay, True, 7)
        await pause(relay, False, 5)  # said before that, and late
        async with performing(relay, reel), viewing(relay) as viewer:
            await until(lambda: line_of(relay).viewers == 1)
            await stands_still(viewer)
            assert packets(viewer) == 0
            await pause(relay, False, 8)
            await moves(viewer)
        assert relay.ask(commands.CloseStage(STAGE)) == commands.Done()


@pytest.mark.parametrize("wish", ["audio", "auto"])
async def test_what_is_chosen_in_an_interval_comes_after_it(reel, wish):
    with running_relay() as relay:
        async with performing(relay, reel), viewing(relay) as viewer:
            await moves(viewer)
            await pause(relay, True, 1)
            session = viewer.session_url
            chosen = await asyncio.to_thread(relay.ask, commands.Choose(STAGE, session, wish))
            assert chosen == commands.Done()
            await stands_still(viewer)
            seen, heard = frames(viewer), packets(viewer)
            await pause(relay, False, 2)
            await until(lambda: packets(viewer) > heard + 100)
            if wish == "auto":
                await until(lambda: frames(viewer) > seen + 5)
            else:
                assert frames(viewer) == seen


class Witness(Viewer):
    """Remembers when what it gets was sent."""

    def __init__(self, *given, **more) -> None:
        super().__init__(*given, **more)
        self.sent_at: list[float] = []

    def on_media(self, packet: bytes, arrived: float) -> None:
        super().on_media(packet, arrived)
        if (at := find_stamp(packet)) is not None:
            self.sent_at.append(at)


async def test_nobody_begins_at_what_was_sent_in_an_interval():
    reel = make_clip("VP8", (180,), DEAF_SECONDS)
    with running_relay() as relay:
        async with performing(relay, reel, kind=DeafPerformer) as performer:
            await until(lambda: performer.frames_sent > 5)
            await pause(relay, True, 1)
            async with viewing(relay, kind=Witness) as early:
                await until(lambda: line_of(relay).viewers == 1)
                before = performer.keyframes_sent
                await until(lambda: performer.keyframes_sent > before)
                began_at = time.monotonic()
                await until(lambda: time.monotonic() > began_at + 0.2)  # the relay has it
                ended_at = time.monotonic()
                await pause(relay, False, 2)
                async with viewing(relay, kind=Witness) as late:
                    await until(lambda: early.sent_at and late.sent_at)
                    assert min(early.sent_at + late.sent_at) > ended_at
