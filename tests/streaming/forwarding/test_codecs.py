"""Which codec is taken, and who can play it."""

import pytest

from streaming.forwarding.codecs import OPUS, VP8, Codec, codec_of, nearest, preferred, same
from streaming.wire.sdp import CodecLine


def h264(profile: str = "42e01f", mode: str = "1") -> CodecLine:
    return CodecLine(
        102, "H264", 90_000, 1, {"profile-level-id": profile, "packetization-mode": mode}
    )


def codec(line: CodecLine) -> Codec:
    found = codec_of(line)
    assert found is not None
    return found


def test_names_are_read_in_any_case_and_others_are_no_codecs():
    assert codec_of(CodecLine(111, "OPUS", 48_000, 2)) == OPUS
    assert codec_of(CodecLine(96, "vp8", 90_000)) == VP8
    assert codec_of(CodecLine(96, "VP8", 8_000)) is None
    assert codec_of(CodecLine(97, "rtx", 90_000)) is None
    assert (OPUS.kind, VP8.kind, str(VP8)) == ("audio", "video", "VP8")
    assert str(codec(h264())) == "H264 (42e01f)"


@pytest.mark.parametrize(
    ("sent", "wanted", "plays"),
    [
        (h264("42e01f"), h264("64001f"), True),
        (h264("64001f"), h264("42e01f"), False),
        (h264("42e01f", "1"), h264("42e01f", "0"), False),
        (h264("42e034"), h264("42e01f"), True),  # the level is no promise
        (h264("f4001f"), h264("64001f"), False),  # a profile that nobody knows
        (CodecLine(98, "VP9", 90_000, 1, {"profile-id": "2"}), CodecLine(98, "VP9", 90_000), False),
        (CodecLine(45, "AV1", 90_000), CodecLine(45, "AV1", 90_000, 1, {"profile": "0"}), True),
        (CodecLine(96, "VP8", 90_000), h264(), False),
    ],
)
def test_a_receiver_plays_its_own_profile_and_simpler_ones(sent, wanted, plays):
    assert same(codec(sent), codec(wanted)) is plays


def test_a_performer_is_taken_with_what_most_viewers_play():
    lines = [
        CodecLine(98, "VP9", 90_000), h264("64001f"), h264("42e01f", "0"),
        CodecLine(96, "VP8", 90_000), h264("42001f"), h264("42e01f"), CodecLine(9, "G722", 8_000),
    ]  # fmt: skip
    taken = []
    while (found := preferred(lines)) is not None:
        taken.append(f"{found[1]} {found[1].packetization}")
        lines.remove(found[0])
    assert taken[:4] == ["H264 (42e01f) 1", "H264 (42001f) 1", "VP8 0", "VP9 0"]
    assert set(taken[4:]) == {"H264 (42e01f) 0", "H264 (64001f) 1"}


def test_a_viewer_gets_the_line_that_is_nearest():
    sent = codec(h264("42e01f"))
    lines = [h264("64001f"), h264("42001f"), h264("42e01f")]
    assert nearest(sent, lines) == (lines[2], codec(lines[2]))
    assert nearest(sent, lines[:2]) == (lines[1], codec(lines[1]))
    assert nearest(sent, [CodecLine(96, "VP8", 90_000)]) is None
    assert nearest(VP8, [CodecLine(96, "VP8", 90_000)]) is not None
