"""A stretch renumbers packets, and the next one goes on where it ended."""

from dataclasses import replace

import pytest

from streaming.forwarding.catch_up import CatchUp
from streaming.forwarding.codecs import VP8
from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.forwarding.picture_ids import Shift
from streaming.forwarding.source import Source
from streaming.forwarding.stretch import (
    HURRIED_AT_MOST,
    SETTLED_SECONDS,
    End,
    Stretch,
    late_stretch,
    next_stretch,
)
from streaming.wire.ntp import ntp64
from streaming.wire.rtcp import SenderReport

from .packets import packet, picture_of


def source_with(
    *timestamps: int, sequence: int = 1, layer: int = 0
) -> tuple[Source, list[OutgoingPacket]]:
    source = Source("camera", VP8, layer=layer, first_sequence=sequence, first_timestamp=9000)
    made = [
        source.receive(packet(number, at, key=not number, picture=40 + number), at / 90_000)
        for number, at in enumerate(timestamps)
    ]
    kept = [one for one in made if one is not None]
    source.leaving(kept)
    return source, kept


def test_a_stretch_that_changes_nothing_gives_the_packet_itself():
    _, (first,) = source_with(0)
    stretch = Stretch(1, 0, 0.0)
    assert stretch.straight
    assert stretch.renumbered(first, "VP8") is first


def test_numbers_are_added_and_come_round():
    _, (first,) = source_with(0)
    stretch = Stretch(1, 0, 0.0, 0xFFFF, 0xFFFFFFFF, Shift(2, 1))
    moved = stretch.renumbered(first, "VP8")
    assert (moved.sequence, moved.timestamp, picture_of(moved)) == (0, 8999, 42)


def test_a_number_from_before_the_stretch_is_not_in_it_until_numbers_come_round():
    stretch = Stretch(100, 0, 10.0)
    assert stretch.holds(100, 10.0)
    assert not stretch.holds(99, 10.0)
    assert stretch.holds(99, 10.1 + SETTLED_SECONDS)


def test_timestamps_are_pressed_together_until_the_viewer_has_caught_up():
    _, (first,) = source_with(0)
    stretch = Stretch(1, 0, 0.0, until=9000 + 90_000, speed=3.0)
    assert stretch.renumbered(first, "VP8").timestamp == 9000 + 60_000
    later = replace(first, timestamp=9000 + 90_000)
    assert stretch.renumbered(later, "VP8") is later
    long_after = replace(first, arrived_at=1 + HURRIED_AT_MOST)
    assert stretch.renumbered(long_after, "VP8") is long_after


def test_the_next_stretch_follows_by_one_number_and_by_what_passed():
    low, (first, second) = source_with(0, 3000)
    high, (key,) = source_with(9000, sequence=500, layer=1)
    end = End(Stretch(1, 0, 0.0), second, low)
    assert next_stretch(first, low, None) == Stretch(1, 0, 0.0)
    moved = next_stretch(key, high, end).renumbered(key, "VP8")
    assert moved.sequence == second.sequence + 1
    assert moved.timestamp == second.timestamp + 6000
    assert picture_of(moved) == picture_of(second) + 1


@pytest.mark.parametrize(("off_seconds", "step"), [(0.0, 3000), (0.2, 21_000), (30.0, 6000)])
def test_the_performers_clock_is_believed_unless_it_was_set(off_seconds, step):
    """The keyframe was captured 3,000 ticks after the end and came 3,000 ticks late."""
    low, (_, second) = source_with(0, 3000)
    high, (key,) = source_with(9000, sequence=500, layer=1)
    low.heard_report(SenderReport(1111, ntp64(1e9), 0, 0, 0), 0.1, 1e9)
    end = End(Stretch(1, 0, 0.0), second, low)
    assert next_stretch(key, high, end).renumbered(key, "VP8").timestamp == 12_000 + 6000
    captured = 1e9 + 2 * 3000 / 90_000 + off_seconds
    high.heard_report(SenderReport(1111, ntp64(captured), 9000, 0, 0), 0.1, 1e9)
    moved = next_stretch(key, high, end).renumbered(key, "VP8")
    assert abs(moved.timestamp - 12_000 - step) <= 1


def test_a_switch_to_a_layer_whose_end_has_no_report_goes_by_arrivals():
    low, (_, second) = source_with(0, 3000)
    high, (key,) = source_with(9000, sequence=500, layer=1)
    high.heard_report(SenderReport(1111, ntp64(1e9), 9000, 0, 0), 0.1, 1e9)
    moved = next_stretch(key, high, End(Stretch(1, 0, 0.0), second, low))
    assert moved.renumbered(key, "VP8").timestamp == 12_000 + 6000


def test_a_latecomer_gets_the_sources_numbers_and_is_shown_the_keyframe_as_of_now():
    source, kept = source_with(0, 90_000, 180_000)
    catch_up = CatchUp.begin(source, kept[0], 2.0, 2.0)
    stretch = late_stretch(catch_up, None, 2.0)
    shown = [stretch.renumbered(one, "VP8") for one in kept]
    assert [one.sequence for one in shown] == [one.sequence for one in kept]
    assert shown[0].timestamp == catch_up.pressed(kept[0].timestamp) > kept[2].timestamp
    assert shown[1].timestamp - shown[0].timestamp == 45_000


def test_one_that_begins_again_goes_on_with_its_number_and_its_time():
    source, kept = source_with(0, 90_000, 180_000)
    end = End(Stretch(1, 0, 0.0), replace(kept[2], timestamp=400_000), source)
    catch_up = CatchUp.begin(source, kept[0], 2.0, 2.0)
    moved = late_stretch(catch_up, end, 2.0).renumbered(kept[0], "VP8")
    assert (moved.sequence, moved.timestamp) == (kept[2].sequence + 1, 400_001)
    assert picture_of(moved) == picture_of(kept[2]) + 1


def test_one_that_begins_again_on_another_layer_keeps_the_time_between():
    low, low_kept = source_with(0, 3000)
    high, kept = source_with(0, 90_000, 180_000, sequence=500, layer=1)
    end = End(Stretch(1, 0, 0.0), low_kept[1], low)
    catch_up = CatchUp.begin(high, kept[0], 2.0, 2.0)
    stretch = late_stretch(catch_up, end, 2.0)
    newest = stretch.renumbered(kept[2], "VP8")
    passed = (kept[2].arrived_at - low_kept[1].arrived_at) * 90_000
    assert newest.sequence == low_kept[1].sequence + 3
    assert newest.timestamp >= low_kept[1].timestamp + passed


def test_a_change_of_speed_in_the_middle_keeps_the_pictures_as_they_are():
    source, kept = source_with(0, 90_000, 180_000)
    begun = CatchUp.begin(source, kept[0], 2.0, 2.0)
    begun.due(2.0)
    changed = begun.at(1.5, 2.1)
    assert changed is not None
    end = End(Stretch(1, 0, 2.0, pictures=Shift(5, 5)), kept[0], source)
    stretch = late_stretch(changed, end, 2.1)
    assert (stretch.pictures, stretch.sequence, stretch.speed) == (Shift(5, 5), 0, 1.5)
