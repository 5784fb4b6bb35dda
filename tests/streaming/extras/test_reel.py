"""Reels go on for ever in the order of time, and bring a keyframe when asked."""

from itertools import pairwise

import av
import pytest

from streaming.extras.picture import read_frame
from streaming.extras.reel import Live, Loop, Transcoded, open_file
from streaming.extras.testcard import make_clip

from .test_clip import write_mp4


@pytest.fixture(scope="module")
def clip():
    return make_clip("H264", (180,), 4)


def take(reel, count: int) -> list:
    return [reel.read() for _ in range(count)]


def test_a_loop_knows_no_end(clip):
    frames = [frame for number, frame in take(Loop(clip), 1000) if number == 0]
    assert {after.at - before.at for before, after in pairwise(frames)} == {3000}


def test_tracks_come_in_the_order_of_time(clip):
    reel = Loop(clip)
    times = []
    for _ in range(500):
        at = reel.next_at()
        number, frame = reel.read()
        assert at == frame.at / reel.tracks[number].clock
        times.append(at)
    assert times == sorted(times)


def test_a_loop_jumps_to_a_keyframe_when_asked(clip):
    reel = Loop(clip)
    take(reel, 20)
    reel.ask_keyframe()
    pictures = [frame for number, frame in take(reel, 5) if number == 0]
    assert pictures[0].keyframe
    assert {after.at - before.at for before, after in pairwise(pictures)} == {3000}


def test_layers_jump_together():
    reel = Loop(make_clip("VP8", (360, 180), 4))
    take(reel, 30)
    reel.ask_keyframe()
    keyframes = [number for number, frame in take(reel, 12) if frame.keyframe and number < 2]
    assert keyframes == [0, 1]


def test_a_live_card_brings_a_keyframe_at_once():
    reel = Live("H264", 180)
    take(reel, 20)
    reel.ask_keyframe()
    pictures = [frame for number, frame in take(reel, 10) if number == 0]
    assert [frame.keyframe for frame in pictures] == [True] + [False] * (len(pictures) - 1)


def test_any_film_is_coded_anew_for_browsers(tmp_path):
    path = tmp_path / "film.mp4"
    write_mp4(path, bframes=2)
    reel = open_file(path, "VP8")
    assert isinstance(reel, Transcoded)
    decoder, seen = av.CodecContext.create("vp8", "r"), []
    for number, frame in take(reel, 45):
        assert number == 0
        seen += [read_frame(picture).counter for picture in decoder.decode(av.Packet(frame.body))]
    assert seen[:30] == list(range(30))
    assert seen[30:40] == list(range(10))  # and from the beginning


def test_a_film_that_browsers_know_is_copied(tmp_path):
    path = tmp_path / "film.mp4"
    write_mp4(path, bframes=0)
    assert isinstance(open_file(path), Loop)
