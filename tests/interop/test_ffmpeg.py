"""FFmpeg 9 performs by its own WHIP; so does the FFmpeg in PyAV, which needs a certificate."""

import sys

import pytest

from streaming.certificate import ensure_certificate
from tests.conftest import missing

from .processes import running
from .stages import watching

try:
    import imageio_ffmpeg
except ImportError:
    imageio_ffmpeg = None

SIZE, RATE = "640x360", 30


@pytest.fixture
def ffmpeg() -> str:
    """The FFmpeg of a package: that of Debian is too old for WHIP."""
    if imageio_ffmpeg is None:
        missing("imageio-ffmpeg")
    return imageio_ffmpeg.get_ffmpeg_exe()


def command(ffmpeg: str, stage) -> list[str]:
    pictures = ["-re", "-f", "lavfi", "-i", f"testsrc2=s={SIZE}:r={RATE}"]
    sound = ["-re", "-f", "lavfi", "-i", "sine=r=48000"]
    coding = "-c:v libx264 -profile:v baseline -bf 0 -g 30 -tune zerolatency -preset ultrafast"
    way = ["-c:a", "libopus", "-ac", "2", "-f", "whip", "-authorization", stage.stream_key]
    return [ffmpeg, "-nostdin", *pictures, *sound, *coding.split(), *way, stage.whip_url]


async def test_ffmpeg_performs(ffmpeg, stage, tmp_path):
    async with running(tmp_path, *command(ffmpeg, stage)) as program:
        async with watching(stage) as viewer:
            await viewer.until(frames=40, sounds=60)
            assert viewer.faults() == {}
        assert await program.stop() in (0, 255)
        assert await stage.is_empty()


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
        await program.stop()
        assert await stage.is_empty()
