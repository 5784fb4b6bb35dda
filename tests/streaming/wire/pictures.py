"""Real encoders, a few small pictures each: what the payload parsers are measured against."""

from collections.abc import Iterator
from fractions import Fraction

import av
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.vpx import Vp8Encoder


def pictures(count: int, width: int = 320, height: int = 240) -> Iterator[av.VideoFrame]:
    """Grey that gets lighter, with a stripe that moves."""
    for number in range(count):
        frame = av.VideoFrame(width, height, "yuv420p")
        for plane_number, plane in enumerate(frame.planes):
            shade = 40 + 3 * number if plane_number == 0 else 128
            lines = [
                bytes([(shade + 60 * (row // 8 % 4 == number % 4)) & 255]) * plane.line_size
                for row in range(plane.height)
            ]
            plane.update(b"".join(lines))
        frame.pts = number
        frame.time_base = Fraction(1, 30)
        yield frame


def packets_of(codec: str, keyframes: set[int], count: int = 12) -> list[tuple[bool, list[bytes]]]:
    """For each picture whether it was to be a keyframe, and its payloads."""
    encoder = {"VP8": Vp8Encoder, "H264": H264Encoder}[codec]()
    return [
        (number in keyframes, encoder.encode(frame, force_keyframe=number in keyframes)[0])
        for number, frame in enumerate(pictures(count))
    ]
