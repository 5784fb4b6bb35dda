"""A clip that is kept and read again is the same clip, whatever box it was kept in."""

from fractions import Fraction

import av
import pytest

from streaming.extras.clip import Clip, Uncopyable, load, save
from streaming.extras.testcard import Camera, cached_clip, make_clip, make_sound


@pytest.mark.parametrize("codec", ["H264", "VP8"])
def test_a_clip_is_read_as_it_was_saved(tmp_path, codec):
    clip = make_clip(codec, (180,), 3)
    save(clip, tmp_path / "clip.nut")
    again = load(tmp_path / "clip.nut")
    assert again.codec == codec
    assert again.pictures[0].frames == clip.pictures[0].frames
    assert [one.body for one in again.sound.frames] == [one.body for one in clip.sound.frames]


def test_layers_come_back_largest_first(tmp_path):
    save(make_clip("H264", (180, 360), 1), tmp_path / "clip.nut")
    assert [one.height for one in load(tmp_path / "clip.nut").pictures] == [360, 180]


def test_the_second_time_nothing_is_coded(tmp_path):
    first = cached_clip(tmp_path, "H264", (180,), 1)
    (kept,) = tmp_path.iterdir()
    written = kept.stat().st_mtime_ns
    assert cached_clip(tmp_path, "H264", (180,), 1) == first
    assert kept.stat().st_mtime_ns == written


def test_keyframes_stand_every_two_seconds():
    clip = make_clip("VP8", (180,), 5)
    places = [place for place, one in enumerate(clip.pictures[0].frames) if one.keyframe]
    assert places == [0, 60, 120]
    assert [clip.pictures[0].next_keyframe(at) for at in (0, 1, 60, 61, 121)] == [0, 60, 60, 120, 0]


def test_h264_in_mp4_comes_out_as_a_byte_stream(tmp_path):
    path = tmp_path / "film.mp4"
    write_mp4(path, bframes=0)
    clip = load(path)
    assert clip.codec == "H264"
    assert clip.pictures[0].frames[0].body[:4] == b"\0\0\0\1"
    assert clip.pictures[0].frames[0].keyframe


def test_pictures_that_lean_on_later_ones_are_refused(tmp_path):
    path = tmp_path / "film.mp4"
    write_mp4(path, bframes=2)
    with pytest.raises(Uncopyable, match="B-frames"):
        load(path)


def test_a_clip_may_be_sound_alone(tmp_path):
    save(Clip([], make_sound(1)), tmp_path / "sound.nut")
    again = load(tmp_path / "sound.nut")
    assert again.pictures == []
    assert len(again.sound.frames) == 50


def write_mp4(path, bframes: int, frames: int = 30) -> None:
    card = Camera("H264", 180).card
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        stream.options = {"bf": str(bframes), "x264-params": "b-adapt=0"}
        for number in range(frames):
            frame = card.draw(number, number)
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
