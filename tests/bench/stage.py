"""What people see: pages of the real site in a real Chromium. Prints one JSON line.

    ./run bench stage [--quick] [--only glass,first,curtain,mute,end,relay_kill,cut,web_kill]
    ./run bench stage --only late,lossy

Glass to glass is measured by a clock that is burned into a canvas track and read back from the
viewer's video, beside a direct call between two such pages in the same run. The performer of all
other acts is our own, with a small test card: what is measured is the way, not the encoder.
"""

import argparse
import asyncio
import json
import os
import shlex
import signal
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from playwright.async_api import Page

from tests.interop.stages import Stage
from tests.journeys.test_on_air import relay_of
from tests.tools.chromium import CAMERA, CHROMIUM, running_chromium
from tests.tools.temporary_folders import end_in_order, folder

from .desk import end, mute
from .evening import BITRATE, CURTAIN, GO_ON, SCRIPT, Evening, apart, house, slug_of
from .figures import p95, told
from .lines import late, lossy
from .namespaces import Ground, ground

KILLS, VIEWERS = 10, 50


# -- the acts


async def glass(evening: Evening, quick: bool) -> dict:
    """A call with the relay between, and one without, by turns."""
    seconds, rounds = (5, 1) if quick else (15, 3)
    ages: dict[str, list[float]] = {"glass": [], "direct": []}
    for _ in range(rounds):
        stage = evening.stage()
        async with evening.page(stage.foyer) as here, evening.page(stage.foyer) as there:
            for page in (here, there):
                await page.evaluate(SCRIPT)
            how = {"url": stage.whip_url, "key": stage.stream_key, "bitrate": BITRATE}
            for way in ("glass", "direct"):
                if way == "glass":
                    await here.evaluate("how => bench.perform(how)", how)
                    await _watch(there, stage)
                else:
                    offer = await here.evaluate("how => bench.offer(how)", how)
                    answer = await there.evaluate("sdp => bench.answer(sdp)", offer)
                    await here.evaluate("sdp => bench.accept(sdp)", answer)
                await asyncio.sleep(8)  # until the encoder has found its pace
                found = await there.evaluate("seconds => bench.measure(seconds)", seconds)
                ages[way] += found
                told(f"{way}: {len(found)} pictures, p95 {p95(found)} ms")
                for page in (here, there):
                    await page.evaluate("bench.close()")
    through, direct = p95(ages["glass"]), p95(ages["direct"])
    return {
        "glass_p50_ms": round(statistics.median(ages["glass"]), 1),
        "glass_p95_ms": through,
        "direct_p50_ms": round(statistics.median(ages["direct"]), 1),
        "direct_p95_ms": direct,
        "glass_ratio_p95": round(through / direct, 3),
    }


async def _watch(page: Page, stage: Stage) -> None:
    for _ in range(50):
        try:
            await page.evaluate("how => bench.watch(how)", {"url": stage.whep_url})
            return
        except Exception:
            await asyncio.sleep(0.2)
    raise TimeoutError("nobody performs")


async def first_frame(page: Page) -> dict:
    """When it was shown, by the clock of the page and by that of the wall."""
    async with asyncio.timeout(20):
        while (found := await page.evaluate("() => globalThis.firstFrame")) is None:
            await asyncio.sleep(0.05)
        return found


async def first(evening: Evening, quick: bool) -> dict:
    """The page of a live show, opened again and again by somebody who was never here."""
    stage, found = evening.stage(), []
    async with evening.performing(stage):
        await asyncio.sleep(2)
        for _ in range(5 if quick else 30):
            async with evening.page(stage.show_url) as page:
                found.append(await first_frame(page))
    took = [one["page"] for one in found]
    asked = [one["page"] - one["watch"] for one in found]
    knocked = [one["page"] - one["socket"] for one in found]
    return {
        "first_frame_p50_ms": round(statistics.median(took)),
        "first_frame_p95_ms": round(p95(took)),
        "first_frame_signaling_media_p95_ms": round(p95(asked)),
        "first_frame_socket_media_p95_ms": round(p95(knocked)),
        "first_frame_requests": max(one["requests"] for one in found),
    }


