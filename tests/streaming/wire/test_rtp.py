"""RTP packets survive the way into values and back."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.wire import rtp
from streaming.wire.errors import Malformed
from streaming.wire.rtp import Rtp

values = st.binary(max_size=20)
packets = st.builds(
    Rtp,
    payload_type=st.integers(0, 127),
    sequence=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFFFFFF),
    ssrc=st.integers(0, 0xFFFFFFFF),
    marker=st.booleans(),
    payload=st.binary(max_size=100),
    extensions=st.dictionaries(st.integers(1, 14), st.binary(min_size=1, max_size=16))
    | st.dictionaries(st.integers(1, 255), values),
    padding=st.integers(0, 255),
    contributors=st.lists(st.integers(0, 0xFFFFFFFF), max_size=15).map(tuple),
)


@given(packets)
def test_a_packet_is_the_same_after_a_round_trip(packet):
    data = bytes(packet)
    assert rtp.parse(data) == packet
    assert rtp.parse(memoryview(data)) == packet


def test_elements_of_the_reserved_number_end_a_block():
    data = bytes(Rtp(96, 1, 2, 3, extensions={1: b"a", 2: b"b"}))
    assert rtp.parse(data).extensions == {1: b"a", 2: b"b"}
    assert rtp.parse(data.replace(b"\x20b", b"\xf0b")).extensions == {1: b"a"}


def test_an_unknown_profile_is_stepped_over():
    data = bytes(Rtp(96, 1, 2, 3, extensions={1: b"a"}, payload=b"media"))
    packet = rtp.parse(data.replace(b"\xbe\xde", b"\x12\x34"))
    assert (packet.extensions, packet.payload) == ({}, b"media")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80\x60" + bytes(9),
        b"\x00\x60" + bytes(10),
        b"\x8f\x60" + bytes(10),
        b"\x90\x60" + bytes(10),
        b"\x90\x60" + bytes(10) + b"\xbe\xde\x00\x02" + bytes(4),
        b"\x90\x60" + bytes(10) + b"\xbe\xde\x00\x01\x1f\x00\x00\x00",
        b"\x90\x60" + bytes(10) + b"\x10\x00\x00\x01\x01\x09\x00\x00",
        b"\xa0\x60" + bytes(10),
        b"\xa0\x60" + bytes(10) + b"\x00",
        b"\xa0\x60" + bytes(10) + b"ab\x04",
    ],
)
def test_broken_packets_are_malformed(data):
    with pytest.raises(Malformed):
        rtp.parse(data)


@given(st.binary(max_size=80))
def test_any_bytes_are_a_packet_or_malformed(data):
    for whole in (data, b"\xb1" + data):
        try:
            packet = rtp.parse(whole)
        except Malformed:
            continue
        assert rtp.parse(bytes(packet)) == packet


def test_a_large_packet_is_read_about_as_fast_as_a_dict_is_filled():
    """The hot path of a performer: measured in CPU time against this machine itself, by turns, with
    three times of what it takes."""
    data = bytes(
        Rtp(96, 7, 9000, 5, True, bytes(1150), {1: b"0", 2: bytes(3), 3: bytes(2), 4: b"hi"})
    )

    def cpu_seconds(work) -> float:
        start = time.thread_time()
        for _ in range(500):
            work()
        return time.thread_time() - start

    yardstick, reading = [], []
    for _ in range(20):
        yardstick.append(cpu_seconds(lambda: dict.fromkeys(range(40))))
        reading.append(cpu_seconds(lambda: rtp.parse(data)))
    assert min(reading) < 30 * min(yardstick)
