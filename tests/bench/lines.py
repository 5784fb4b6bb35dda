"""Acts about encoders and lines as people have them: late() lossy().

The encoder is a file that FFmpeg made as OBS would send it. Lines are bad in a process between the
browser and the relay (bad_line.py); everything else is the product.
"""

import asyncio
import json
import random
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.async_api import Page

from tests.interop.stages import Stage
from tests.tools.servers import free_port

from .encoders import as_obs
from .evening import Evening, house
from .figures import p95, told
from .processes import Process

WATCHED = (Path(__file__).parent / "watched.js").read_text()
GOP = 300  # frames: a keyframe each ten seconds
LOSS, DELAY = 0.15, 0.075  # each way


def watched_through(port: int = 0) -> str:
    return WATCHED.replace("VIA", str(port))


@contextmanager
def encoder(stage: Stage, kilobits: int, height: int, *, deaf: bool) -> Iterator[Process]:
    """On stage for as long as the block lasts; a deaf one gives no keyframes on request."""
    place = {"kind": "site", "whip": stage.whip_url, "key": stage.stream_key, "deaf": deaf}
    place |= {"file": str(as_obs(kilobits, GOP, height)), "bitrate": kilobits * 1000}
    process = Process.python([], "tests.bench.street", "perform", json.dumps(place))
    try:
        process.read()
        yield process
    finally:
        process.stop()


@contextmanager
def bad_line(relay_port: int, **how) -> Iterator[tuple[int, Process]]:
    said = json.dumps({"to": ["127.0.0.1", relay_port], **how})
    process = Process.python([], "tests.bench.bad_line", said)
    try:
        yield process.read()["port"], process
    finally:
        process.stop()


async def shown(page: Page) -> dict:
    async with asyncio.timeout(30):
        while (found := await page.evaluate("() => globalThis.firstFrame")) is None:
            await asyncio.sleep(0.05)
        return found


async def late(evening: Evening, quick: bool) -> dict:
    """One newcomer after the other, at any moment between two keyframes of a deaf encoder at
    8,000 kbit/s; then one at the worst moment whose line carries 10 Mbit/s."""
    port, luck = free_port(), random.Random(1)  # noqa: S311
    waits, frozen = [], []
    with house(RELAY_UDP_PORT=str(port)) as site:
        there = Evening(site, evening.browser)
        stage = there.stage()
        with encoder(stage, 8_000, 720, deaf=True):
            await asyncio.sleep(3)
            for _ in range(6 if quick else 20):
                await asyncio.sleep(luck.uniform(0, 3))
                async with there.page(stage.show_url, script=watched_through()) as page:
                    found = await shown(page)
                    waits.append(found["page"] - found["connected"])
                    told(f"shown {waits[-1]:.0f} ms after it was connected")
            with bad_line(port, bits=10e6, delay=0.01) as (via, line):
                async with there.page(stage.show_url, script=watched_through(via)) as page:
                    narrow = await shown(page)
                    await page.evaluate("watched.begin()")
                    await asyncio.sleep(20)
                    frozen.append(await page.evaluate("watched.end()"))
                    overflows = line.ask(counts=True)["back"]["overflows"]
    return {
        "late_shown_p50_ms": round(statistics.median(waits)),
        "late_shown_p95_ms": round(p95(waits)),
        "late_shown_max_ms": round(max(waits)),
        "late_narrow_shown_ms": round(narrow["page"] - narrow["connected"]),
        "late_narrow": {name: round(value, 1) for name, value in frozen[0].items()},
        "late_narrow_overflows": overflows,
    }


async def lossy(evening: Evening, quick: bool) -> dict:
    """15 % lost each way at a round trip of 150 ms, beside a viewer in fair weather."""
    port, seconds = free_port(), 20 if quick else 60
    with house(RELAY_UDP_PORT=str(port)) as site:
        there = Evening(site, evening.browser)
        stage = there.stage()
        with (
            encoder(stage, 1_200, 360, deaf=False) as performer,
            bad_line(port, loss=LOSS, delay=DELAY) as (via, _line),
        ):
            async with (
                there.page(stage.show_url, script=watched_through()) as fair,
                there.page(stage.show_url, script=watched_through(via)) as bad,
            ):
                pages = {"lossy": bad, "fair": fair}
                for page in pages.values():
                    await shown(page)
                await asyncio.sleep(5)  # until it has found its pace
                asked = performer.ask(summary=True)["keyframes_asked"]
                for page in pages.values():
                    await page.evaluate("watched.begin()")
                await asyncio.sleep(seconds)
                found = {name: await page.evaluate("watched.end()") for name, page in pages.items()}
                asked = performer.ask(summary=True)["keyframes_asked"] - asked
    return {
        f"{who}_{name}": round(value, 1)
        for who, figures in found.items()
        for name, value in figures.items()
    } | {"lossy_keyframes_asked": asked}
