"""A newcomer hurries from the last keyframe to where the others are."""

from itertools import pairwise

import pytest

from streaming.forwarding.catch_up import (
    MOST_PACKETS,
    MOST_SECONDS,
    MOST_STEP_BYTES,
    MOST_STEP_BYTES_OF_ALL,
    REST_SECONDS,
    CatchUp,
    is_far,
    most_in_step,
    opening_of,
)
from streaming.forwarding.codecs import VP8
from streaming.forwarding.fanout import Wiring
from streaming.forwarding.feed import Feed
from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.forwarding.source import Source
from streaming.wire.serial import difference16, difference32

from .packets import packet, picture_of

FRAME, STEP = 3000, 1 / 30
SPEED = 4
WIRING = Wiring("camera", 96, 97, "0", 7000, 7001)


def beginning(source: Source, now: float) -> OutgoingPacket | None:
    """Where a newcomer begins that nobody else waits for."""
    return opening_of(source, now) if is_far(source, now) else None


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
    catch_up = CatchUp.begin(source, opening, SPEED, playing.now)
    feed.begin_late(catch_up, playing.now)
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
    feed, catch_up = Feed(WIRING, [source]), CatchUp.begin(source, opening, SPEED, playing.now)
    feed.begin_late(catch_up, playing.now)
    shown = feed.hurried(opening).timestamp
    assert 0 < difference32(shown, source.sent.timestamp) <= FRAME


def test_what_misses_on_the_way_comes_again_as_it_was(playing):
    source = playing.source
    opening = beginning(source, playing.now)
    feed, catch_up = Feed(WIRING, [source]), CatchUp.begin(source, opening, SPEED, playing.now)
    feed.begin_late(catch_up, playing.now)
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
    assert beginning(playing.source, playing.now + MOST_SECONDS) is None
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


def hurrying(playing: Playing, speed: float) -> tuple[Feed, CatchUp]:
    opening = beginning(playing.source, playing.now)
    feed, catch_up = (
        Feed(WIRING, [playing.source]),
        CatchUp.begin(playing.source, opening, speed, playing.now),
    )
    feed.begin_late(catch_up, playing.now)
    return feed, catch_up


def go_on(playing: Playing, feed: Feed, catch_up: CatchUp, frames: int) -> list:
    got = []
    for _ in range(frames):
        playing.play(1)
        got += [feed.hurried(kept) for kept in catch_up.due(playing.now)]
    return got


def is_one_line(got: list) -> None:
    assert {(after.sequence - before.sequence) & 0xFFFF for before, after in pairwise(got)} == {1}
    assert min(difference32(b.timestamp, a.timestamp) for a, b in pairwise(got)) > 0


def test_ten_seconds_of_eight_megabits_are_caught_up():
    """8,300 packets and more; the cache holds them all for as long as they are needed."""
    playing = Playing()
    playing.play(1, key=True)
    playing.ask()
    playing.play(8_300)  # of one packet each, so that they take longer than they would
    opening = playing.source.opening
    assert playing.source.cache.get(opening.sequence) is opening
    assert beginning(playing.source, opening.arrived_at + MOST_SECONDS) is opening


