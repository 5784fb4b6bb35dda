"""Three sizes of one picture: viewers go up and down together and alone, and miss nothing."""

import asyncio

import pytest

from streaming.control.commands import Choose, Done, Watch
from streaming.extras.clip import Clip, Track
from streaming.extras.performer import Performer
from streaming.extras.reel import Loop
from streaming.extras.testcard import RATE, Camera, make_clip, make_sound
from streaming.transport.engine import make_certificate
from tests.bench.doors import STAGE, RelayDoor
from tests.bench.street import DeafPerformer
from tests.streaming.stage.offers import to_watch

from .running import SECRET, running_relay
from .test_latecomers import FAULTS, GOP_SECONDS, frames, performing, pictures_of, until, viewing


@pytest.fixture(scope="module")
def reel():
    return make_clip("VP8", (180, 90), 2)


async def test_viewers_change_their_layer_together_and_alone(reel):
    with running_relay() as relay:
        door = RelayDoor(relay.ready["control"], SECRET, performs=True)
        performer = Performer(make_certificate(), door, Loop(reel))
        await performer.come()
        playing = asyncio.create_task(performer.perform())
        async with viewing(relay) as one, viewing(relay) as two, viewing(relay) as three:
            viewers = (one, two, three)
            for several, layer in ((viewers, "m"), (viewers, "h"), ((one,), "m"), ((one,), "h")):
                before = [frames(viewer) for viewer in viewers]
                for viewer in several:
                    answer = relay.ask(Choose(STAGE, viewer.session_url, layer))
                    assert answer == Done()
                enough = [count + 20 for count in before]
                await until(
                    lambda enough=enough: all(
                        frames(viewer) >= count
                        for viewer, count in zip(viewers, enough, strict=True)
                    )
                )
            told = relay.ask(Watch(STAGE, "another", to_watch("VP8")))
            assert (told.layers, told.sizes) == (("h", "m"), ("320x180", "160x90"))
            for viewer in viewers:
                found = pictures_of(viewer).findings
                assert {name: getattr(found, name) for name in FAULTS} == dict.fromkeys(FAULTS, 0)
                assert found.keyframes > 1
        playing.cancel()
        await performer.go()


@pytest.fixture(scope="module")
def long_reel():
    """Two layers with a keyframe each 12 seconds, as encoders have that answer no wishes."""
    tracks = []
    for height in (180, 90):
        camera, track = Camera("VP8", height), Track("VP8", height)
        for counter in range(GOP_SECONDS * RATE):
            track.frames.append(camera.code(camera.card.draw(counter, 0), counter == 0))
        tracks.append(track)
    return Clip(tracks, make_sound(GOP_SECONDS))


async def test_a_layer_that_is_chosen_begins_at_its_last_keyframe(long_reel):
    """Long before its next one, and in one line with what came before."""
    with running_relay() as relay:
        async with performing(relay, long_reel, kind=DeafPerformer) as performer:
            await until(lambda: performer.frames_sent > 4 * RATE)
            async with viewing(relay) as viewer:
                await until(lambda: frames(viewer) > 5)
                at_once = False
                for layer in ("m", "h", "m", "h", "m", "h"):
                    before, made = pictures_of(viewer).findings.keyframes, performer.keyframes_sent
                    answer = relay.ask(Choose(STAGE, viewer.session_url, layer))
                    assert answer == Done()
                    await until(
                        lambda before=before: pictures_of(viewer).findings.keyframes > before
                    )
                    # On a slow machine the next one may have come meanwhile, but not always.
                    at_once |= performer.keyframes_sent == made
                    enough = frames(viewer) + RATE
                    await until(lambda enough=enough: frames(viewer) >= enough)
                    if at_once:
                        break
                assert at_once
        found = pictures_of(viewer).findings
        assert {name: getattr(found, name) for name in FAULTS} == dict.fromkeys(FAULTS, 0)
