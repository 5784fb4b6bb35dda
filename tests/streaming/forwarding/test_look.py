"""What can be told of a picture without decoding it."""

import pytest

from streaming.forwarding.look import Look

TICK = 3000  # of 90,000 a second: 30 pictures a second
KEYFRAME = bytes.fromhex("101000009d012a0005d002")  # VP8, 1280 by 720


def shown(look: Look, order, now: float = 0.0) -> float:
    """Notes these pictures, numbered as they are shown; two packets each."""
    for step, number in enumerate(order):
        now = step / 30
        for _ in range(2):
            look.note(1000 + number * TICK, b"\x00", False, now)
    return now


def test_pictures_are_counted_by_their_timestamps():
    look = Look("VP8", 90_000)
    now = shown(look, range(90))
    assert look.fps(now) == pytest.approx(30)
    assert look.is_reordered(now) is False


def test_pictures_in_another_order_than_they_are_shown_are_b_frames():
    look = Look("H264", 90_000)
    order = [one for group in range(0, 60, 3) for one in (group + 2, group, group + 1)]
    now = shown(look, order)
    assert look.is_reordered(now) is True
    assert look.fps(now) == pytest.approx(30, rel=0.05)


def test_what_stopped_is_no_longer_told():
    look = Look("VP8", 90_000)
    now = shown(look, range(30))
    assert look.fps(now + 4) == 0


def test_size_and_distance_of_keyframes():
    look = Look("VP8", 90_000)
    look.note(0, KEYFRAME, True, 0.0)
    look.note(TICK, b"\x00", False, 1.0)
    look.note(2 * TICK, KEYFRAME, True, 2.0)
    assert (look.size, look.keyframe_seconds) == ((1280, 720), 2.0)


def test_of_other_codecs_the_size_is_not_told():
    look = Look("AV1", 90_000)
    look.note(0, KEYFRAME, True, 0.0)
    assert look.size is None
