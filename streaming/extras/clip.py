"""Clip: pictures and sound that are coded already, each with its time and place.

A clip is coded once, kept as a NUT file, and played any number of times for nearly no CPU.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av

CLOCKS = {"H264": 90000, "VP8": 90000, "opus": 48000}
NAMES = {"h264": "H264", "vp8": "VP8", "opus": "opus"}


@dataclass(frozen=True, slots=True)
class Coded:
    """One coded frame. `at` and `duration` count ticks of its track's clock."""

    at: int
    duration: int
    body: bytes
    keyframe: bool


@dataclass(slots=True)
class Track:
    """`codec` is its name in SDP; a picture has a height, sound has none."""

    codec: str
    height: int = 0
    frames: list[Coded] = field(default_factory=list)

    @property
    def clock(self) -> int:
        return CLOCKS[self.codec]

    @property
    def ends_at(self) -> int:
        return self.frames[-1].at + self.frames[-1].duration if self.frames else 0

    def next_keyframe(self, index: int) -> int:
        """The index of the first keyframe at or after `index`, around the end if need be."""
        places = [place for place, frame in enumerate(self.frames) if frame.keyframe]
        found = bisect_left(places, index % len(self.frames))
        return places[found % len(places)]


@dataclass(slots=True)
class Clip:
    """Pictures from the largest to the smallest, and at most one sound."""

    pictures: list[Track]
    sound: Track | None

    @property
    def codec(self) -> str:
        return self.pictures[0].codec if self.pictures else ""


class Uncopyable(ValueError):
    """The file is not made of H.264 or VP8 and Opus; it must be coded anew."""


def load(path: Path) -> Clip:
    """Everything in a file, copied and not coded anew."""
    with av.open(str(path)) as container:
        tracks = {
            stream.index: Track(_name(stream), getattr(stream, "height", 0))
            for stream in container.streams
            if stream.type in ("video", "audio")
        }
        filters = {stream.index: _annex_b(stream) for stream in container.streams.video}
        for packet in container.demux():
            track = tracks.get(packet.stream_index)
            if track is None or packet.pts is None or not packet.size:
                continue
            bitstream = filters.get(packet.stream_index)
            for one in bitstream.filter(packet) if bitstream else [packet]:
                track.frames.append(_coded(one, track.clock))
    for track in tracks.values():
        _begin_at_zero(track)
    pictures = sorted((one for one in tracks.values() if one.height), key=lambda one: -one.height)
    sounds = [one for one in tracks.values() if not one.height and one.frames]
    return Clip([one for one in pictures if one.frames], sounds[0] if sounds else None)


def _name(stream: av.stream.Stream) -> str:
    name = NAMES.get(stream.codec_context.name.removeprefix("lib"), "")
    if not name:
        raise Uncopyable(f"{stream.codec_context.name} cannot be sent as it is")
    return name


def _annex_b(stream: av.VideoStream) -> av.BitStreamFilterContext | None:
    """MP4 and Matroska write lengths in front of NAL units; RTP wants them apart."""
    extra = stream.codec_context.extradata
    if stream.codec_context.name != "h264" or not extra or extra[0] != 1:
        return None
    return av.BitStreamFilterContext("h264_mp4toannexb", stream)


def _coded(packet: av.Packet, clock: int) -> Coded:
    scale = (packet.time_base or Fraction(1, clock)) * clock
    return Coded(
        round((packet.pts or 0) * scale), round((packet.duration or 0) * scale), bytes(packet),
        packet.is_keyframe,
    )  # fmt: skip


def _begin_at_zero(track: Track) -> None:
    """And give a duration to frames that came without one, up to the next frame."""
    if not track.frames:
        return
    first, frames = track.frames[0].at, track.frames
    usual = track.clock // (30 if track.height else 50)
    times = [frame.at - first for frame in frames]
    if times != sorted(times):
        raise Uncopyable("pictures that lean on later ones (B-frames) cannot be sent as they are")
    times.append(times[-1] + (frames[-1].duration or usual))
    track.frames = [
        Coded(at, max(following - at, 1), frame.body, frame.keyframe)
        for frame, at, following in zip(frames, times, times[1:], strict=False)
    ]


def save(clip: Clip, path: Path) -> None:
    """NUT keeps times exact and H.264 as it is."""
    partial = path.with_suffix(".part")
    with av.open(str(partial), "w", format="nut") as container:
        tracks = [*clip.pictures, *([clip.sound] if clip.sound else [])]
        streams = [_stream(container, track) for track in tracks]
        order = sorted(
            (Fraction(frame.at, track.clock), number, frame)
            for number, track in enumerate(tracks)
            for frame in track.frames
        )
        for _, number, frame in order:
            packet = av.Packet(frame.body)
            packet.stream = streams[number]
            packet.time_base = Fraction(1, tracks[number].clock)
            packet.pts = packet.dts = frame.at
            packet.duration = frame.duration
            packet.is_keyframe = frame.keyframe
            container.mux(packet)
    partial.replace(path)


def _stream(container: av.container.OutputContainer, track: Track) -> av.stream.Stream:
    stream: av.VideoStream | av.AudioStream
    if track.codec == "opus":
        stream = container.add_stream("libopus", rate=48000)
        stream.layout = "stereo"
    else:
        stream = container.add_stream("libx264" if track.codec == "H264" else "libvpx", rate=30)
        stream.width, stream.height = track.height * 16 // 9, track.height
        stream.pix_fmt = "yuv420p"
    stream.time_base = Fraction(1, track.clock)
    return stream
