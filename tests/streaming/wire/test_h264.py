"""H.264 payloads: single units, several in one packet, pieces of one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.wire import h264

from .pictures import packets_of


def test_keyframes_of_a_real_encoder_are_seen_and_nothing_else():
    for wanted, payloads in packets_of("H264", {0, 5, 6}):
        assert any(h264.starts_keyframe(payload) for payload in payloads) is wanted
        assert h264.starts_keyframe(payloads[0]) is wanted


def several(*units):
    return b"\x78" + b"".join(len(unit).to_bytes(2, "big") + unit for unit in units)


@pytest.mark.parametrize(
    ("payload", "starting"),
    [
        (b"\x67\x42", [h264.SPS]),
        (b"\x68\xce", [h264.PPS]),
        (b"\x65\x88", [h264.IDR]),
        (b"\x41\x9a", [1]),
        (several(b"\x67\x42", b"\x68\xce", b"\x65\x88"), [7, 8, 5]),
        (several(b"\x06\x05", b"\x41\x9a"), [6, 1]),
        (b"\x7c\x85\x88", [h264.IDR]),
        (b"\x7c\x05\x88", []),
        (b"\x7c\x45\x88", []),
        (b"\x7c\x81\x9a", [1]),
        (b"\x7c", []),
        (b"\x78\x00", []),
        (b"\x78\x00\x09\x65", []),
        (b"\x78\x00\x00\x65\x65", []),
        (several(b"\x67\x42") + b"\x00\x09\x65", [7]),
        (b"\x1f\x65", []),
        (b"", []),
    ],
)
def test_units_begin_where_they_begin(payload, starting):
    assert h264.units_starting(payload) == starting
    assert h264.starts_keyframe(payload) is bool({5, 7} & set(starting))


@given(st.binary(max_size=40))
def test_any_bytes_have_an_answer(payload):
    for whole in (payload, b"\x78" + payload, b"\x7c" + payload):
        assert h264.starts_keyframe(whole) in (True, False)
