"""What can be told of a picture without decoding it."""

import pytest

from streaming.forwarding.picture_stats import PictureStats

TICK = 3000  # of 90,000 a second: 30 pictures a second
KEYFRAME = bytes.fromhex("101000009d012a0005d002")  # VP8, 1280 by 720


def shown(stats: PictureStats, order, now: float = 0.0) -> float:
    """Notes these pictures, numbered as they are shown; two packets each."""
    for step, number in enumerate(order):
        now = step / 30
        for _ in range(2):
            stats.note(1000 + number * TICK, b"\x00", False, now)
    return now


def test_pictures_are_counted_by_their_timestamps():
    stats = PictureStats("VP8", 90_000)
    now = shown(stats, range(90))
    assert stats.fps(now) == pytest.approx(30)
    assert stats.is_reordered(now) is False


def test_pictures_in_another_order_than_they_are_shown_are_b_frames():
    stats = PictureStats("H264", 90_000)
    order = [one for group in range(0, 60, 3) for one in (group + 2, group, group + 1)]
    now = shown(stats, order)
    assert stats.is_reordered(now) is True
    assert stats.fps(now) == pytest.approx(30, rel=0.05)


def test_what_stopped_is_no_longer_told():
    stats = PictureStats("VP8", 90_000)
    now = shown(stats, range(30))
    assert stats.fps(now + 4) == 0


def test_size_and_distance_of_keyframes():
    stats = PictureStats("VP8", 90_000)
    stats.note(0, KEYFRAME, True, 0.0)
    stats.note(TICK, b"\x00", False, 1.0)
    stats.note(2 * TICK, KEYFRAME, True, 2.0)
    assert (stats.size, stats.keyframe_seconds) == ((1280, 720), 2.0)


def test_of_other_codecs_the_size_is_not_told():
    stats = PictureStats("AV1", 90_000)
    stats.note(0, KEYFRAME, True, 0.0)
    assert stats.size is None
