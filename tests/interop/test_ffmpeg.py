"""FFmpeg 9 performs by its own WHIP; so does the FFmpeg in PyAV, which needs a certificate."""

import asyncio
import re
import shlex
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from streaming.launch.certificate import ensure_certificate
from tests.conftest import missing
from tests.tools.live_server import ROOT

from .processes import running
from .stages import watching

try:
    import imageio_ffmpeg
except ImportError:
    imageio_ffmpeg = None

SIZE, RATE = "640x360", 30
SETTINGS = ROOT / "templates/shows/studio/_encoder_settings.html"
PRINTED = re.compile(r"<code>(ffmpeg .*?)</code>", re.DOTALL)


@pytest.fixture
def ffmpeg() -> str:
    """The FFmpeg of a package: that of Debian is too old for WHIP."""
    if imageio_ffmpeg is None:
        missing("imageio-ffmpeg")
    return imageio_ffmpeg.get_ffmpeg_exe()


def command(ffmpeg: str, stage) -> list[str]:
    """The line that the live studio prints, with sound that is mono and at another rate."""
    printed = PRINTED.search(SETTINGS.read_text())[1].replace("\\\n", "")
    filled = re.sub(r"{%.*?%}", stage.stream_key, printed).replace("{{ whip_url }}", stage.whip_url)
    words = shlex.split(filled.removeprefix("ffmpeg -re -i play.mp4 "))
    pictures = ["-re", "-f", "lavfi", "-i", f"testsrc2=s={SIZE}:r={RATE}"]
    sound = ["-re", "-f", "lavfi", "-i", "sine=r=44100"]
    return [ffmpeg, "-nostdin", *pictures, *sound, "-preset", "ultrafast", *words]


async def test_ffmpeg_performs(ffmpeg, live_site, stage, tmp_path):
    async with running(tmp_path, *command(ffmpeg, stage)) as program:
        async with watching(stage) as viewer:
            await viewer.until(frames=40, sounds=60)
            await an_interval(live_site, stage, viewer)
            assert viewer.faults() == {}
        assert await program.stop() in (0, 255)
        assert await stage.is_empty()


INTERVAL = """
import time
from shows.air import hosting
from shows.models import Show
show = Show.objects.get(slug="{slug}")
hosting.pause(show, by=show.creator)
time.sleep(3)
hosting.go_on(show, by=show.creator)
time.sleep(1)
"""


async def an_interval(site, stage, viewer) -> None:
    """FFmpeg sends all the time and knows nothing of it; the audience gets nothing, then all."""
    slug = stage.whep_url.rpartition("/")[2]
    pausing = asyncio.to_thread(site.manage, "shell", "-c", INTERVAL.format(slug=slug))
    done, longest = asyncio.create_task(pausing), 0.0
    before, since = viewer.findings.packets, time.monotonic()
    while not done.done():
        await asyncio.sleep(0.05)
        if viewer.findings.packets != before:
            before, since = viewer.findings.packets, time.monotonic()
        longest = max(longest, time.monotonic() - since)
    assert (await done).returncode == 0
    assert longest > 1.5
    await viewer.until(frames=viewer.findings.frames + 20, sounds=viewer.findings.sounds + 20)


PYAV = """
import sys, time
from fractions import Fraction
import av
url, key, certificate, secret = sys.argv[1:]
options = {"authorization": key, "cert_file": certificate, "key_file": secret}
with av.open(url, "w", format="whip", options=options) as out:
    pictures = out.add_stream("libx264", rate=30, options={
        "profile": "baseline", "tune": "zerolatency", "preset": "ultrafast", "bf": "0", "g": "30"})
    pictures.width, pictures.height, pictures.pix_fmt = 640, 360, "yuv420p"
    sound = out.add_stream("libopus", rate=48000, layout="stereo")
    started = time.monotonic()
    for number in range(30 * 60):
        picture = av.VideoFrame(640, 360, "yuv420p")
        for plane in picture.planes:
            plane.update(bytes([number % 256]) * plane.buffer_size)
        picture.pts, picture.time_base = number, Fraction(1, 30)
        out.mux(pictures.encode(picture))
        silence = av.AudioFrame(format="s16", layout="stereo", samples=1600)
        silence.planes[0].update(bytes(6400))
        silence.pts, silence.rate, silence.time_base = number * 1600, 48000, Fraction(1, 48000)
        out.mux(sound.encode(silence))
        time.sleep(max(0, started + number / 30 - time.monotonic()))
"""


async def test_pyav_performs(stage, tmp_path):
    certificate, secret = ensure_certificate(tmp_path, ["localhost"])
    words = [stage.whip_url, stage.stream_key, str(certificate), str(secret)]
    (tmp_path / "perform.py").write_text(PYAV)
    async with running(tmp_path, sys.executable, "perform.py", *words) as program:
        async with watching(stage) as viewer:
            await viewer.until(frames=40, sounds=60)
            assert viewer.faults() == {}
        with suppress(subprocess.TimeoutExpired):  # it may wait on its socket: docs/interop.md
            await program.stop()
        program.process.kill()
        async with asyncio.timeout(90):  # one that was killed is missed after half a minute
            while not await stage.is_empty():
                await asyncio.sleep(1)
