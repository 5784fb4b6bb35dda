"""A performer that never answers wishes for keyframes: newcomers see something all the same."""

import asyncio
import math
from contextlib import asynccontextmanager

import pytest

from streaming.control.commands import Done, Refresh
from streaming.extras.clip import Clip, Track
from streaming.extras.line import Weather
from streaming.extras.testcard import RATE, Camera, make_sound
from streaming.extras.viewer import Viewer
from tests.bench.doors import STAGE
from tests.bench.street import DeafPerformer

from .company import FAULTS, performing, until, viewing
from .running import running_relay

GOP_SECONDS, LONG_SECONDS = 12, 40  # much longer than anything here takes


@pytest.fixture(scope="module")
def reel() -> Clip:
    return one_keyframe(GOP_SECONDS)


def one_keyframe(seconds: int) -> Clip:
    camera, track = Camera("H264", 180), Track("H264", 180)
    for counter in range(seconds * RATE):
        track.frames.append(camera.code(camera.card.draw(counter, 0), counter == 0))
    return Clip([track], make_sound(seconds))


@asynccontextmanager
async def deaf_in(relay, reel):
    """On stage for longer than any newcomer."""
    async with performing(relay, reel, kind=DeafPerformer) as performer:
        await until(lambda: performer.frames_sent > 1.5 * RATE)
        yield performer


def made_no_other_keyframe(performer: DeafPerformer) -> bool:
    """One for each time that the clip has begun; on a busy machine it may begin again."""
    return performer.keyframes_sent == math.ceil(performer.frames_sent / (GOP_SECONDS * RATE))


def pictures_of(viewer: Viewer):
    return next((one for one in viewer.inspections.values() if one.pictures), None)


def frames(viewer: Viewer) -> int:
    found = pictures_of(viewer)
    return found.findings.frames if found else 0


async def test_newcomers_begin_at_the_last_keyframe_and_catch_up(reel):
    with running_relay() as relay:
        async with deaf_in(relay, reel) as performer, viewing(relay) as first:
            await until(lambda: frames(first) > 5)
            async with viewing(relay) as second:
                await until(lambda: frames(second) > 5)
                assert made_no_other_keyframe(performer)
                await until(lambda: frames(second) > 2.5 * RATE)
                one, other = pictures_of(first), pictures_of(second)
                await until(
                    lambda: (one.newest, one._timestamp) == (other.newest, other._timestamp)
                )
                assert performer.keyframes_asked >= 1
        for viewer in (first, second):
            found = pictures_of(viewer).findings
            assert {name: getattr(found, name) for name in FAULTS} == dict.fromkeys(FAULTS, 0)


async def test_what_a_latecomer_misses_on_the_way_is_repaired(reel):
    with running_relay() as relay:
        rain = Weather(loss=0.05, delay=0.01)
        async with deaf_in(relay, reel) as performer, viewing(relay, weather=rain) as viewer:
            await until(lambda: frames(viewer) > 5)
            assert made_no_other_keyframe(performer)
            await until(lambda: frames(viewer) > 2 * RATE)
        found = pictures_of(viewer).findings
        assert found.repaired > 0
        assert (found.timestamp_faults, found.payload_faults) == (0, 0)


async def test_one_whose_picture_stands_still_begins_again_where_no_keyframe_comes():
    with running_relay() as relay:
        async with deaf_in(relay, one_keyframe(LONG_SECONDS)) as performer, viewing(relay) as first:
            await until(lambda: frames(first) > RATE)
            sent, before = performer.keyframes_sent, pictures_of(first).findings.keyframes
            async with asyncio.timeout(20):  # a page asks again until it helps
                while pictures_of(first).findings.keyframes == before:
                    assert relay.ask(Refresh(STAGE, first.session_url)) == Done()
                    await asyncio.sleep(0.6)
            seen = frames(first)
            await until(lambda: frames(first) > seen + 3 * RATE)
            assert performer.keyframes_sent == sent
        found = pictures_of(first).findings
        assert {name: getattr(found, name) for name in FAULTS} == dict.fromkeys(FAULTS, 0)
        assert relay.ask(Refresh(STAGE, "nobody")).code == "session.unknown"


async def test_who_comes_in_the_place_of_another_session_costs_nobody_a_keyframe(reel):
    with running_relay() as relay:
        async with performing(relay, reel) as performer, viewing(relay) as first:
            await until(lambda: frames(first) > RATE)
            asked = performer.keyframes_asked
            async with viewing(relay, instead_of=first.session_url) as second:
                await until(lambda: frames(second) > RATE)
            assert performer.keyframes_asked == asked
