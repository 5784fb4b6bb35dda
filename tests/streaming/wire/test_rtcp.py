"""RTCP: reports and feedback, whole and broken."""

import pytest
from aiortc import rtp as theirs
from hypothesis import given
from hypothesis import strategies as st

from streaming.wire import rtcp
from streaming.wire.errors import Malformed
from streaming.wire.rtcp.packing import packed

words = st.integers(0, 0xFFFFFFFF)
shorts = st.integers(0, 0xFFFF)
bytes_ = st.integers(0, 255)
names = st.text(max_size=20).filter(lambda name: len(name.encode()) < 256)
blocks = st.lists(
    st.builds(
        rtcp.ReportBlock,
        words,
        bytes_,
        st.integers(-0x800000, 0x7FFFFF),
        words,
        words,
        words,
        words,
    ),
    max_size=31,
)
packets = st.one_of(
    st.builds(rtcp.SenderReport, words, st.integers(0, 2**64 - 1), words, words, words, blocks),
    st.builds(rtcp.ReceiverReport, words, blocks),
    st.builds(rtcp.Description, st.lists(st.tuples(words, names), max_size=31)),
    st.builds(rtcp.Bye, st.lists(words, max_size=31), names),
    st.builds(rtcp.Pli, words, words),
    st.builds(rtcp.Fir, words, st.lists(st.tuples(words, bytes_), min_size=1, max_size=5)),
    st.builds(rtcp.Remb, words, st.integers(0, 0x3FFFF), st.lists(words, max_size=5)),
    st.builds(
        rtcp.Unknown,
        st.just(204),
        st.integers(0, 31),
        st.binary(max_size=5).map(lambda raw: raw * 4),
    ),
)


@given(st.lists(packets, min_size=1, max_size=5))
def test_a_compound_is_the_same_after_a_round_trip(compound):
    assert rtcp.parse(rtcp.compound(compound)) == compound


@given(shorts, st.sets(st.integers(0, 400), min_size=1, max_size=200))
def test_a_nack_asks_for_what_it_was_given(base, offsets):
    wanted = [(base + offset) & 0xFFFF for offset in sorted(offsets)]
    data = bytes(rtcp.Nack(1, 2, wanted))
    assert rtcp.parse(data) == [rtcp.Nack(1, 2, wanted)]
    # aiortc counts on beyond 16 bits.
    assert [one & 0xFFFF for one in theirs.RtcpPacket.parse(data)[0].lost] == wanted


def test_a_number_that_is_listed_twice_is_asked_for_once():
    assert rtcp.parse(bytes(rtcp.Nack(1, 2, [5, 5, 6]))) == [rtcp.Nack(1, 2, [5, 6])]


def test_feedback_of_another_application_is_not_known():
    said = feedback(206, 15, bytes(8) + b"ABCD" + bytes(4))
    assert [type(one) for one in rtcp.parse(said)] == [rtcp.Unknown]


def test_of_a_source_its_canonical_name_alone_is_read():
    items = b"\x02\x02no\x01\x03yes" + bytes(3)
    said = b"\x81\xca\x00\x04" + (7).to_bytes(4, "big") + items
    assert rtcp.parse(said) == [rtcp.Description([(7, "yes")])]


def test_a_body_is_made_of_whole_words():
    with pytest.raises(ValueError, match="whole words"):
        packed(0, 200, b"abc")


def test_neighbours_share_an_entry_of_a_nack():
    assert len(bytes(rtcp.Nack(1, 2, list(range(65530, 65536)) + list(range(11))))) == 16
    assert len(bytes(rtcp.Nack(1, 2, list(range(18))))) == 20


@given(st.integers(0, 2**82))
def test_a_bitrate_is_kept_to_a_hundred_thousandth(bitrate):
    [remb] = rtcp.parse(bytes(rtcp.Remb(1, bitrate, [5])))
    top = 0x3FFFF << 63
    assert remb.bitrate <= bitrate
    assert min(bitrate, top) - remb.bitrate <= bitrate >> 17


@given(
    shorts,
    words,
    bytes_,
    st.lists(st.none() | st.integers(-3000, 3000), min_size=1, max_size=120),
    st.lists(st.sampled_from([0, 30, 900]), max_size=3),
)
def test_arrivals_are_kept(base, start, count, steps, gaps):
    arrival, line = start, []
    wanted = [*steps, *[None] * sum(gaps[:1]), 5][:1000]
    for offset, step in enumerate(wanted):
        if step is not None:
            arrival = (arrival + step) & 0xFFFFFFFF
        line.append(((base + offset) & 0xFFFF, None if step is None else arrival))
    if all(arrived is None for _, arrived in line):
        return
    feedback = rtcp.TransportFeedback.covering(1, 2, count, line)
    assert rtcp.parse(bytes(feedback)) == [feedback]
    assert feedback.packets == line


def test_another_stack_reads_our_reports():
    block = rtcp.ReportBlock(9, 10, -5, 70000, 12, 13, 14)
    sender = rtcp.SenderReport(1, 2**40, 3, 4, 5, [block])
    report, receiver, names, bye = theirs.RtcpPacket.parse(
        rtcp.compound(
            [
                sender,
                rtcp.ReceiverReport(6, [block]),
                rtcp.Description([(1, "one")]),
                rtcp.Bye([1]),
            ]
        )
    )
    assert (report.ssrc, report.sender_info.ntp_timestamp) == (1, 2**40)
    assert report.reports[0].packets_lost == receiver.reports[0].packets_lost == -5
    assert names.chunks[0].items == [(1, b"one")]
    assert bye.sources == [1]


