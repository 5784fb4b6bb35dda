"""What an encoder sends, in words."""

import pytest

from streaming.control.commands import PictureLine
from streaming.stage.doors.encoder_seen import hints_about, in_words

GOOD = PictureLine("ada", "H264 (42e01f)", 2_400_000, 30.0, 1280, 720, 2.0)


def test_a_good_picture_is_told_in_one_sentence():
    assert in_words([GOOD]) == "We see your picture: H.264 720p30, no B-frames, 2.4 Mbit/s."
    assert hints_about(GOOD) == []


def test_layers_are_counted_and_the_largest_is_told():
    small = PictureLine("ada", "VP8", 100_000, 30.0, 320, 180, 2.0)
    large = PictureLine("ada", "VP8", 900_000, 29.7, 1280, 720, 2.0)
    assert in_words([small, large]) == "We see your picture: VP8 720p30, 2 layers, 1.0 Mbit/s."


def test_a_telephone_that_stands_is_told_by_its_shorter_side():
    upright = PictureLine("ada", "VP8", 900_000, 30.0, 720, 1280, 2.0)
    assert "VP8 720p30" in in_words([upright])


def test_nothing_is_told_of_nothing():
    assert in_words([]) == "We see no picture of yours yet."


@pytest.mark.parametrize(
    ("picture", "word"),
    [
        (PictureLine("ada", "H264 (64001f)", 10**6, 30.0, 1280, 720, 2.0, True), "B-frames"),
        (PictureLine("ada", "H264 (42e01f)", 10**6, 30.0, 1280, 720, 8.3), "keyframes"),
        (PictureLine("ada", "H264 (42e01f)", 10**7, 30.0, 1280, 720, 2.0), "2500 kbit/s"),
        (
            PictureLine("ada", "H264 (42e01f)", 10**7, 30.0, 1280, 720, 2.0, limited=True),
            "this site takes",
        ),
        (PictureLine("ada", "AV1", 10**6, 30.0, 1280, 720, 2.0), "H.264"),
    ],
)
def test_what_will_not_do_is_said(picture, word):
    (hint,) = hints_about(picture)
    assert word in hint
