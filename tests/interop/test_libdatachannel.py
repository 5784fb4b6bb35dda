"""libdatachannel, which is what OBS performs with, learns of the end of its session at once.

Its Python packages want a newer Python than this house does, so it runs in a Python of its own:

    python3.13 -m venv /tmp/ldc && /tmp/ldc/bin/pip install libdatachannel-py
    FOOTLIGHTS_LIBDATACHANNEL=/tmp/ldc/bin/python ./run test tests/interop/test_libdatachannel.py
"""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.test_on_air import relay_of

from .processes import running
from .stages import soon, soon_of, watching

PROGRAM = Path(__file__).with_name("libdatachannel_performer.py")
# An ICE time-out of libdatachannel takes 28 seconds and ends in Failed: what is told comes sooner.
TOLD_SECONDS = 15
BROADCASTS = """
from shows.models import Broadcast
print(list(Broadcast.objects.filter(show__slug="{slug}").values_list("number", "ended_at")))
"""


@pytest.fixture(scope="module")
def python() -> str:
    """A Python that has it."""
    named = os.environ.get("FOOTLIGHTS_LIBDATACHANNEL")
    for candidate in [named] if named else [sys.executable]:
        asked = [candidate, "-c", "import libdatachannel"]
        if subprocess.run(asked, capture_output=True, check=False).returncode == 0:
            return candidate
    pytest.skip("libdatachannel-py is not installed here; the file says how to bring it")


async def broadcasts(live_site, stage) -> str:
    slug = stage.whip_url.rpartition("/")[2]
    code = BROADCASTS.format(slug=slug)
    said = await asyncio.to_thread(live_site.manage, "shell", "-v0", "-c", code)
    return said.stdout.strip()


async def test_it_comes_back_after_a_relay_restart(python, live_site, stage, tmp_path):
    words = [python, str(PROGRAM), stage.whip_url, stage.stream_key]
    async with running(tmp_path, *words) as program:
        async with watching(stage) as viewer:
            await viewer.until(frames=0, sounds=40)
            before = await broadcasts(live_site, stage)
            os.kill(relay_of(live_site), signal.SIGTERM)
            await soon(lambda: "Disconnected" in program.said, TOLD_SECONDS)
            await soon(lambda: viewer.failure, TOLD_SECONDS)
            assert viewer.failure == "the other side has closed"
        async with watching(stage) as viewer:
            await viewer.until(frames=0, sounds=40)
        assert "Failed" not in program.said
        assert await broadcasts(live_site, stage) == before == "[(1, None)]"


END = """
from shows.air import on_air
from shows.models import Show
show = Show.objects.get(slug="{slug}")
on_air.end(show, by=show.creator)
import time; time.sleep(2)
"""


async def test_it_is_told_that_the_show_has_ended(python, live_site, stage, tmp_path):
    words = [python, str(PROGRAM), stage.whip_url, stage.stream_key]
    async with running(tmp_path, *words) as program, watching(stage) as viewer:
        await viewer.until(frames=0, sounds=40)
        slug = stage.whip_url.rpartition("/")[2]
        await asyncio.to_thread(live_site.manage, "shell", "-c", END.format(slug=slug))
        await soon(lambda: "Disconnected" in program.said, TOLD_SECONDS)
        await soon_of(lambda: asyncio.sleep(0), lambda _: "refused 409" in program.said)
        assert "show.wrong_moment" in program.said