async def curtain(evening: Evening, quick: bool) -> dict:
    """Pages wait behind the doors; from the first report of media to their first picture."""
    took: list[float] = []
    for _ in range(1 if quick else 6):
        stage = evening.stage()
        async with (
            evening.page(stage.show_url) as one,
            evening.page(stage.show_url) as two,
            evening.page(stage.show_url) as three,
        ):
            pages = (one, two, three)
            for page in pages:
                await page.wait_for_load_state("networkidle")
            async with evening.performing(stage):
                frames = [await first_frame(page) for page in pages]
                wall = float(evening.ask(CURTAIN, slug_of(stage)))
                took += [frame["wall"] - wall for frame in frames]
                told(f"pictures {[round(one) for one in took[-3:]]} ms after the curtain")
    return {
        "curtain_p50_ms": round(statistics.median(took)),
        "curtain_p95_ms": round(p95(took)),
    }


async def relay_kill(evening: Evening, quick: bool) -> dict:
    """The relay is killed again and again; performer and viewers are the site's own modules."""
    stage, kills, gaps, back = evening.stage(), 2 if quick else KILLS, [], 0
    async with evening.crowd(stage, VIEWERS) as page:
        for _ in range(kills):
            await page.evaluate("bench.forget()")
            os.kill(relay_of(evening.site), signal.SIGKILL)
            killed = time.time() * 1000
            await asyncio.sleep(1)
            found = await _all_back(page, killed + 1000)
            back += found["back"]
            gaps += found["gaps"]
            told(f"{found['back']} of {VIEWERS} back, the last dark for {max(gaps)} ms")
            await asyncio.sleep(9)  # one that dies at once each time would be waited for longer
    return {
        "relay_kill_resume_p95_s": round(p95(gaps) / 1000, 2),
        "relay_kill_resume_max_s": round(max(gaps) / 1000, 2),
        "relay_kill_back_pct": round(100 * back / (kills * VIEWERS), 1),
    }


async def _all_back(page: Page, since: float, seconds: float = 20) -> dict:
    deadline = time.monotonic() + seconds
    everybody = len(await page.evaluate("bench.sessions()"))
    while True:
        found = await page.evaluate("since => bench.seen(since)", since)
        if found["back"] == everybody or time.monotonic() > deadline:
            return found
        await asyncio.sleep(0.2)


# The first word on each socket that a page opens.
HEARD = """
const heard = globalThis.heard = new Map();
globalThis.WebSocket = class extends WebSocket {
  constructor(url) {
    super(url);
    const hear = () => heard.has(String(url)) || heard.set(String(url), Date.now());
    this.addEventListener("message", hear, {once: true});
  }
};
"""


async def web_kill(evening: Evening, quick: bool) -> dict:
    """The site is killed again and again beside a relay of its own; nobody's media may notice."""
    kills = 3 if quick else 20
    with apart() as start, ExitStack() as sites:
        site = sites.enter_context(start())
        there = Evening(site, evening.browser)
        stage, late = there.stage(), []
        async with (
            there.crowd(stage, 10) as page,
            there.page(stage.show_url, script=HEARD) as open_page,
        ):
            await _heard(open_page)
            await page.evaluate("bench.forget()")
            for _ in range(kills):
                site.process.kill()
                site.process.wait()
                await open_page.evaluate("heard.clear()")
                site = sites.enter_context(start())
                ready = time.time() * 1000
                late.append(await _heard(open_page) - ready)
                await asyncio.sleep(2)
            lost = await page.evaluate("bench.lost()")
            found = await page.evaluate("bench.seen(Date.now() - 1000)")
    return {
        "web_kills": kills,
        "web_kill_lost_packets": lost,
        "web_kill_longest_gap_ms": max(found["gaps"], default=None),
        "web_kill_still_watching_pct": 10 * found["back"],
        "web_kill_page_back_p95_s": round(p95(late) / 1000, 2),
        "web_kill_page_back_max_s": round(max(late) / 1000, 2),
    }


