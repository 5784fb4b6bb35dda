"""The size of H.264 pictures, read from what a real encoder says before its keyframes."""

from fractions import Fraction

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.extras.packetise import h264 as packets
from streaming.wire.h264_size import picture_size

from .pictures import pictures


def coded(profile: str, width: int, height: int) -> list[bytes]:
    """The payloads of one keyframe of x264."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base = Fraction(1, 30)
    encoder.options = {"profile": profile, "tune": "zerolatency", "preset": "ultrafast"}
    found = [bytes(one) for frame in pictures(1, width, height) for one in encoder.encode(frame)]
    found += [bytes(one) for one in encoder.encode(None)]
    return packets(b"".join(found))


@pytest.mark.parametrize("profile", ["baseline", "main", "high"])
@pytest.mark.parametrize("size", [(1280, 720), (640, 360), (320, 180), (202, 358)])
def test_the_size_of_every_profile_is_read(profile, size):
    found = [picture_size(payload) for payload in coded(profile, *size)]
    assert [one for one in found if one] == [size]


def test_a_number_that_never_ends_is_no_size():
    assert picture_size(b"\x67\x42\x00\x1f" + bytes(16)) is None


@given(st.binary(max_size=80))
def test_noise_is_no_size_and_no_error(noise):
    for head in (b"", b"\x67", b"\x67\x42\x00\x1f", b"\x67\x64\x00\x1f", b"\x78\x00\x20\x67"):
        found = picture_size(head + noise)
        assert found is None or (found[0] > 0 and found[1] > 0)