def test_another_speed_goes_on_in_one_line_and_a_slower_one_rests_first(playing):
    playing.play(400)
    feed, catch_up = hurrying(playing, 2.0)
    catch_up.top = 3.0
    got, before = go_on(playing, feed, catch_up, 10), catch_up
    for speed, rests in ((3.0, False), (1.5, True)):
        catch_up = before.at(speed, playing.now)
        feed.begin_late(catch_up, playing.now)
        pause = go_on(playing, feed, catch_up, round(REST_SECONDS / STEP) - 1)
        assert bool(pause) is not rests
        more = go_on(playing, feed, catch_up, 60)
        steps = {difference32(b.timestamp, a.timestamp) for a, b in pairwise(more)}
        assert steps == {FRAME // speed}
        got, before = got + pause + more, catch_up
        assert (catch_up.top, catch_up.eased) == (3.0, rests)
    is_one_line(got)
    assert feed.asked_again([got[-5].sequence], playing.now + 2) == [got[-5]]


def test_who_is_far_away_when_a_keyframe_comes_goes_on_there(playing):
    playing.play(240)
    feed, catch_up = hurrying(playing, 1.5)
    got = go_on(playing, feed, catch_up, 30)
    assert catch_up.newer(playing.now) is None
    playing.play(1, key=True)
    newer = catch_up.newer(playing.now)
    assert newer is not None
    feed.begin_late(newer, playing.now)
    got += go_on(playing, feed, newer, 30)
    is_one_line(got)
    assert newer.is_over
    assert not feed.straight
    feed.caught_up()
    placed = feed.place(playing.source.newest)
    assert placed.sequence == got[-1].sequence


def test_who_is_nearly_there_does_not_skip(playing):
    playing.play(60)
    feed, catch_up = hurrying(playing, 4)
    go_on(playing, feed, catch_up, 10)
    playing.play(1, key=True)
    assert catch_up.newer(playing.now) is None


def test_another_layer_follows_what_was_sent_and_not_what_others_have():
    playing = Playing()
    other = Source("camera", VP8, layer=1)
    playing.play(1, key=True)
    playing.ask()
    playing.play(120)
    feed, catch_up = hurrying(playing, 2)
    feed.sources.append(other)
    got = go_on(playing, feed, catch_up, 10)
    feed.choose(1)
    one = packet(7, 500, key=True, ssrc=9)
    placed = feed.place(other.receive(one, playing.now + STEP))
    is_one_line([*got, placed])
    assert difference32(placed.timestamp, got[-1].timestamp) < 3 * FRAME


def test_a_large_keyframe_is_spread_over_several_steps_where_many_come():
    source = Source("camera", VP8)
    source.leaving([source.receive(packet(n, 0, key=not n), 0.0) for n in range(300)])
    catch_up = CatchUp.begin(source, source.opening, SPEED, 0.0)
    steps = []
    while difference16(source.sent.sequence, catch_up.next) >= 0:
        steps.append(sum(kept.size for kept in catch_up.due(0.025, most_in_step(50))))
    assert sum(steps) == source.bytes_out
    assert max(steps) <= MOST_STEP_BYTES_OF_ALL / 50 + 1_200
    assert most_in_step(1) == MOST_STEP_BYTES


def test_one_who_lost_the_thread_begins_once_more_and_in_one_line(playing):
    playing.play(90)
    source, feed = playing.source, Feed(WIRING, [playing.source])
    playing.play(1, key=True)
    got = [feed.place(source.opening)]
    for _ in range(30):
        playing.play(1)
        got.append(feed.place(source.newest))
    catch_up = CatchUp.begin(source, opening_of(source, playing.now), SPEED, playing.now)
    feed.begin_late(catch_up, playing.now)
    while not catch_up.is_over:
        got += go_on(playing, feed, catch_up, 1)
    is_one_line(got)
    assert picture_of(got[31]) == picture_of(got[30]) + 1


def test_who_gives_up_goes_on_at_the_next_keyframe(playing):
    playing.play(90)
    feed, catch_up = hurrying(playing, 1.25)
    got = go_on(playing, feed, catch_up, 20)
    feed.give_up()
    playing.play(30)
    assert feed.place(playing.source.newest) is None
    playing.play(1, key=True)
    is_one_line([*got, feed.place(playing.source.newest)])


def test_a_packet_that_the_source_misses_is_stepped_over_and_a_speed_needs_a_beginning():
    source = Source("camera", VP8)
    for number in (1, 3):
        kept = source.receive(packet(number, 3000 * number, key=number == 1), number / 30)
        assert kept is not None
        source.leaving([kept])
    opening = source.opening
    assert opening is not None
    catch_up = CatchUp.begin(source, opening, 2.0, 1.0)
    assert catch_up.at(1.5, 1.0) is None
    assert [kept.sequence for kept in catch_up.due(2.0)] == [1, 3]
