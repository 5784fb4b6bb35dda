"""Reel: what a performer plays, frame by frame: a clip in a loop, a file, or a live camera.

`read()` returns the next frame of any track in the order of time, with the number of its track;
times go on for ever, whatever the reel does behind them.
"""

import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import av

from .clip import Clip, Coded, Track, Uncopyable, load
from .testcard import RATE, SOUND_RATE, SOUND_STEP, Camera, Microphone, encoder

COPY_AT_MOST = 256 * 1024 * 1024


class Reel(Protocol):
    """`tracks` never changes; pictures first, sound last."""

    tracks: list[Track]

    def next_at(self) -> float | None:
        """The time of the next frame, in seconds since the beginning; None at the end."""

    def read(self) -> tuple[int, Coded] | None:
        """The next frame and its track; None at the end."""

    def ask_keyframe(self) -> None:
        """The next picture should be a keyframe. Some reels cannot do it at once."""


class Loop:
    """A clip from its end to its beginning; a keyframe is found by jumping ahead to one."""

    def __init__(self, clip: Clip) -> None:
        self.tracks = [*clip.pictures, *([clip.sound] if clip.sound else [])]
        self._pictures = len(clip.pictures)
        self._places = [0] * len(self.tracks)
        self._times = [0] * len(self.tracks)
        self._asked = False

    def next_at(self) -> float:
        return self._seconds(self._next())

    def _next(self) -> int:
        return min(range(len(self.tracks)), key=self._seconds)

    def _seconds(self, number: int) -> float:
        return self._times[number] / self.tracks[number].clock

    def read(self) -> tuple[int, Coded]:
        number = self._next()
        track = self.tracks[number]
        if self._asked and number == 0:
            self._jump()
        frame = track.frames[self._places[number]]
        at = self._times[number]
        self._places[number] = (self._places[number] + 1) % len(track.frames)
        self._times[number] += frame.duration
        return number, Coded(at, frame.duration, frame.body, frame.keyframe)

    def ask_keyframe(self) -> None:
        self._asked = bool(self._pictures)

    def _jump(self) -> None:
        """All pictures together: layers have their keyframes at the same places."""
        self._asked = False
        place = self.tracks[0].next_keyframe(self._places[0])
        for number in range(self._pictures):
            self._places[number] = self.tracks[number].next_keyframe(place)


class Live:
    """The test card drawn and coded as its time comes; its clock is the wall's, in milliseconds.

    A frame shows the time at which it was read, so that whoever sees it can tell its age.
    """

    def __init__(self, codec: str = "H264", height: int = 720) -> None:
        self.tracks = [Track(codec, height), Track("opus")]
        self._camera, self._microphone = Camera(codec, height), Microphone()
        self._asked = False
        self._counter = self._step = 0
        self._sound: list[Coded] = []

    def next_at(self) -> float:
        return min(self._sound_at(), self._counter / RATE)

    def read(self) -> tuple[int, Coded]:
        if self._sound_is_next():
            while not self._sound:
                self._sound += self._microphone.take(self._step)
                self._step += 1
            return 1, self._sound.pop(0)
        clock_ms = int(time.time() * 1000) & 0xFFFFFFFF
        frame = self._camera.take(self._counter, clock_ms, self._asked)
        self._asked = False
        self._counter += 1
        return 0, frame

    def _sound_at(self) -> float:
        return (self._sound[0].at if self._sound else self._step * SOUND_STEP) / SOUND_RATE

    def _sound_is_next(self) -> bool:
        return self._sound_at() < self._counter / RATE

    def ask_keyframe(self) -> None:
        self._asked = True


