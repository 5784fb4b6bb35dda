"""The test card: a clock, a frame counter and a beep each second, coded once or as it happens."""

import math
from array import array
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

import av

from .clip import Clip, Coded, Track, load, save
from .picture import Card

RATE = 30
# height: bits a second, as a browser would send them
LAYERS = {720: 2_200_000, 360: 600_000, 180: 150_000}
SECONDS = 12
KEYFRAME_SECONDS = 2
SOUND_RATE, SOUND_STEP = 48000, 960
SOUND_BITS = 64_000
# Change it when the picture or the way of coding changes: files of older versions are left alone.
VERSION = 1
ENCODERS = {"H264": "libx264", "VP8": "libvpx"}


def make_clip(codec: str = "H264", heights: Sequence[int] = (720,), seconds: int = SECONDS) -> Clip:
    pictures = []
    for height in sorted(heights, reverse=True):
        camera = Camera(codec, height)
        track = Track(camera.codec, height)
        for counter in range(seconds * RATE):
            track.frames.append(camera.take(counter, counter * 1000 // RATE))
        pictures.append(track)
    return Clip(pictures, make_sound(seconds))


def cached_clip(
    folder: Path, codec: str = "H264", heights: Sequence[int] = (720,), seconds: int = SECONDS
) -> Clip:
    """Coded on the first call (some seconds of work), read from the folder on all others."""
    path = clip_path(folder, codec, heights, seconds)
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        save(make_clip(codec, heights, seconds), path)
    return load(path)


def clip_path(folder: Path, codec: str, heights: Sequence[int], seconds: int = SECONDS) -> Path:
    sizes = "-".join(str(height) for height in sorted(heights, reverse=True))
    return folder / f"testcard-{VERSION}-{codec.lower()}-{sizes}-{seconds}s.nut"


class Camera:
    """Draws and codes one picture at a time, a keyframe every two seconds or when asked."""

    def __init__(self, codec: str = "H264", height: int = 720, bitrate: int = 0) -> None:
        self.codec = codec
        self.card = Card(height * 16 // 9, height)
        self._next = 0
        self._encoder = encoder(codec, self.card.width, height, bitrate or LAYERS.get(height, 0))

    def take(self, counter: int, clock_ms: int, keyframe: bool = False) -> Coded:
        frame = self.card.draw(counter, clock_ms)
        return self.code(frame, keyframe or counter % (RATE * KEYFRAME_SECONDS) == 0)

    def code(self, frame: av.VideoFrame, keyframe: bool) -> Coded:
        frame.pts, frame.time_base = self._next, Fraction(1, RATE)
        frame.pict_type = av.video.frame.PictureType.I if keyframe else 0
        packets = self._encoder.encode(frame)
        coded = Coded(
            self._next * 90000 // RATE,
            90000 // RATE,
            b"".join(bytes(packet) for packet in packets),
            any(packet.is_keyframe for packet in packets),
        )
        self._next += 1
        return coded


def encoder(codec: str, width: int, height: int, bitrate: int) -> av.VideoCodecContext:
    """One picture in, one packet out: no look-ahead, no B-frames, keyframes on request alone."""
    bitrate = bitrate or max(width * height * 5 // 2, 100_000)
    context = cast(av.VideoCodecContext, av.CodecContext.create(ENCODERS[codec], "w"))
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.framerate, context.time_base = Fraction(RATE), Fraction(1, RATE)
    context.bit_rate = bitrate
    context.thread_count = 1
    kilobits = bitrate // 1000
    if codec == "H264":
        rate = f"vbv-maxrate={kilobits}:vbv-bufsize={kilobits // 2}"
        context.options = {
            "preset": "veryfast",
            "tune": "zerolatency",
            "profile": "baseline",
            "level": "3.1",
            "forced-idr": "1",
            "x264-params": f"{rate}:keyint=infinite:scenecut=0:sliced-threads=0:threads=1",
        }
    else:
        context.options = {
            "deadline": "realtime",
            "cpu-used": "-8",
            "lag-in-frames": "0",
            "error-resilient": "default",
            "minrate": str(bitrate),
            "maxrate": str(bitrate),
            "bufsize": str(bitrate // 2),
            "g": "9999",
        }
    return context


def make_sound(seconds: int) -> Track:
    """A beep of 100 ms at each full second, over a hum that is soft but not silence."""
    track = Track("opus")
    recorder = Microphone()
    for step in range(seconds * SOUND_RATE // SOUND_STEP):
        track.frames.extend(recorder.take(step))
    return track


class Microphone:
    """Codes 20 ms at a time."""

    def __init__(self) -> None:
        self._encoder = av.CodecContext.create("libopus", "w")
        self._encoder.sample_rate, self._encoder.layout = SOUND_RATE, "stereo"
        self._encoder.format, self._encoder.bit_rate = "s16", SOUND_BITS
        self._encoder.options = {"application": "audio", "frame_duration": "20", "vbr": "off"}
        self._encoder.time_base = Fraction(1, SOUND_RATE)
        self._coded = 0

    def take(self, step: int) -> Iterator[Coded]:
        return self.code(beep(step))

    def code(self, samples: bytes) -> Iterator[Coded]:
        frame = av.AudioFrame(format="s16", layout="stereo", samples=SOUND_STEP)
        frame.sample_rate, frame.time_base = SOUND_RATE, Fraction(1, SOUND_RATE)
        frame.planes[0].update(samples)
        for packet in self._encoder.encode(frame):
            yield Coded(self._coded * SOUND_STEP, SOUND_STEP, bytes(packet), True)
            self._coded += 1


def beep(step: int) -> bytes:
    """The 20 ms after `step` others, as interleaved 16-bit stereo."""
    loud = step % 50 < 5
    height, size = (9000, 1000) if loud else (300, 100)
    wave = (int(height * math.sin(2 * math.pi * size * n / SOUND_RATE)) for n in range(SOUND_STEP))
    samples = array("h")
    for sample in wave:
        samples.extend((sample, sample))
    return samples.tobytes()
