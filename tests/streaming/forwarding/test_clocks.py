"""Sound and picture of one performer stay in step."""

from streaming.forwarding.clocks import PerformerClock, TrackClock
from streaming.forwarding.codecs import OPUS, VP8
from streaming.forwarding.source import Source
from streaming.wire.ntp import ntp64
from streaming.wire.rtcp import SenderReport
from streaming.wire.serial import difference32

from .packets import packet

WALL = 1_700_000_000.0


def test_sound_and_picture_of_one_performer_stay_in_step():
    """Their reports travel with different delays; by the viewer's clock they still agree."""
    clock = PerformerClock()
    camera = Source("camera", VP8, clock=clock, first_timestamp=123_456)
    sound = Source("sound", OPUS, clock=clock, first_timestamp=4_000_000_000)
    theirs = 17.0  # the performer's clock is that far behind
    camera.receive(packet(1, 90_000 * 5, key=True), 5.050)
    sound.receive(packet(1, 48_000 * 5 + 77, b"opus"), 5.090)
    picture = SenderReport(1111, ntp64(WALL + 6 - theirs), 90_000 * 6, 0, 0)
    camera.heard_report(picture, 6.05, WALL + 6.05)
    voice = SenderReport(1111, ntp64(WALL + 6.5 - theirs), 48_000 * 13 // 2 + 77, 0, 0)
    sound.heard_report(voice, 6.64, WALL + 6.64)
    picture_at = camera.outgoing_timestamp_at(8.0, WALL + 8)
    sound_at = sound.outgoing_timestamp_at(8.0, WALL + 8)
    assert picture_at is not None and sound_at is not None
    picture_seconds = difference32(picture_at, 123_456) / 90_000
    sound_seconds = difference32(sound_at, 4_000_000_000) / 48_000
    assert abs(picture_seconds - sound_seconds) < 0.001
    assert abs(picture_seconds - 2.95) < 0.001


def test_before_any_report_arrivals_tell():
    sound = Source("sound", OPUS)
    assert sound.outgoing_timestamp_at(0.0, WALL) is None
    for step in range(10):
        sound.receive(packet(step, 960 * step, b"opus"), step * 0.02 + (0.03 if step else 0.0))
    assert sound.outgoing_timestamp_at(0.5, WALL) == 24_000


def test_after_a_take_over_the_new_performers_clock_counts():
    source = Source("sound", OPUS)
    source.receive(packet(1, 0, b"opus"), 1.0)
    source.heard_report(SenderReport(1111, ntp64(5.0), 0, 0, 0), 1.0, WALL)
    source.restart(clock=PerformerClock())
    source.receive(packet(1, 777, b"opus", ssrc=2), 3.0)
    assert source.outgoing_timestamp_at(4.0, WALL + 3) == 48_000 * 3


def test_when_an_encoder_begins_anew_its_old_reports_are_void():
    source = Source("sound", OPUS)
    source.receive(packet(1, 0, b"opus"), 1.0)
    source.heard_report(SenderReport(1111, ntp64(5.0), 0, 0, 0), 1.0, WALL)
    for step, (ssrc, begin) in enumerate(((1111, 900_000_000), (2, 77))):
        now = 2.0 + step
        source.receive(packet(2 + step, begin, b"opus", ssrc=ssrc), now)
        at = source.outgoing_timestamp_at(now + 0.5, WALL + now - 0.5)
        assert at == 48_000 * (step + 1) + 24_000
        source.heard_report(SenderReport(ssrc, ntp64(5.0 + step), begin, 0, 0), now, WALL + now)


def test_the_fastest_report_says_most_and_a_clock_that_was_set_is_believed():
    clock = PerformerClock()
    assert clock.performer_seconds(WALL) is None
    clock.heard(ntp64(WALL), 1.0, WALL + 0.2)
    clock.heard(ntp64(WALL + 1), 2.0, WALL + 1.9)  # it waited for half a second and more
    assert abs(clock.performer_seconds(WALL + 10) - (WALL + 9.8)) < 0.001
    clock.heard(ntp64(WALL + 3602), 3.0, WALL + 2.2)
    assert abs(clock.performer_seconds(WALL + 10) - (WALL + 3609.8)) < 0.001


def test_a_moment_of_capture_and_its_timestamp_belong_together():
    track = TrackClock(90_000, PerformerClock())
    assert track.captured_at(9000) is None
    assert track.timestamp_of(WALL) is None
    track.heard(SenderReport(1111, ntp64(WALL), 0, 0, 0), 90_000, 1.0, WALL)
    assert abs(track.captured_at(180_000) - (WALL + 1)) < 1e-6
    assert track.timestamp_of(WALL + 1) == 180_000
