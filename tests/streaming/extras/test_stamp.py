"""The time in a picture is found in the packet that carries it, and decoders do not mind."""

import av
import pytest

from streaming.extras import packetise
from streaming.extras.picture import Reading, read_frame
from streaming.extras.stamp import find_stamp, restamp, stamp, stamp_h264, stamp_vp8
from streaming.extras.testcard import Camera


@pytest.mark.parametrize(("codec", "write"), [("H264", stamp_h264), ("VP8", stamp_vp8)])
def test_a_stamped_picture_decodes_as_before(codec, write):
    camera, seen = Camera(codec, 180), []
    decoder = av.CodecContext.create(codec.lower(), "r")
    for counter in range(5):
        coded = camera.take(counter, counter)
        for frame in decoder.decode(av.Packet(write(coded.body, 12.5))):
            seen.append(read_frame(frame))
    for frame in decoder.decode(None):
        seen.append(read_frame(frame))
    assert seen == [Reading(counter, counter) for counter in range(5)]


@pytest.mark.parametrize("height", [180, 720])
def test_one_packet_of_a_picture_carries_the_time(height):
    body = Camera("H264", height).take(0, 0).body
    payloads = packetise.h264(stamp_h264(body, 1234.5))
    assert [one for one in map(find_stamp, payloads) if one is not None] == [1234.5]
    frame = Camera("VP8", height).take(0, 0).body
    payloads = packetise.vp8(stamp_vp8(frame, 1234.5), 1)
    assert find_stamp(payloads[-1]) == 1234.5


def test_what_waited_for_its_turn_says_when_it_was_sent():
    payload = b"\x06\x05" + stamp(12.5) + b"\x80rest"
    again = restamp(payload, 13.25)
    assert find_stamp(again) == 13.25
    assert (again[:2], again[-5:], len(again)) == (payload[:2], payload[-5:], len(payload))
    assert restamp(b"no time here", 13.25) == b"no time here"


@pytest.mark.parametrize("payload", [b"", b"abc", stamp(1.0)[:-1], stamp(1.0)[:16] + b"z" * 16])
def test_what_is_no_stamp_is_none(payload):
    assert find_stamp(payload) is None
