"""One viewer's numbers, and what it gets again."""

from dataclasses import replace

from streaming.forwarding.codecs import OPUS, VP8, Codec
from streaming.forwarding.fanout import Wiring
from streaming.forwarding.feed import Feed
from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.forwarding.source import Source
from streaming.wire.ntp import ntp64
from streaming.wire.rtcp import ReportBlock, SenderReport

from .packets import packet, picture_of

WIRING = Wiring("camera", 96, 97, "0", 7000, 7001)


class Camera:
    """A source with packets coming, and one feed of it."""

    def __init__(self, layers: int = 1) -> None:
        self.sources = [
            Source("camera", VP8, layer=layer, first_sequence=100 + 1000 * layer)
            for layer in range(layers)
        ]
        self.feed = Feed(WIRING, self.sources)
        self.number = 0
        self.now = 0.0

    def frame(self, key: bool = False, layer: int = 0) -> OutgoingPacket:
        self.number += 1
        self.now += 0.033
        kept = self.sources[layer].receive(
            packet(
                self.count(layer), self.number * 3000, key=key, ssrc=10 + layer,
                picture=500 * layer + self.count(layer),
            ),
            self.now,
        )  # fmt: skip
        assert kept is not None
        return kept

    def count(self, layer: int) -> int:
        return self.sources[layer].packets_out


def test_a_feed_begins_with_a_keyframe_and_is_straight():
    camera = Camera()
    camera.frame(key=True)
    assert camera.feed.place(camera.frame()) is None
    kept = camera.frame(key=True)
    assert camera.feed.place(kept) is kept
    assert camera.feed.straight
    assert camera.feed.totals() == (1, kept.size)


def test_who_chooses_in_the_middle_of_a_keyframe_waits_for_the_next_one():
    """The slices without their parameters are no picture; the wish stays open."""
    sources = [Source("camera", Codec("H264", 90_000), layer=layer) for layer in range(2)]
    feed = Feed(WIRING, sources)
    parameters, slices, later = b"\x67\x42\xe0\x1f", b"\x65\x88\x84", b"\x41\x9a\x02"

    def receive(layer: int, number: int, payload: bytes, at: int) -> OutgoingPacket:
        one = packet(number, at * 3000, payload, ssrc=10 + layer)
        kept = sources[layer].receive(one, at / 30)
        assert kept is not None
        return kept

    assert feed.place(receive(0, 1, parameters, 1)) is not None
    receive(1, 1, parameters, 1)
    feed.choose(1)
    assert feed.place(receive(1, 2, slices, 1)) is None
    assert sources[1].keyframes.wanted
    assert feed.place(receive(0, 2, slices, 1)) is not None
    assert feed.place(receive(1, 3, later, 2)) is None
    assert feed.place(receive(1, 4, parameters, 3)) is not None
    assert feed.place(receive(1, 5, slices, 3)) is not None
    assert feed.layer == 1
    assert not sources[1].keyframes.wanted


def test_another_layer_goes_on_in_the_same_line_from_its_keyframe():
    camera = Camera(layers=2)
    camera.frame(key=True, layer=1)
    sent = [camera.feed.place(camera.frame(key=True)), camera.feed.place(camera.frame())]
    camera.feed.choose(1)
    assert camera.sources[1].keyframes.wanted
    assert camera.feed.place(camera.frame(layer=1)) is None
    sent.append(camera.feed.place(camera.frame()))
    sent.append(camera.feed.place(camera.frame(key=True, layer=1)))
    assert camera.feed.place(camera.frame()) is None
    sent.append(camera.feed.place(camera.frame(layer=1)))
    placed = [s for s in sent if s is not None]
    assert [s.sequence for s in placed] == [100, 101, 102, 103, 104]
    assert [picture_of(s) for s in placed] == [0, 1, 2, 3, 4]
    assert all(a.timestamp < b.timestamp for a, b in zip(placed, placed[1:], strict=False))
    assert camera.feed.totals()[0] == 5


def test_what_was_kept_and_has_not_left_yet_belongs_to_no_stretch():
    camera = Camera(layers=2)
    first = camera.frame(key=True)
    camera.feed.place(first)
    camera.sources[0].leaving([first])
    camera.frame()
    camera.feed.choose(1)
    placed = camera.feed.place(camera.frame(key=True, layer=1))
    assert placed is not None
    assert placed.sequence == first.sequence + 1


