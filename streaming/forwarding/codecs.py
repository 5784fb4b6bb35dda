"""Codec: one way to encode, as an offer names it, and whether two of them are the same."""

from collections.abc import Mapping
from dataclasses import dataclass

VIDEO = ("H264", "VP8", "VP9", "AV1")
AUDIO = ("opus",)
_SPELLING = {name.lower(): name for name in (*VIDEO, *AUDIO)}


@dataclass(frozen=True, slots=True)
class Codec:
    name: str
    clock_rate: int
    channels: int = 1
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def video(self) -> bool:
        return self.name in VIDEO

    @property
    def kind(self) -> str:
        return "video" if self.video else "audio"

    def parameter(self, name: str, default: str = "") -> str:
        return next((value for key, value in self.parameters if key == name), default)


def codec(
    name: str, clock_rate: int, channels: int | None = None, parameters: Mapping[str, str] = {}
) -> Codec | None:
    """The codec of an offer's line in our spelling; None for one that is not forwarded."""
    ours = _SPELLING.get(name.lower())
    if ours is None or clock_rate != (48_000 if ours in AUDIO else 90_000):
        return None
    cleaned = sorted((key.lower(), value) for key, value in parameters.items())
    return Codec(ours, clock_rate, channels or 1, tuple(cleaned))


OPUS = Codec("opus", 48_000, 2)
VP8 = Codec("VP8", 90_000)


def same(a: Codec, b: Codec) -> bool:
    """Whether a receiver of `b` can play what is sent as `a`."""
    if a.name != b.name:
        return False
    if a.name == "H264":
        return _h264_profile(a) == _h264_profile(b) and _packetization(a) == _packetization(b)
    if a.name == "VP9":
        return (a.parameter("profile-id") or "0") == (b.parameter("profile-id") or "0")
    if a.name == "AV1":
        return (a.parameter("profile") or "0") == (b.parameter("profile") or "0")
    return True


def _h264_profile(codec: Codec) -> str:
    return codec.parameter("profile-level-id", "42e01f")[:2].lower()


def _packetization(codec: Codec) -> str:
    return codec.parameter("packetization-mode") or "0"
