"""PictureStats: frame rate, size, keyframe distance and order of pictures, without decoding them.

The studio shows them to the performer. The rate comes from timestamps, the size from the head of a
keyframe. Pictures that come in another order than they are shown in are B-frames, which browsers
cannot play live.
"""

from collections import deque
from collections.abc import Callable

from streaming.wire import vp8
from streaming.wire.h264_size import picture_size as h264_size
from streaming.wire.serial import difference32

PICTURES = 61  # timestamps: sixty steps, one or two seconds
STALE_SECONDS = 3.0  # after so long without a picture there is no rate, and no disorder
_SIZES: dict[str, Callable[[bytes], tuple[int, int] | None]] = {
    "H264": h264_size,
    "VP8": vp8.picture_size,
}


def _unknown(payload: bytes) -> None:
    return None


class PictureStats:
    __slots__ = ("size", "keyframe_seconds", "_clock_rate", "_size_of", "_times", "_last",
                 "_heard_at", "_keyframe_at", "_turned_at")  # fmt: skip

    def __init__(self, codec_name: str, clock_rate: int) -> None:
        self.size: tuple[int, int] | None = None
        self.keyframe_seconds = 0.0  # between the last two; 0 until two were seen
        self._clock_rate = clock_rate
        self._size_of = _SIZES.get(codec_name, _unknown)
        self._times: deque[int] = deque(maxlen=PICTURES)
        self._last: int | None = None
        self._heard_at = self._turned_at = float("-inf")
        self._keyframe_at: float | None = None

    def note(self, timestamp: int, payload: bytes, keyframe: bool, now: float) -> None:
        """A packet that follows the last one; late ones are not shown here."""
        if keyframe and (size := self._size_of(payload)) is not None:
            self.size = size
        last, self._heard_at = self._last, now
        if timestamp == last:
            return
        if keyframe:
            if self._keyframe_at is not None:
                self.keyframe_seconds = now - self._keyframe_at
            self._keyframe_at = now
        if last is not None and difference32(timestamp & 0xFFFFFFFF, last & 0xFFFFFFFF) < 0:
            self._turned_at = now
        self._last = timestamp
        self._times.append(timestamp)

    def fps(self, now: float) -> float:
        """Pictures a second, over the last sixty of them."""
        if len(self._times) < 2 or now - self._heard_at > STALE_SECONDS:
            return 0.0
        span = max(self._times) - min(self._times)
        return self._clock_rate * (len(self._times) - 1) / span if span > 0 else 0.0

    def is_reordered(self, now: float) -> bool:
        return now - self._turned_at < STALE_SECONDS
