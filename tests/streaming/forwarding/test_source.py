"""What a source keeps, and what it tells its performer."""

from itertools import pairwise

from streaming.forwarding.codecs import OPUS, VP8, Codec
from streaming.forwarding.source import Source
from streaming.wire import rtx
from streaming.wire.extensions import Extension
from streaming.wire.rtcp import Nack, Pli, ReceiverReport, SenderReport

from .packets import packet, picture_of


def video() -> Source:
    return Source("camera", VP8, first_sequence=100, first_timestamp=9000)


def begun() -> Source:
    source = video()
    assert source.receive(packet(500, 1000, key=True), 0.0)
    return source


def test_a_packet_is_kept_on_the_outgoing_line_and_in_the_cache():
    source = video()
    kept = source.receive(packet(500, 1000, key=True, marker=True), 1.5)
    assert kept is not None
    assert (kept.sequence, kept.timestamp, kept.marker, kept.keyframe) == (100, 9000, True, True)
    assert kept.arrived_at == 1.5
    assert source.cache.get(100) is kept


def test_a_packet_counts_once():
    source = begun()
    assert source.receive(packet(501, 4000), 0.1) is not None
    assert source.receive(packet(501, 4000), 0.1) is None
    assert source.receive(packet(500, 1000, key=True), 0.1) is None
    assert source.counts["double"] == 2


def test_sound_needs_no_keyframe_and_a_picture_does():
    sound = Source("sound", OPUS)
    assert sound.receive(packet(1, 0, b"\xfcabc"), 0.0) is not None
    source = video()
    assert source.receive(packet(1, 0), 0.0) is None
    assert [type(told) for told in source.upstream(0.0)] == [Pli]
    assert source.receive(packet(2, 3000, key=True), 0.1) is not None
    assert source.upstream(0.6) == []


def test_a_hushed_source_goes_on_in_silence_and_in_line():
    level = {1: Extension.AUDIO_LEVEL}
    sound = Source("sound", OPUS, level, first_sequence=100)
    kept = []
    for number in range(9):
        sound.hushed = 3 <= number < 6
        spoken = packet(number, number * 960, b"\xfcabc", extensions={1: b"\x8c"})
        kept.append(sound.receive(spoken, number * 0.02))
    assert [one.sequence for one in kept] == list(range(100, 109))
    assert {b.timestamp - a.timestamp for a, b in pairwise(kept)} == {960}
    payloads = [one.payload for one in kept]
    assert payloads == [b"\xfcabc"] * 3 + [b"\xfc\xff\xfe"] * 3 + [b"\xfcabc"] * 3
    levels = [one.extensions[Extension.AUDIO_LEVEL] for one in kept]
    assert levels == [b"\x8c"] * 3 + [b"\x7f"] * 3 + [b"\x8c"] * 3
    assert all(sound.cache.get(one.sequence) is one for one in kept)


def test_an_encoder_whose_keyframes_are_not_known_is_let_through_after_a_while():
    source = video()
    assert [source.receive(packet(n, n), float(n)) is not None for n in range(6)] == [
        False, False, False, False, True, True,
    ]  # fmt: skip


def test_an_empty_packet_leaves_no_hole():
    source = begun()
    assert source.receive(packet(501, 4000, b""), 0.01) is None
    kept = source.receive(packet(502, 4000), 0.02)
    assert kept is not None
    assert kept.sequence == 101
    assert [told for told in source.upstream(0.9) if isinstance(told, Nack)] == []


def test_what_is_missing_is_asked_for_at_once_and_its_return_is_kept():
    source = begun()
    source.receive(packet(503, 4000), 0.01)
    nacks = [told for told in source.upstream(0.01) if isinstance(told, Nack)]
    assert [(told.media, told.sequences) for told in nacks] == [(1111, [501, 502])]
    again = packet(7, 2000, b"\x01\xf5" + packet(501).payload, ssrc=2222)
    lost = rtx.unwrap(again, 1111)
    assert lost is not None
    kept = source.receive(lost, 0.2)
    assert kept is not None
    assert kept.sequence == 101


def test_an_empty_packet_that_is_sent_again_is_missed_no_longer():
    source = begun()
    source.receive(packet(502, 4000), 0.01)
    lost = rtx.unwrap(packet(7, 2000, b"\x01\xf5", ssrc=2222), 1111)
    assert lost is not None
    kept = source.receive(lost, 0.02)
    assert kept is not None
    assert (kept.sequence, kept.payload) == (101, b""), "viewers miss its number, too"
    assert [told for at in (0.02, 0.5) for told in source.upstream(at) if type(told) is Nack] == []


def test_another_ssrc_of_the_same_performer_goes_on_where_the_line_is():
    source = begun()
    assert source.receive(packet(9, 77, ssrc=5), 1.0) is None, "not before a keyframe"
    kept = source.receive(packet(10, 80, ssrc=5, key=True), 1.0)
    assert kept is not None
    assert (kept.sequence, kept.timestamp) == (101, 99_000)
    assert source.receive(packet(501, 4000), 1.0) is None, "the former encoder is over"
    assert source.receive(packet(11, 3080, ssrc=5), 1.1) is not None