def test_a_pause_leaves_no_hole():
    camera = Camera()
    first = camera.feed.place(camera.frame(key=True))
    camera.feed.pause()
    assert camera.feed.place(camera.frame(key=True)) is None
    assert not camera.feed.ask_keyframe(camera.now), "nobody is woken for a viewer that looks away"
    camera.feed.choose(0)
    assert camera.feed.place(camera.frame()) is None
    second = camera.feed.place(camera.frame(key=True))
    assert first is not None and second is not None
    assert (first.sequence, second.sequence) == (100, 101)
    assert camera.feed.totals()[0] == 2


def test_what_was_missed_is_sent_again_by_its_own_numbers_also_after_a_switch():
    camera = Camera(layers=2)
    camera.feed.place(camera.frame(key=True))
    camera.feed.choose(1)
    placed = camera.feed.place(camera.frame(key=True, layer=1))
    assert placed is not None
    again = camera.feed.asked_again([100, 101, 99, 102], camera.now + 0.1)
    assert [(kept.sequence, kept.layer) for kept in again] == [(100, 0), (101, 1)]
    assert again[1].payload == placed.payload


def test_a_packet_is_sent_again_three_times_and_not_within_a_round_trip():
    camera = Camera()
    for index in range(60):
        camera.feed.place(camera.frame(key=index == 0))
    camera.feed.round_trip.seconds = 0.1
    times = [
        len(camera.feed.asked_again([130], camera.now + wait))
        for wait in (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5)
    ]
    assert times == [1, 0, 1, 1, 0, 0, 0]


def test_never_more_than_a_quarter_again():
    camera = Camera()
    for index in range(3000):
        camera.feed.place(camera.frame(key=index == 0))
        newest = camera.sources[0].newest
        assert newest is not None
        camera.feed.asked_again([newest.sequence - back for back in range(17)], camera.now)
    assert camera.feed.resending.bytes <= 0.25 * camera.feed.totals()[1] + 16_000


def test_a_viewer_that_asks_for_keyframes_on_and_on_is_heard_less_and_less():
    camera = Camera()
    assert camera.feed.ask_keyframe(100.0)
    heard = sum(camera.feed.ask_keyframe(100 + step / 100) for step in range(1, 1001))
    assert heard == 6


