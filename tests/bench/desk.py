"""Acts from the live studio: mute() end(). What somebody presses there, and when it is so at pages
of the show. All pages are on one machine, so all their clocks are one."""

import asyncio
import math
import statistics
import struct
import wave
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page

from tests.interop.stages import Stage
from tests.tools.chromium import CAMERA, running_chromium
from tests.tools.temporary_folders import folder

from .evening import Evening
from .figures import p95, told

RATE, SECONDS, TONE, LOUD = 48_000, 5, 440, 12_000
CROWD, PAGES = 20, 3
# A microphone that hears music is left as it is; a small picture keeps the machine free.
CHOSEN = """localStorage.setItem("footlights:studio",
  JSON.stringify({size: "360", manner: "music"}));
addEventListener("click", () => { globalThis.pressedAt = Date.now(); }, true);"""
# When the page shows that it is over.
ENDING = """
document.addEventListener("DOMContentLoaded", () => {
  const player = document.querySelector("live-player");
  if (!player) return;
  const look = () => player.dataset.state === "ended" && (globalThis.endedAt ??= Date.now());
  new MutationObserver(look).observe(player, {attributes: true, attributeFilter: ["data-state"]});
});"""


async def mute(evening: Evening, quick: bool) -> dict:
    """From the press of Mute to silence in the loudspeaker of a page of the show."""
    took: list[float] = []
    async with with_a_tone() as musical:
        stage = evening.stage()
        async with studio(evening, stage, musical) as host, evening.page(stage.show_url) as page:
            await page.wait_for_function("() => globalThis.firstFrame", timeout=20_000)
            await page.evaluate(EAR)
            for _ in range(5 if quick else 40):
                await page.wait_for_function("() => globalThis.ear.isLoud()", timeout=20_000)
                await asyncio.sleep(0.5)
                await press(host, "Mute microphone")
                pressed = await host.evaluate("pressedAt")
                await page.wait_for_function("() => globalThis.ear.isQuiet()", timeout=20_000)
                took.append(await page.evaluate("ear.heardAt") - pressed)
                await press(host, "Unmute microphone")
    return {"mute_silence_p50_ms": round(statistics.median(took)), "mute_silence_p95_ms": p95(took)}


# Looks 200 times a second at the five milliseconds of sound that were played last.
EAR = """async () => {
  const context = new AudioContext();
  await context.resume();
  const tracks = [...document.querySelectorAll("live-player video")]
    .flatMap(video => video.srcObject?.getAudioTracks() ?? []);
  const analyser = new AnalyserNode(context, {fftSize: 256});
  context.createMediaStreamSource(new MediaStream(tracks)).connect(analyser);
  const samples = new Float32Array(256);
  globalThis.ear = {
    heardAt: 0,
    isLoud: () => Date.now() - globalThis.ear.heardAt < 50,
    isQuiet: () => Date.now() - globalThis.ear.heardAt > 500,
  };
  setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    if (samples.some(one => Math.abs(one) > 0.01)) globalThis.ear.heardAt = Date.now();
  }, 5);
}"""


async def end(evening: Evening, quick: bool) -> dict:
    """From the press of the last button to the word of the end at every page."""
    took: list[float] = []
    for _ in range(1 if quick else 4):
        stage = evening.stage()
        async with AsyncExitStack() as open_pages:
            host = await open_pages.enter_async_context(studio(evening, stage, evening.browser))
            pages = [
                await open_pages.enter_async_context(evening.page(stage.show_url, script=ENDING))
                for _ in range(PAGES)
            ]
            crowd = await open_pages.enter_async_context(evening.page(stage.foyer))
            await evening.fill(crowd, stage, CROWD)
            for page in pages:
                await page.wait_for_function("() => globalThis.firstFrame", timeout=20_000)
            await press(host, "End show")
            await press(host, "End the show")
            pressed = await host.evaluate("pressedAt")
            for page in pages:
                await page.wait_for_function("() => globalThis.endedAt", timeout=20_000)
            await crowd.wait_for_function(ALL_TOLD, timeout=20_000)
            ends = [await page.evaluate("endedAt") for page in pages]
            ends += await crowd.evaluate("bench.endings()")
            took += [moment - pressed for moment in ends]
            told(f"the last of {len(ends)} knows {max(took):.0f} ms after")
    return {
        "end_known_p50_ms": round(statistics.median(took)),
        "end_known_p95_ms": p95(took),
        "end_known_max_ms": max(took),
    }


ALL_TOLD = "() => bench.endings().every(Boolean)"


@asynccontextmanager
async def studio(evening: Evening, stage: Stage, browser: Browser) -> AsyncIterator[Page]:
    """The live studio of the creator, on air."""
    async with evening.page(stage.foyer, browser, script=CHOSEN) as host:
        await evening.sign_in(host, stage)
        await host.goto(f"{stage.show_url.rstrip('/')}/studio")
        await press(host, "Go live")
        await host.locator("[data-at=studio][data-air='live']").wait_for(timeout=20_000)
        yield host


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


@asynccontextmanager
async def with_a_tone() -> AsyncIterator[Browser]:
    """A Chromium whose microphone hears one tone without end: its own beeps now and then."""
    with folder("bench") as here:
        flag = f"--use-file-for-fake-audio-capture={write_tone(here / 'tone.wav')}"
        async with running_chromium(*CAMERA, flag) as browser:
            yield browser


def write_tone(path: Path) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        turn = 2 * math.pi * TONE / RATE
        file.writeframes(
            b"".join(
                struct.pack("<h", int(LOUD * math.sin(turn * at))) for at in range(RATE * SECONDS)
            )
        )
    return path
