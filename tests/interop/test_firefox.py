"""Firefox performs and watches. That of Debian has no H.264 for calls: it hears what is on, and is
told what it does not see."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from streaming.extras.door import Door
from streaming.extras.performer import Performer
from streaming.extras.reel import Loop
from streaming.extras.testcard import make_clip
from streaming.transport.engine import make_certificate

from .stages import soon_of, watching

pytestmark = pytest.mark.asyncio(loop_scope="module")
CALLS = (Path(__file__).parent / "calls.js").read_text()


@asynccontextmanager
async def performing(stage, codec: str):
    """Our own performer with a small test card."""
    door = Door(stage.whip_url, stage.stream_key)
    performer = Performer(make_certificate(), door, Loop(make_clip(codec, (180,), 2)))
    await performer.come()
    playing = asyncio.create_task(performer.perform())
    yield performer
    playing.cancel()
    await performer.go()


async def test_it_watches_vp8(firefox, stage):
    await firefox.goto(stage.foyer)
    await firefox.evaluate(CALLS)
    async with performing(stage, "VP8"):
        viewing = await firefox.evaluate("how => calls.watch(how)", {"url": stage.whep_url})
        assert viewing["status"] == 201, viewing
        found = await soon_of(
            lambda: firefox.evaluate("calls.seen()"),
            lambda one: one["frames"] >= 30 and one["sound"] > 2000 and one["width"],
        )
        assert (found["width"], found["height"], found["lost"]) == (320, 180, 0)
        assert await firefox.evaluate("how => calls.leave(how)", viewing) == 200


async def test_it_hears_a_show_in_h264_and_is_told_why_it_sees_nothing(firefox, stage):
    await firefox.goto(stage.foyer)
    await firefox.evaluate(CALLS)
    async with performing(stage, "H264"):
        viewing = await firefox.evaluate("how => calls.watch(how)", {"url": stage.whep_url})
        assert viewing["status"] == 204, viewing
        assert "s=No common codec for video: H264 (42e01f) is on stage" in viewing["offer"]
        found = await soon_of(
            lambda: firefox.evaluate("calls.seen()"), lambda one: one["sound"] > 2000
        )
        assert (found["frames"], found["lost"]) == (0, 0)
        assert await firefox.evaluate("how => calls.leave(how)", viewing) == 200


async def test_it_performs(firefox, stage):
    await firefox.goto(stage.foyer)
    await firefox.evaluate(CALLS)
    how = {"url": stage.whip_url, "key": stage.stream_key, "codec": "VP8", "height": 360}
    opened = await firefox.evaluate("how => calls.perform(how)", how)
    assert opened["status"] == 201, opened
    async with watching(stage) as viewer:
        await viewer.until(frames=30, sounds=40)
        assert viewer.faults() == {}
    assert await firefox.evaluate("how => calls.leave(how)", opened) == 200