def test_reports_tell_loss_and_the_way_there_and_back():
    camera = Camera()
    camera.feed.place(camera.frame(key=True))
    report = camera.feed.sender_report(10.0, 1_700_000_000.0)
    assert report is not None
    assert (report.ssrc, report.packets) == (7000, 1)
    asked = report.ntp >> 16 & 0xFFFFFFFF
    camera.feed.report_block(ReportBlock(7000, 64, 10, 100, 0, asked, 65536 // 2), 10.6)
    assert camera.feed.round_trip.seconds is not None
    assert abs(camera.feed.round_trip.seconds - 0.1) < 0.001


def test_a_switch_keeps_time_by_the_performers_own_clock():
    """Layers have their own timestamps, and a keyframe travels longer than other pictures."""
    camera = Camera(layers=2)
    for layer, begin in ((0, 5000), (1, 700_000)):
        for step in range(3):
            made = packet(step, begin + step * 3000, key=step == 0, ssrc=10 + layer, picture=step)
            kept = camera.sources[layer].receive(made, step / 30 + 0.05)
            assert kept is not None
            camera.feed.place(kept)
        report = SenderReport(10 + layer, ntp64(1e9), begin, 0, 0)
        camera.sources[layer].heard_report(report, 0.2, 1e9 + 0.2)
    last = camera.sources[0].receive(packet(3, 14_000, ssrc=10), 0.15)
    assert last is not None
    before = camera.feed.place(last)
    camera.feed.choose(1)
    late = camera.sources[1].receive(packet(3, 700_000 + 12_000, key=True, ssrc=11), 0.30)
    assert late is not None
    after = camera.feed.place(late)
    assert before is not None and after is not None
    assert after.timestamp - before.timestamp == 3000


def test_a_lossy_line_gets_repairs_twice_and_sooner_again_within_its_share():
    camera = Camera()
    for number in range(400):
        camera.feed.place(camera.frame(key=not number))
    feed, missing = camera.feed, camera.frame()
    feed.place(missing)
    feed.round_trip.seconds, now = 0.15, camera.now + 0.2
    assert len(feed.asked_again([missing.sequence], now)) == 1
    assert feed.asked_again([missing.sequence], now + 0.1) == []
    feed.lossy = True
    assert len(feed.asked_again([missing.sequence], now + 0.1)) == 2
    assert feed.asked_again([missing.sequence], now + 0.15) == []
    for number in range(1, 100):
        feed.asked_again([(missing.sequence - number) & 0xFFFF], now + 1)
    sent = feed.totals()[1]
    assert feed.resending.bytes < 0.61 * sent + 4_000


def test_a_line_without_rtx_gets_each_repair_once():
    camera = Camera()
    camera.feed = Feed(replace(WIRING, rtx_ssrc=None, rtx_payload_type=None), camera.sources)
    camera.feed.place(camera.frame(key=True))
    camera.feed.lossy = True
    missing = camera.frame()
    camera.feed.place(missing)
    assert len(camera.feed.asked_again([missing.sequence], camera.now + 1)) == 1


def test_before_it_begins_a_feed_has_no_layer_no_report_and_changes_nothing():
    camera = Camera()
    feed, kept = camera.feed, camera.frame(key=True)
    assert (feed.layer, feed.straight, feed.is_new) == (None, False, True)
    assert (feed.totals(), feed.sender_report(1.0, 1e9)) == ((0, 0), None)
    assert feed.hurried(kept) is kept
    feed.place(kept)
    assert (feed.layer, feed.shift, feed.is_new) == (0, None, False)


def test_a_viewer_that_begins_wishes_for_a_keyframe_and_for_none_of_sound():
    camera = Camera()
    camera.frame(key=True)
    assert not camera.sources[0].keyframes.wanted
    camera.feed.start()
    assert camera.sources[0].keyframes.wanted
    sound = Source("sound", OPUS)
    Feed(WIRING, [sound]).start()
    assert not sound.keyframes.wanted


def test_a_lossy_line_gets_redundant_sound_where_that_was_agreed():
    feed = Feed(replace(WIRING, red_payload_type=63), [Source("sound", OPUS)])
    assert feed.red is None
    feed.lossy = True
    assert feed.red == 63


def test_a_switched_feed_tells_by_what_it_changes_the_numbers():
    camera = Camera(layers=2)
    camera.feed.place(camera.frame(key=True))
    camera.feed.choose(1)
    camera.feed.place(camera.frame(key=True, layer=1))
    shift = camera.feed.shift
    assert shift is not None
    assert (shift.layer, shift.first) == (1, 101)
    assert camera.feed.sender_report(9.0, 1e9) is not None


def test_no_report_before_anything_is_known_of_the_time():
    camera = Camera()
    camera.feed.place(camera.frame(key=True))
    camera.sources[0].clock.restart()
    assert camera.feed.sender_report(9.0, 1e9) is None


def test_what_is_no_longer_kept_is_not_sent_again():
    camera = Camera()
    kept = camera.frame(key=True)
    camera.feed.place(kept)
    camera.sources[0].cache.clear()
    assert camera.feed.asked_again([kept.sequence], camera.now + 1) == []
    assert camera.feed.asked_again([kept.sequence - 1], camera.now + 1) == []


def test_a_feed_that_ends_where_nothing_is_left_goes_on_from_the_stretch_before():
    camera = Camera()
    first = camera.feed.place(camera.frame(key=True))
    assert first is not None
    camera.sources[0].newest = None  # another codec took over
    camera.feed.pause()
    camera.feed.choose(0)
    again = camera.feed.place(camera.frame(key=True))
    assert again is not None
    assert again.keyframe


def test_the_layer_that_is_sent_may_be_chosen_again_and_nothing_is_wished_for():
    camera = Camera()
    camera.feed.place(camera.frame(key=True))
    camera.feed.choose(0)
    assert not camera.sources[0].keyframes.wanted


def test_a_packet_from_before_the_keyframe_does_not_come_after_it():
    camera = Camera()
    late = camera.frame(key=True)
    camera.feed.place(camera.frame(key=True))
    assert camera.feed.place(late) is None
