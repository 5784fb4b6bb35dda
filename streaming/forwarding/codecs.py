"""Codec: a codec with its profile, as an offer names it, and which receivers can play it.

A stage forwards what its performer sends, so the codec is chosen when the performer is answered:
the one that most viewers can play. A receiver plays H.264 of its own profile and of simpler ones;
the level is no promise that receivers keep to, and is not looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from streaming.wire.sdp import CodecLine

VIDEO = ("H264", "VP8", "VP9", "AV1")
AUDIO = ("opus",)
FORWARDED = (*VIDEO, *AUDIO)
_SPELLING = {name.lower(): name for name in FORWARDED}
_LAST = 9  # the rank of a codec that is not listed
_H264_ORDER = ("42", "4d", "58", "64")  # each of these decoders plays what stands before it


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

    @property
    def profile(self) -> str:
        """What tells apart streams of one name: "42e01f" for H.264, "0" for VP9 and AV1."""
        said = dict(self.parameters)
        if self.name == "H264":
            return said.get("profile-level-id", "42e01f").lower()
        return said.get("profile-id" if self.name == "VP9" else "profile", "") or "0"

    @property
    def packetization(self) -> str:
        return dict(self.parameters).get("packetization-mode", "") or "0"

    def __str__(self) -> str:
        return f"H264 ({self.profile})" if self.name == "H264" else self.name


OPUS = Codec("opus", 48_000, 2)
VP8 = Codec("VP8", 90_000)


def codec_of(line: CodecLine) -> Codec | None:
    """The codec of an offer's line in our spelling; None for one that is not forwarded."""
    ours = _SPELLING.get(line.name.lower())
    if ours is None or line.clock_rate != (48_000 if ours in AUDIO else 90_000):
        return None
    return Codec(ours, line.clock_rate, line.channels, tuple(sorted(line.parameters.items())))


def same(sent: Codec, wanted: Codec) -> bool:
    """Whether a receiver that wants the one can play what is sent as the other."""
    if sent.name != wanted.name:
        return False
    if sent.name == "H264":
        return sent.packetization <= wanted.packetization and _complexity(sent) <= _complexity(
            wanted
        )
    return not sent.video or sent.profile == wanted.profile


def preferred(lines: Iterable[CodecLine]) -> tuple[CodecLine, Codec] | None:
    """The line of a performer's offer to accept: what most viewers can play."""
    known = [(line, codec) for line in lines if (codec := codec_of(line)) is not None]
    return min(known, key=lambda pair: _rank(pair[1]), default=None)


def nearest(sent: Codec, lines: Iterable[CodecLine]) -> tuple[CodecLine, Codec] | None:
    """The line of a viewer's offer that plays what is sent, with the nearest profile."""
    known = [(line, codec) for line in lines if (codec := codec_of(line)) and same(sent, codec)]
    return min(known, key=lambda pair: _distance(sent, pair[1]), default=None)


def _rank(codec: Codec) -> int:
    if codec.name != "H264":
        return {"VP8": 2, "VP9": 3, "AV1": 4}.get(codec.name, _LAST)
    if codec.packetization != "1":
        return 7
    if codec.profile.startswith("42e0"):
        return 0
    return 1 if codec.profile.startswith("42") else 5 + _complexity(codec)


def _distance(sent: Codec, wanted: Codec) -> tuple[int, int, bool]:
    if sent.name != "H264":
        return 0, 0, False
    return (
        _complexity(wanted) - _complexity(sent),
        ord(wanted.packetization[0]) - ord(sent.packetization[0]),
        wanted.profile[:4] != sent.profile[:4],
    )


def _complexity(codec: Codec) -> int:
    profile = codec.profile[:2]
    return _H264_ORDER.index(profile) if profile in _H264_ORDER else len(_H264_ORDER)