def test_a_former_ssrc_is_taken_back_when_the_other_has_fallen_silent():
    source = begun()
    source.receive(packet(10, 80, ssrc=5, key=True), 1.0)
    assert source.receive(packet(501, 4000, key=True), 1.5) is None
    kept = source.receive(packet(560, 9000, key=True), 2.5)
    assert kept is not None
    assert kept.sequence == 102


def test_take_over_keeps_one_line_of_pictures():
    source = begun()
    kept = [source.receive(packet(501, 4000, picture=2), 0.1)]
    source.restart()
    kept.append(source.receive(packet(3, 5, ssrc=9, key=True, picture=30_000), 0.2))
    kept.append(source.receive(packet(4, 3005, ssrc=9, picture=30_001), 0.3))
    assert [(k.sequence, picture_of(k)) for k in kept if k] == [
        (101, 2), (102, 3), (103, 4),
    ]  # fmt: skip


def test_a_leap_of_the_numbers_is_believed_when_it_goes_on():
    source = begun()
    assert source.receive(packet(20_000, 4000, key=True), 0.1) is None
    assert source.receive(packet(501, 4000), 0.1) is not None
    assert source.receive(packet(30_000, 7000, key=True), 0.2) is None
    kept = source.receive(packet(30_001, 7000, key=True), 0.2)
    assert kept is not None
    assert kept.sequence == 102


def test_only_extensions_meant_for_viewers_go_on():
    source = Source("sound", OPUS, {1: Extension.MID, 2: Extension.AUDIO_LEVEL})
    kept = source.receive(packet(1, 0, b"x", extensions={1: b"0", 2: b"\x80", 3: b"?"}), 0.0)
    assert kept is not None
    assert kept.extensions == {Extension.AUDIO_LEVEL: b"\x80"}


def test_a_thousand_wishes_are_two_questions_a_second():
    source = begun()
    asked = 0
    for step in range(1000):
        source.keyframes.wanted = True
        asked += sum(isinstance(told, Pli) for told in source.upstream(1 + step / 100))
        if step % 20 == 0:
            source.receive(packet(501 + step, step * 900, key=True), 1 + step / 100)
    assert 10 <= asked <= 20


def test_the_report_says_what_was_lost():
    source = begun()
    for number in (501, 502, 504):
        source.receive(packet(number, number), 0.1)
    reports = [told for told in source.upstream(1.0) if isinstance(told, ReceiverReport)]
    assert [(b.ssrc, b.lost, b.fraction_lost, b.highest) for b in reports[0].blocks] == [
        (1111, 1, 51, 504)
    ]


def test_what_was_sent_until_it_is_forgotten_reaches_nobody_any_more():
    source = begun()
    source.receive(packet(501, 4000), 0.1)
    source.receive(packet(503, 7000, key=True), 0.2)  # 502 is missing
    source.forget()
    assert source.opening is None
    assert len(source.cache) == 0
    assert source.receive(packet(502, 4000), 0.3) is None  # repaired, too late
    rest = source.receive(packet(504, 7000, key=True), 0.3)  # of a picture that began before
    assert rest is not None
    assert not rest.keyframe
    assert source.opening is None
    source.receive(packet(505, 10_000, key=True), 0.4)
    assert source.opening is not None
    assert source.opening.arrived_at == 0.4


def test_what_is_forgotten_is_not_asked_for():
    source = begun()
    source.receive(packet(510, 4000), 0.1)
    source.forget()
    source.receive(packet(511, 7000), 0.2)
    assert not [one for at in (0.3, 1.0) for one in source.upstream(at) if isinstance(one, Nack)]


def test_what_leaves_late_does_not_become_the_newest_that_left():
    source = begun()
    first, second = source.newest, source.receive(packet(501, 4000), 0.1)
    assert first is not None and second is not None
    source.leaving([second])
    source.leaving([first])
    assert source.sent is second


def test_before_the_first_packet_nothing_is_told_and_no_report_is_believed():
    source = Source("sound", OPUS)
    assert source.upstream(9.0) == []
    source.heard_report(SenderReport(1111, 5 << 32, 0, 0, 0), 1.0, 1.0)
    assert source.outgoing_timestamp_at(2.0, 2.0) is None


def test_for_sound_no_keyframe_is_asked():
    source = Source("sound", OPUS)
    source.receive(packet(1, 0, b"\xfcabc"), 0.0)
    source.receive(packet(9, 7680, b"\xfcabc"), 0.2)
    told = [type(one) for step in range(40) for one in source.upstream(0.2 + step / 10)]
    assert {ReceiverReport, Nack} == set(told)


def test_pictures_of_another_codec_do_not_follow_those_of_the_one_before():
    source = begun()
    source.restart(Codec("H264", 90_000))
    assert source.newest is None
    kept = source.receive(packet(1, 0, b"\x65\x88\x84", ssrc=9), 0.2)
    assert kept is not None
    assert (kept.sequence, kept.payload) == (101, b"\x65\x88\x84")
