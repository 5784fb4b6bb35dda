"""One clean line, whatever comes in."""

import os
import random

from streaming.forwarding.timeline import Timeline
from streaming.wire.serial import difference16, difference32

PACKETS = int(os.environ.get("TIMELINE_PACKETS", 200_000))


def line() -> Timeline:
    return Timeline(90_000, sequence=100, timestamp=1000)


def test_a_line_in_order_stays_as_it_is_from_its_own_beginning():
    timeline = line()
    placed = [timeline.place(5000 + i, 7_000_000 + i * 3000, i / 30) for i in range(4)]
    assert placed == [(100, 1000), (101, 4000), (102, 7000), (103, 10_000)]


def test_a_late_packet_finds_its_own_place():
    timeline = line()
    assert timeline.place(10, 0, 0.0) == (100, 1000)
    assert timeline.place(12, 6000, 0.06) == (102, 7000)
    assert timeline.place(11, 3000, 0.07) == (101, 4000)


def test_a_restart_goes_on_one_later_and_by_the_time_that_has_passed():
    timeline = line()
    timeline.place(10, 0, 0.0)
    timeline.restart()
    assert timeline.place(60_000, 4_000_000_000, 2.0) == (101, 1000 + 180_000)
    assert timeline.place(60_001, 4_000_003_000, 2.1) == (102, 1000 + 183_000)


def test_what_is_from_before_a_restart_has_no_place():
    timeline = line()
    timeline.place(10, 0, 0.0)
    timeline.restart()
    timeline.place(20, 0, 0.1)
    assert timeline.place(19, 0, 0.1) is None


def test_a_skipped_packet_leaves_no_hole():
    timeline = line()
    timeline.place(10, 0, 0.0)
    assert timeline.skip(11)
    assert timeline.place(13, 6000, 0.06) == (102, 7000)
    assert timeline.place(12, 3000, 0.07) == (101, 4000)
    assert timeline.place(11, 3000, 0.07) is None


def test_a_packet_to_skip_that_comes_too_late_keeps_its_place():
    timeline = line()
    timeline.place(10, 0, 0.0)
    timeline.place(12, 0, 0.0)
    assert not timeline.skip(11)
    assert timeline.place(11, 0, 0.0) == (101, 1000)


def test_a_jump_of_the_performers_clock_is_not_seen():
    timeline = line()
    timeline.place(10, 0, 0.0)
    assert timeline.place(11, 90_000 * 3600, 1.0) == (101, 91_000)
    assert timeline.place(12, 90_000 * 3600 + 3000, 1.033) == (102, 94_000)
    assert timeline.place(13, 500, 1.066) == (103, 94_000 + 2970)


def test_a_pause_is_no_jump():
    timeline = line()
    timeline.place(10, 0, 0.0)
    assert timeline.place(11, 90_000 * 60, 60.0) == (101, 1000 + 90_000 * 60)


def test_a_million_wild_packets_and_not_one_break():
    """Loss, reorder, skips, restarts and clock jumps: no number twice, none out of its order."""
    dice = random.Random(3)
    timeline, now = Timeline(90_000, 65_000, 0xFFFF_0000), 0.0
    sequence, timestamp = 60_000, 1 << 31
    newest: tuple[int, int] | None = None
    taken: dict[int, int] = {}
    late: list[tuple[int, int]] = []
    for count in range(PACKETS):
        chance = dice.random()
        now += 0.003
        sequence, timestamp = sequence + 1, timestamp + 270
        if chance < 0.0001:
            sequence, timestamp = dice.randrange(1 << 32), dice.randrange(1 << 40)
            timeline.restart()
            late.clear()
        elif chance < 0.0002:
            timestamp += dice.randrange(-(1 << 31), 1 << 31)
            late.clear()
        elif chance < 0.05:
            late.append((sequence, timestamp))
            continue
        elif chance < 0.10:
            timeline.skip(sequence)
            continue
        elif chance < 0.11:
            continue
        arriving = [(sequence, timestamp, False)]
        if late and dice.random() < 0.3:
            arriving.append((*late.pop(dice.randrange(len(late))), True))
        for number, stamp, is_late in arriving:
            placed = timeline.place(number, stamp, now)
            if placed is None:
                assert is_late
                continue
            assert taken.get(placed[0], -60_000) < count - 30_000, "a number twice"
            taken[placed[0]] = count
            if newest is not None:
                assert -4096 < difference16(placed[0], newest[0]) < 200
                assert -90_000 * 60 < difference32(placed[1], newest[1]) < 90_000
                if not is_late:
                    assert difference16(placed[0], newest[0]) > 0
                    assert difference32(placed[1], newest[1]) > 0
            if not is_late:
                newest = placed
