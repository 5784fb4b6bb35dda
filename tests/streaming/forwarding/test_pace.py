"""How fast newcomers hurry: as fast as their line bears it, and no faster."""

import heapq
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from streaming.forwarding.catch_up import CatchUp
from streaming.forwarding.codecs import VP8
from streaming.forwarding.fanout import Wiring
from streaming.forwarding.feed import Feed
from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.forwarding.pace import (
    FIRST_BITS,
    GIVE_UP,
    LEAST_SPEED,
    MISSED,
    MOST_BITS,
    MOST_SPEED,
    PATIENCE,
    SLOWEST,
    first_speed,
    next_speed,
    step_bytes,
    top_speed,
)
from streaming.forwarding.path_estimate import PathEstimate
from streaming.forwarding.source import Source
from streaming.wire.rtp import Rtp

from .packets import packet

TICK, FRAME_SECONDS, CLOCK = 0.025, 1 / 30, 90_000
PACKET, A_FRAME, A_KEYFRAME = 1_100, 30, 300  # 8 Mbit/s; a keyframe is 330 kB
GOP = 300
WAY_SECONDS = 0.02  # there and back, where nothing waits
# Chromium tells of a queue late: its filter has to see several groups of packets come later and
# later, and at the start it says nothing for seconds.
TOLD_AFTER = 1.5
WIRING = Wiring("camera", 96, 97, "0", 7000, 7001)


def test_the_top_is_what_most_lines_carry_and_what_there_is_for_all():
    assert top_speed(1_000_000, 1) == MOST_SPEED
    assert top_speed(8_000_000, 1) == MOST_BITS / 8_000_000
    assert top_speed(8_000_000, 1_000) == LEAST_SPEED
    assert top_speed(0, 0) == MOST_SPEED


def test_the_beginning_is_what_nearly_every_line_carries():
    assert first_speed(8_000_000, 2.5) == LEAST_SPEED
    assert first_speed(5_000_000, 4.0) == FIRST_BITS / 5_000_000
    assert first_speed(1_000_000, 4.0) == 4.0
    assert first_speed(1_000_000, 1.5) == 1.5


@dataclass
class Encoder:
    """At 8 Mbit/s with a keyframe each ten seconds, not heard by anybody."""

    source: Source = field(default_factory=lambda: Source("camera", VP8))
    frames: int = 0
    packets: int = 0

    def play(self, now: float) -> list[OutgoingPacket]:
        """Everything until now."""
        sent: list[OutgoingPacket] = []
        while self.frames * FRAME_SECONDS <= now:
            key = self.frames % GOP == 0
            many = A_KEYFRAME if key else A_FRAME
            for number in range(many):
                sent.append(self._next(key and not number, marker=number == many - 1))
            self.frames += 1
        self.source.leaving(sent)
        return sent

    def _next(self, key: bool, *, marker: bool) -> OutgoingPacket:
        timestamp = self.frames * CLOCK // 30
        one: Rtp = packet(self.packets, timestamp, key=key, marker=marker)
        one.payload += bytes(PACKET - len(one.payload))
        self.packets += 1
        kept = self.source.receive(one, self.frames * FRAME_SECONDS)
        assert kept is not None
        return kept


