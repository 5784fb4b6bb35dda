"""Outgoing tracks number what they send and can send it again."""

from streaming.extras.outgoing import KEPT, Outgoing


def test_sequence_numbers_go_on_and_wrap():
    outgoing = Outgoing(96, 90000, "1")
    outgoing._sequence = 65534
    packets = outgoing.frame(0, [b"a", b"b", b"c"], 0.0) + outgoing.frame(3000, [b"d"], 0.0)
    assert [packet.sequence for packet in packets] == [65534, 65535, 0, 1]
    assert [packet.marker for packet in packets] == [False, False, True, True]
    assert packets[3].timestamp - packets[0].timestamp & 0xFFFFFFFF == 3000


def test_sound_has_no_markers():
    assert not Outgoing(111, 48000, "0").frame(0, [b"a"], 0.0)[0].marker


def test_retransmissions_are_wrapped_where_rtx_was_agreed():
    outgoing = Outgoing(96, 90000, "1", repair_type=97)
    (packet,) = outgoing.frame(0, [b"picture"], 0.0)
    (again,) = outgoing.again([packet.sequence, packet.sequence + 1 & 0xFFFF])
    assert (again.payload_type, again.ssrc) == (97, outgoing.repair_ssrc)
    assert again.payload == packet.sequence.to_bytes(2, "big") + b"picture"
    assert (again.timestamp, again.marker) == (packet.timestamp, True)


def test_without_rtx_they_go_out_as_they_were():
    outgoing = Outgoing(96, 90000, "1")
    packets = outgoing.frame(0, [b"picture"], 0.0)
    assert outgoing.again([packets[0].sequence]) == packets


def test_only_the_latest_are_kept():
    outgoing = Outgoing(96, 90000, "1")
    packets = outgoing.frame(0, [b"x"] * (KEPT + 1), 0.0)
    assert outgoing.again([packets[0].sequence]) == []
    assert outgoing.again([packets[1].sequence]) == packets[1:2]


def test_a_report_says_what_the_time_is():
    outgoing = Outgoing(96, 90000, "1")
    assert outgoing.report(0.0, 0.0) is None
    (packet,) = outgoing.frame(9000, [b"four"], 10.0)
    report = outgoing.report(10.5, 1000.25)
    assert report.rtp_timestamp - packet.timestamp & 0xFFFFFFFF == 45000
    assert report.ntp == int((1000.25 + 2_208_988_800) * 2**32)
    assert (report.packets, report.octets) == (1, 4)
