"""What a datagram claims to be."""

from hypothesis import given
from hypothesis import strategies as st

from streaming.wire.demux import Kind, kind_of


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


@given(st.integers(0, 255), st.integers(0, 255))
def test_media_are_known_by_their_version(first, second):
    assert (kind_of(first, second) in (Kind.RTP, Kind.RTCP)) is (first >> 6 == 2)