@dataclass
class NarrowLine:
    """So many bits a second and a queue of 200 ms. The browser behind it answers checks at once,
    asks for what it misses, and reports on the queue as late as Chromium does."""

    bits: float
    free_at: float = 0.0
    overflows: int = 0
    arrived: list[tuple[float, int, OutgoingPacket]] = field(default_factory=list)
    got: dict[int, OutgoingPacket] = field(default_factory=dict)
    lost: dict[int, float] = field(default_factory=dict)  # and when it is asked for
    queued_since: float | None = None
    answers: list[tuple[float, float]] = field(default_factory=list)  # heard_at, asked_at
    answers_until: float = float("inf")
    way_back: float = 0.0  # seconds more, from the sixth second on

    def check(self, now: float) -> None:
        waits = max(0.0, self.free_at - now)
        if waits <= 0.2 and now < self.answers_until:
            back = self.way_back if now > 6.0 else 0.0
            self.answers.append((now + waits + WAY_SECONDS + back, now))

    def carry(self, burst: list[OutgoingPacket], now: float) -> None:
        for kept in burst:
            waits = max(0.0, self.free_at - now)
            if waits > 0.2:
                self.overflows += 1
                self.lost[kept.sequence] = now + 0.25
                continue
            self.free_at = now + waits + kept.size * 8 / self.bits
            heapq.heappush(self.arrived, (self.free_at, kept.sequence, kept))

    def pass_time(self, now: float, feed: Feed, line: PathEstimate) -> list[OutgoingPacket]:
        """What is asked for again."""
        while self.arrived and self.arrived[0][0] <= now:
            _, sequence, kept = heapq.heappop(self.arrived)
            self.got[sequence] = kept
        self._report(now, line)
        asked = [sequence for sequence, at in self.lost.items() if at <= now]
        for sequence in asked:
            del self.lost[sequence]
        return feed.asked_again(asked, now)

    def _report(self, now: float, line: PathEstimate) -> None:
        while self.answers and self.answers[0][0] <= now:
            heard_at, asked_at = self.answers.pop(0)
            line.echoes.heard(asked_at, heard_at)
        if self.free_at - now < 0.06:
            self.queued_since = None
        elif self.queued_since is None:
            self.queued_since = now
        elif now - self.queued_since > TOLD_AFTER:
            self.queued_since = now
            line.remb(0.85 * self.bits, now)


