"""A newcomer hurries from the last keyframe to where the others are."""

from itertools import pairwise

import pytest

from streaming.forwarding.catch_up import MOST_PACKETS, SPEED, CatchUp, beginning
from streaming.forwarding.codecs import VP8
from streaming.forwarding.fanout import Wiring
from streaming.forwarding.feed import Feed
from streaming.forwarding.source import Source
from streaming.wire.serial import difference32

from .packets import packet

FRAME, STEP = 3000, 1 / 30
WIRING = Wiring("camera", 96, 97, "0", 7000, 7001)


class Playing:
    """A performer that is not answered for: one packet a frame, all sent on at once."""

    def __init__(self, first_sequence: int = 65_500, first_timestamp: int = 2**32 - 20_000) -> None:
        self.source = Source(
            "camera", VP8, first_sequence=first_sequence, first_timestamp=first_timestamp
        )
        self.frames = 0

    @property
    def now(self) -> float:
        return self.frames * STEP

    def play(self, frames: int, key: bool = False) -> None:
        for number in range(frames):
            one = packet(self.frames, self.frames * FRAME, key=key and not number, marker=True)
            self.source.leaving([self.source.receive(one, self.now)])
            self.frames += 1

    def ask(self, times: int = 2) -> None:
        """Wishes that nobody hears."""
        for _ in range(times):
            self.source.keyframes.ask(self.now)
            self.play(20)


@pytest.fixture
def playing() -> Playing:
    playing = Playing()
    playing.play(1, key=True)
    playing.ask()
    return playing


def test_it_catches_up_in_one_line_of_numbers_and_times(playing):
    source = playing.source
    playing.play(30)
    behind = playing.frames
    feed, opening = Feed(WIRING, [source]), beginning(source, playing.now)
    catch_up = CatchUp(source, opening, playing.now)
    feed.begin_late(opening, catch_up.until, playing.now)
    assert feed.straight
    got = [feed.hurried(kept) for kept in catch_up.due(playing.now)]
    while not catch_up.is_over:
        playing.play(1)
        got += [feed.hurried(kept) for kept in catch_up.due(playing.now)]
        assert playing.frames < 10 * behind
    assert [one.sequence for one in got[:2]] == [65_500, 65_501]
    assert {(after.sequence - before.sequence) & 0xFFFF for before, after in pairwise(got)} == {1}
    steps = [difference32(after.timestamp, before.timestamp) for before, after in pairwise(got)]
    assert set(steps[: behind - 10]) == {FRAME // SPEED}
    assert min(steps) >= FRAME // SPEED
    last = source.cache.get(got[-1].sequence)
    assert feed.hurried(last) is last
    live = source.receive(packet(playing.frames, playing.frames * FRAME), playing.now)
    assert (live.sequence - got[-1].sequence) & 0xFFFF == 1
    assert feed.place(live) is live
    assert abs(playing.frames - behind - behind / (SPEED - 1)) < 4


def test_the_keyframe_is_shown_as_of_now(playing):
    source = playing.source
    opening = beginning(source, playing.now)
    feed, catch_up = Feed(WIRING, [source]), CatchUp(source, opening, playing.now)
    feed.begin_late(opening, catch_up.until, playing.now)
    shown = feed.hurried(opening).timestamp
    assert abs(difference32(shown, source.sent.timestamp)) <= 1


def test_what_misses_on_the_way_comes_again_as_it_was(playing):
    source = playing.source
    opening = beginning(source, playing.now)
    feed, catch_up = Feed(WIRING, [source]), CatchUp(source, opening, playing.now)
    feed.begin_late(opening, catch_up.until, playing.now)
    sent = [feed.hurried(kept) for kept in catch_up.due(playing.now + 1)]
    assert feed.asked_again([sent[5].sequence], playing.now + 2) == [sent[5]]


def test_nobody_hurries_where_wishes_are_answered():
    playing = Playing()
    playing.play(1, key=True)
    for _ in range(3):
        playing.source.keyframes.ask(playing.now)
        playing.play(5)
        playing.play(1, key=True)
    assert beginning(playing.source, playing.now) is None


def test_who_comes_right_after_a_keyframe_begins_at_it():
    playing = Playing()
    playing.source.keyframes.ask(playing.now)
    playing.play(1, key=True)
    playing.play(5)
    playing.source.keyframes.ask(playing.now)
    assert beginning(playing.source, playing.now) is playing.source.opening
    assert beginning(playing.source, playing.now + 0.5) is None


def test_a_keyframe_that_is_too_far_back_is_no_beginning(playing):
    assert beginning(playing.source, playing.now + 11) is None
    playing.play(MOST_PACKETS)
    assert beginning(playing.source, playing.now) is None


def test_another_encoder_begins_with_nothing(playing):
    playing.source.restart()
    playing.source.keyframes.ask(playing.now)
    assert beginning(playing.source, playing.now + 1) is None


def test_a_keyframe_in_several_packets_begins_with_the_first():
    source = Source("camera", VP8)
    for number in range(3):
        source.receive(packet(number, 0, key=True), 0.0)
    assert source.opening is source.cache.get(1)
    assert source.opened_with == (0, 0)
