"""A lost packet comes back under another SSRC, in its old shape."""

from hypothesis import given
from hypothesis import strategies as st

from streaming.forwarding.fanout import Wiring, rtx_packet
from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.wire import rtp, rtx
from streaming.wire.rtp import Rtp

WIRING = Wiring("camera/video/0", 96, 97, "0", 1111, 2222)


def test_the_lost_packet_has_its_own_number_its_time_and_its_marker():
    again = Rtp(97, 7, 9000, 2222, True, b"\x01\xf5media", {1: b"0"})
    assert rtx.unwrap(again, 1111) == Rtp(97, 501, 9000, 1111, True, b"media", {1: b"0"})


def test_a_probe_carries_no_packet_and_an_empty_packet_is_one():
    assert rtx.unwrap(Rtp(97, 7, 9000, 2222), 1111) is None
    assert rtx.unwrap(Rtp(97, 7, 9000, 2222, payload=b"\x01"), 1111) is None
    assert rtx.unwrap(Rtp(97, 7, 9000, 2222, payload=b"\x01\xf5"), 1111) == Rtp(97, 501, 9000, 1111)


@given(st.integers(0, 0xFFFF), st.binary(max_size=30), st.booleans())
def test_what_the_relay_sends_again_is_unwrapped_to_what_it_was(sequence, payload, marker):
    kept = OutgoingPacket(sequence, 9000, marker, payload, {}, False, 0.0, len(payload))
    lost = rtx.unwrap(rtp.parse(rtx_packet(kept, WIRING, 7, b"")), 1111)
    assert lost == Rtp(97, sequence, 9000, 1111, marker, payload)