@dataclass
class Watching:
    """A newcomer so many seconds after a keyframe, five as a rule."""

    line: NarrowLine
    since: float = 5.0
    estimate: PathEstimate = field(default_factory=PathEstimate)
    encoder: Encoder = field(default_factory=Encoder)
    now: float = 0.0
    given_up: bool = False
    shown: list[tuple[float, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = self.since
        self.encoder.play(self.now)
        source, self.feed = self.encoder.source, Feed(WIRING, [self.encoder.source])
        top = top_speed(source.rate.bits(self.now), 1)
        speed = first_speed(source.rate.bits(self.now), top)
        self.catch_up = CatchUp.begin(source, source.opening, speed, self.now)
        self.catch_up.top = top
        self.feed.begin_late(self.catch_up, self.now)
        self.next, self.hurries = source.opening.sequence, True
        self.speeds = [speed]
        self.estimate.echoes.begin()
        self.begun_at = self.now

    def watch(self, until: float) -> None:
        while self.now < until:
            self.now += TICK
            live = self.encoder.play(self.now)
            self._check()
            self.line.carry(self._due(live), self.now)
            self.line.carry(self.line.pass_time(self.now, self.feed, self.estimate), self.now)
            self.encoder.source.cache.read_from(self.catch_up.next if self.hurries else None)
            self._show()

    def _check(self) -> None:
        echoes = self.estimate.echoes
        if self.hurries and echoes.is_due(self.catch_up.size, self.now):
            echoes.asked(self.catch_up.size, self.now)
            self.line.check(self.now)

    def _due(self, live: list[OutgoingPacket]) -> list[OutgoingPacket]:
        if not self.hurries:
            return [one for kept in live if (one := self.feed.place(kept)) is not None]
        most = step_bytes(self.estimate, self.now)
        due = [self.feed.hurried(one) for one in self.catch_up.due(self.now, most)]
        if self.catch_up.is_over:
            self.hurries = False
            self.feed.caught_up()
        elif (newer := self.catch_up.newer(self.now)) is not None:
            self._go_on(newer)
        else:
            self._judge()
        return due

    def _judge(self) -> None:
        speed = next_speed(self.catch_up, self.feed.missed, self.estimate, self.now)
        if self.now - self.catch_up.judged_at >= PATIENCE:
            self.catch_up.judged_at, self.feed.missed = self.now, 0
        if speed == GIVE_UP:
            self.given_up, self.hurries = True, False
            self.feed.give_up()
        elif speed != self.catch_up.speed:
            self.speeds.append(speed)
            if (changed := self.catch_up.at(speed, self.now)) is not None:
                self._go_on(changed)

    def _go_on(self, changed: CatchUp) -> None:
        self.catch_up, self.feed.missed = changed, 0
        self.feed.begin_late(changed, self.now)

    def _show(self) -> None:
        """Pictures in their order, each when all of it has arrived."""
        while (kept := self.line.got.get(self.next)) is not None:
            if kept.marker:
                self.shown.append((self.now, kept.timestamp))
            self.next = (self.next + 1) & 0xFFFF

    def gaps(self) -> list[float]:
        shown = [self.begun_at, *(at for at, _ in self.shown), self.now]
        return [after - before for before, after in pairwise(shown)]

    def still(self) -> float:
        """The share of the time for which a picture stood still for more than a fifth of a second,
        after the first."""
        return sum(gap for gap in self.gaps()[1:] if gap > 0.2) / (self.now - self.shown[0][0])


@pytest.mark.parametrize("since", [0.5, 3.0, 5.0, 7.0, 9.5])
@pytest.mark.parametrize("megabits", [10, 12, 16])
def test_pictures_keep_moving_on_a_line_that_hardly_carries_more(megabits, since):
    watching = Watching(NarrowLine(megabits * 1e6), since)
    watching.watch(19.9)
    assert not watching.given_up
    assert watching.gaps()[0] < 0.5, "the first picture comes at once"
    assert watching.still() <= 0.05
    assert watching.line.overflows == 0
    assert not watching.hurries, "it has caught up, soon after the next keyframe at the latest"
    assert watching.now - watching.shown[-1][0] < 2 * FRAME_SECONDS


@pytest.mark.parametrize("megabits", [8.5, 9])
def test_pictures_keep_moving_on_a_line_that_carries_the_live_picture_alone(megabits):
    watching = Watching(NarrowLine(megabits * 1e6))
    watching.watch(19.9)
    assert not watching.given_up
    assert watching.still() <= 0.05
    assert watching.line.overflows < 30


def test_one_that_answers_no_checks_hurries_as_it_began_and_slows_down_when_told():
    wide, narrow = (Watching(NarrowLine(bits, answers_until=0.0)) for bits in (100e6, 9e6))
    for watching in (wide, narrow):
        watching.watch(9.9)
    assert len(wide.speeds) == 1
    assert narrow.speeds[-1] < narrow.speeds[0]


@pytest.mark.parametrize("trouble", [{"way_back": 0.3}, {"answers_until": 6.0}])
def test_answers_that_are_late_or_fail_for_another_reason_stop_nobody(trouble):
    watching = Watching(NarrowLine(20e6, **trouble))
    watching.watch(12.0)
    assert not watching.given_up
    assert max(watching.gaps()) < 3.0
    assert watching.still() < 0.4
    assert not watching.hurries


def test_a_wide_line_is_hurried_through_step_by_step():
    watching = Watching(NarrowLine(100e6))
    watching.watch(9.9)
    assert watching.speeds == sorted(watching.speeds)
    assert len(watching.speeds) > 2
    assert watching.speeds[-1] == watching.catch_up.top
    assert (watching.line.overflows, watching.hurries) == (0, False)
    assert max(watching.gaps()[1:]) < 0.1


def test_a_line_that_does_not_even_carry_the_live_picture_is_left_in_peace():
    watching = Watching(NarrowLine(5e6))
    watching.watch(9.9)
    assert watching.given_up
    assert watching.speeds[-1] == SLOWEST
    assert watching.feed.layer is None
    assert watching.line.overflows < 400
    assert watching.line.free_at < watching.now, "nothing more is sent until the next keyframe"


def test_one_who_misses_much_by_chance_goes_slower_and_never_gives_up():
    watching = Watching(NarrowLine(100e6))
    assert next_speed(watching.catch_up, MISSED + 1, watching.estimate, 6.0) < LEAST_SPEED
    slow = watching.catch_up
    slow.speed, slow.eased = SLOWEST, True
    assert next_speed(slow, 10 * MISSED, watching.estimate, 6.0) == SLOWEST


def test_where_no_check_was_answered_the_viewers_own_word_says_how_much_slower():
    encoder = Encoder()
    encoder.play(9.0)
    source, path = encoder.source, PathEstimate()
    assert source.opening is not None
    catch_up, rate = CatchUp.begin(source, source.opening, 2.0, 9.0), source.rate.bits(9.0)
    path.remb(rate * 1.8, 9.0)
    assert next_speed(catch_up, 0, path, 9.0) == 1.5, "half of the hurry is less"
    path.remb(rate * 1.31, 9.0)
    assert next_speed(catch_up, 0, path, 9.0) == 1.3