class Transcoded:
    """Any file that FFmpeg reads, coded anew on the way; its end is the end, unless it loops."""

    def __init__(self, path: Path, codec: str = "H264", *, loop: bool = True) -> None:
        self._path, self._codec, self._loop = path, codec, loop
        with av.open(str(path)) as container:
            video = container.streams.video[0] if container.streams.video else None
            self.tracks = [Track(codec, video.height)] if video else []
            if container.streams.audio:
                self.tracks.append(Track("opus"))
        self._asked = False
        self._frames = self._play()
        self._ahead: tuple[int, Coded] | None = None

    def next_at(self) -> float | None:
        """One frame is coded ahead of its time, to know its time."""
        if self._ahead is None:
            self._ahead = next(self._frames, None)
        if self._ahead is None:
            return None
        number, frame = self._ahead
        return frame.at / self.tracks[number].clock

    def read(self) -> tuple[int, Coded] | None:
        self.next_at()
        found, self._ahead = self._ahead, None
        return found

    def ask_keyframe(self) -> None:
        self._asked = True

    def _play(self) -> Iterator[tuple[int, Coded]]:
        begun = Fraction(0)
        while True:
            ends = begun
            for number, frame in self._once():
                track = self.tracks[number]
                at = int(begun * track.clock) + frame.at
                ends = max(ends, Fraction(at + frame.duration, track.clock))
                yield number, Coded(at, frame.duration, frame.body, frame.keyframe)
            if not self._loop or ends == begun:
                return
            begun = ends

    def _once(self) -> Iterator[tuple[int, Coded]]:
        with av.open(str(self._path)) as container:
            streams = [stream for stream in container.streams if stream.type in ("video", "audio")]
            video = container.streams.video[0] if container.streams.video else None
            audio = container.streams.audio[0] if container.streams.audio else None
            picture = _PictureCoder(self._codec, video) if video else None
            sound = _SoundCoder() if audio else None
            last = len(self.tracks) - 1
            for packet in container.demux([one for one in streams if one in (video, audio)]):
                for frame in packet.decode():
                    if isinstance(frame, av.VideoFrame) and picture:
                        if coded := picture.code(frame, self._take_request()):
                            yield 0, coded
                    elif isinstance(frame, av.AudioFrame) and sound:
                        for coded in sound.code(frame):
                            yield last, coded

    def _take_request(self) -> bool:
        asked, self._asked = self._asked, False
        return asked


class _PictureCoder:
    def __init__(self, codec: str, video: av.VideoStream) -> None:
        self._size = video.width // 2 * 2, video.height // 2 * 2
        self._encoder = encoder(codec, *self._size, 0)
        self._last_key = -1.0
        self._at = -1

    def code(self, frame: av.VideoFrame, asked: bool) -> Coded | None:
        seconds = float(frame.time or 0)
        at = round(seconds * 90000)
        if at <= self._at:
            return None
        picture = frame.reformat(*self._size, format="yuv420p")
        keyframe = asked or self._last_key < 0 or seconds - self._last_key >= 2
        if keyframe:
            self._last_key = seconds
        picture.pts, picture.time_base = round(seconds * RATE * 100), Fraction(1, RATE * 100)
        picture.pict_type = av.video.frame.PictureType.I if keyframe else 0
        self._at = at
        body = b"".join(bytes(packet) for packet in self._encoder.encode(picture))
        return Coded(at, 90000 // RATE, body, keyframe) if body else None


class _SoundCoder:
    def __init__(self) -> None:
        self._microphone = Microphone()
        self._resampler = av.AudioResampler("s16", "stereo", SOUND_RATE, SOUND_STEP)

    def code(self, frame: av.AudioFrame) -> Iterator[Coded]:
        for piece in self._resampler.resample(frame):
            if piece.samples == SOUND_STEP:
                yield from self._microphone.code(bytes(piece.planes[0])[: SOUND_STEP * 4])


def open_file(path: Path, codec: str = "H264") -> Reel:
    """Copied where a browser can show it as it is, else coded anew."""
    if path.stat().st_size <= COPY_AT_MOST:
        try:
            clip = load(path)
        except (Uncopyable, av.FFmpegError):
            return Transcoded(path, codec)
        if len(clip.pictures) == 1 and clip.pictures[0].frames[0].keyframe:
            return Loop(clip)
    return Transcoded(path, codec)
