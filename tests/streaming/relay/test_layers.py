"""Three sizes of one picture: viewers go up and down together and alone, and miss nothing."""

import asyncio

import pytest

from streaming.control.commands import Choose, Done, Watch
from streaming.extras.identity import make_identity
from streaming.extras.performer import Performer
from streaming.extras.reel import Loop
from streaming.extras.testcard import make_clip
from tests.bench.doors import STAGE, RelayDoor
from tests.streaming.web.offers import to_watch

from .running import SECRET, running_relay
from .test_latecomers import FAULTS, frames, pictures_of, until, viewing


@pytest.fixture(scope="module")
def reel():
    return make_clip("VP8", (180, 90), 2)


async def test_viewers_change_their_layer_together_and_alone(reel):
    with running_relay() as relay:
        door = RelayDoor(relay.ready["control"], SECRET, performs=True)
        performer = Performer(make_identity(), door, Loop(reel))
        await performer.come()
        playing = asyncio.create_task(performer.perform())
        async with viewing(relay) as one, viewing(relay) as two, viewing(relay) as three:
            viewers = (one, two, three)
            for several, layer in ((viewers, "m"), (viewers, "h"), ((one,), "m"), ((one,), "h")):
                before = [frames(viewer) for viewer in viewers]
                told = relay.ask(Watch(STAGE, "another", to_watch("VP8")))
                assert (told.layers, told.sizes) == (("h", "m"), ("320x180", "160x90"))
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
            for viewer in viewers:
                found = pictures_of(viewer).findings
                assert {name: getattr(found, name) for name in FAULTS} == dict.fromkeys(FAULTS, 0)
                assert found.keyframes > 1
        playing.cancel()
        await performer.go()