def test_we_read_the_reports_of_another_stack():
    bitrate, ssrcs = 2_300_000, [7, 8]
    fci = theirs.pack_remb_fci(bitrate, ssrcs)
    data = bytes(theirs.RtcpPsfbPacket(fmt=15, ssrc=1, media_ssrc=0, fci=fci))
    [remb] = rtcp.parse(data)
    assert (remb.ssrcs, remb.sender) == (ssrcs, 1)
    assert abs(remb.bitrate - bitrate) < 16


def test_padding_is_taken_off_the_last_packet():
    data = bytearray(bytes(rtcp.ReceiverReport(1)) + bytes(rtcp.Pli(1, 2)) + b"\0\0\0\4")
    data[8] |= 0x20
    data[11] += 1
    assert rtcp.parse(data) == [rtcp.ReceiverReport(1), rtcp.Pli(1, 2)]


def feedback(kind, count, body):
    return bytes((0x80 | count, kind, 0, len(body) // 4)) + body


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80\xc9\x00",
        b"\x40\xc9\x00\x01\x00\x00\x00\x01",
        b"\x80\xc9\x00\x02\x00\x00\x00\x01",
        b"\x81\xc9\x00\x01\x00\x00\x00\x01",
        b"\x80\xc8\x00\x01\x00\x00\x00\x01",
        b"\xa0\xc9\x00\x01\x00\x00\x00\x09",
        b"\xa0\xc9\x00\x00",
        b"\x80\xc9\x00\x00",
        b"\x81\xca\x00\x00",
        b"\x81\xca\x00\x02\x00\x00\x00\x01\x01\x09ab",
        b"\x81\xca\x00\x02\x00\x00\x00\x01\x01\x02ab",
        b"\x82\xcb\x00\x01\x00\x00\x00\x01",
        b"\x81\xcb\x00\x02\x00\x00\x00\x01\x09abc",
        feedback(206, 15, bytes(8) + b"REM\0"),
        feedback(206, 15, bytes(8)),
        feedback(206, 15, bytes(8) + b"REMB\x02\0\0\0" + bytes(4)),
        feedback(205, 1, bytes(8)),
        feedback(205, 1, bytes(4)),
        feedback(206, 1, bytes(4)),
        feedback(206, 4, bytes(8)),
        feedback(206, 4, bytes(12)),
        feedback(205, 15, bytes(16)),
        feedback(205, 15, bytes(8) + b"\0\0\0\x28\0\0\0\0" + b"\x80\0" * 2),
        feedback(205, 15, bytes(8) + b"\0\0\0\0" + bytes(8)),
        feedback(205, 15, bytes(8) + b"\0\0\xff\xff\0\0\0\0" + b"\x1f\xff" * 10),
        feedback(205, 15, bytes(8) + b"\0\0\0\x03\0\0\0\0" + b"\x20\x03\0\0"),
        feedback(205, 15, bytes(8) + b"\0\0\0\x01\0\0\0\0" + b"\x60\x01\0\0"),
        bytes(rtcp.Pli(1, 2)) * 65,
        bytes(rtcp.Nack(1, 2, list(range(1001)))),
    ],
)
def test_broken_packets_are_malformed(data):
    with pytest.raises(Malformed):
        rtcp.parse(data)


@pytest.mark.parametrize(
    "compound",
    [
        [rtcp.Nack(1, 2, list(range(501)))] * 2,
        [rtcp.ReceiverReport(1, []), *[rtcp.Nack(1, 2, list(range(400)))] * 3],
        [rtcp.Nack(1, 2, list(range(990))), rtcp.Bye(list(range(11)))],
        [rtcp.Pli(1, 2)] * 17,
    ],
)
def test_the_bound_is_that_of_the_whole_datagram(compound):
    half = compound[: len(compound) // 2]
    assert rtcp.parse(rtcp.compound(half)) == half
    with pytest.raises(Malformed):
        rtcp.parse(rtcp.compound(compound))


def test_what_is_not_wanted_is_not_looked_into():
    broken = feedback(205, 15, bytes(16)) + feedback(205, 1, bytes(8))
    wanted = bytes(rtcp.Pli(1, 2))
    read = rtcp.parse(broken + wanted, {rtcp.Pli})
    assert [type(one) for one in read] == [rtcp.Unknown, rtcp.Unknown, rtcp.Pli]
    assert rtcp.compound(read) == broken + wanted
    with pytest.raises(Malformed):
        rtcp.parse(broken + wanted, {rtcp.Pli, rtcp.Nack})


@given(st.binary(max_size=60), st.integers(192, 223), st.integers(0, 31))
def test_any_bytes_are_packets_or_malformed(data, kind, count):
    body = data + bytes(-len(data) % 4)
    for whole in (data, feedback(kind, count, body)):
        try:
            found = rtcp.parse(whole)
        except Malformed:
            continue
        rtcp.parse(rtcp.compound(found))
