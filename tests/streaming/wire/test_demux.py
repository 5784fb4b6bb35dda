"""What a datagram claims to be."""

from hypothesis import given
from hypothesis import strategies as st

from streaming.wire.demux import Kind, kind, kind_of


def test_each_first_byte_has_the_kind_of_rfc_7983():
    runs = []
    for first in range(256):
        found = kind_of(first, 0)
        if not runs or runs[-1][0] != found:
            runs.append((found, first))
    assert runs == [
        (Kind.STUN, 0),
        (Kind.JUNK, 4),
        (Kind.DTLS, 20),
        (Kind.JUNK, 64),
        (Kind.RTP, 128),
        (Kind.JUNK, 192),
    ]


def test_rtcp_is_told_by_its_second_byte():
    assert [kind_of(0x80, second) for second in (191, 192, 200, 223, 224)] == [
        Kind.RTP,
        Kind.RTCP,
        Kind.RTCP,
        Kind.RTCP,
        Kind.RTP,
    ]


def test_what_is_too_short_for_its_kind_is_junk():
    for first, second, shortest in ((0, 1, 20), (22, 254, 14), (128, 96, 12), (129, 201, 8)):
        whole = bytes((first, second)) + bytes(shortest - 2)
        assert kind(whole) is kind_of(first, second)
        assert kind(memoryview(whole)) is kind_of(first, second)
        assert kind(whole[:-1]) is Kind.JUNK
    assert kind(b"") is Kind.JUNK


@given(st.binary(max_size=40))
def test_every_datagram_has_a_kind(datagram):
    assert kind(datagram) in {Kind.JUNK, kind_of(*(datagram + b"\0\0")[:2])}