async def _heard(page: Page) -> float:
    """When both of its sockets, of the show and of its chat, had heard something of the site."""
    async with asyncio.timeout(60):
        while len(moments := await page.evaluate("[...heard.values()]")) < 2:
            await asyncio.sleep(0.1)
    return max(moments)


async def cut(evening: Evening, quick: bool) -> dict:
    """The performer's plug is pulled and put back; those who watch keep what they have."""
    found: dict = {}
    with ground() as place, ExitStack() as stack, folder("bench") as scripts:
        if place.joined_by != "veth":
            return {"cut": "not measured"}
        site = stack.enter_context(house("--host", "0.0.0.0", prefix=place.house))  # noqa: S104
        async with AsyncExitStack() as browsers:
            here, there = [
                await browsers.enter_async_context(
                    running_chromium(*CAMERA, program=str(inside(prefix, scripts / name)))
                )
                for name, prefix in (("house", place.house), ("street", place.street))
            ]
            url = f"http://{place.address}:{site.port}"
            evening = Evening(site, here, elsewhere=there, url=url)
            for seconds in (3, 10) if quick else (3, 10, 30, 89, 95):
                found |= await _cut(evening, place, seconds)
    return found


async def _cut(evening: Evening, place: Ground, seconds: float) -> dict:
    stage = evening.stage()
    async with evening.crowd(stage, 5) as page:
        before = await page.evaluate("bench.sessions()")
        await page.evaluate("bench.forget()")
        place.cut()
        await asyncio.sleep(seconds)
        place.mend()
        mended = time.time() * 1000
        name = f"cut_{seconds}"
        if seconds > 90:
            await asyncio.sleep(3)
            return {f"{name}_states": sorted(set(await page.evaluate("bench.states()")))}
        seen = await _all_back(page, mended, 5)
        state, broadcasts = evening.ask(GO_ON, slug_of(stage)).split()
        kept = before == await page.evaluate("bench.sessions()")
        late = max(seen["gaps"], default=0) / 1000 - seconds
    told(f"cut for {seconds} s: {seen['back']} of 5 back {late:.1f} s after it was mended")
    return {
        f"{name}_back_pct": 20 * seen["back"],
        f"{name}_late_s": round(late, 2),
        f"{name}_sessions_kept": kept,
        f"{name}_broadcasts": int(broadcasts),
        f"{name}_state": state,
    }


def inside(prefix: Sequence[str], script: Path) -> Path:
    """A Chromium that starts in a namespace."""
    script.write_text(f'#!/bin/sh\nexec {shlex.join(prefix)} {CHROMIUM} "$@"\n')
    script.chmod(0o755)
    return script


ACTS: dict[str, Callable] = {
    "glass": glass,
    "first": first,
    "curtain": curtain,
    "mute": mute,
    "end": end,
    "relay_kill": relay_kill,
    "cut": cut,
    "web_kill": web_kill,
    "late": late,
    "lossy": lossy,
}


async def play(chosen: list[str], quick: bool) -> dict:
    found: dict = {}
    with house() as site:
        async with running_chromium(*CAMERA) as browser:
            evening = Evening(site, browser)
            for name in chosen:
                sys.stderr.write(f"{name} …\n")
                found |= await ACTS[name](evening, quick)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--only", default=",".join(ACTS), help="some of " + ", ".join(ACTS))
    asked = parser.parse_args()
    end_in_order()
    found = asyncio.run(play(asked.only.split(","), asked.quick))
    found["load_average"] = round(os.getloadavg()[0], 2)
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
