"""How long an Opus packet lasts, and a silence of that length."""

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.wire import opus


@pytest.mark.parametrize(
    ("payload", "milliseconds"),
    [
        (b"\xfc\xff\xfe", 20),  # what encoders say in silence: CELT, fullband
        (b"\x78", 20),  # hybrid
        (b"\x08", 20),
        (b"\x18", 60),
        (b"\x19", 120),
        (b"\x80", 2.5),
        (b"\xe3\x04", 10),
        (b"\x1b\x02", 120),
        (b"\x1b\x03", 0),  # longer than a packet may be
        (b"\x1b\x00", 0),
        (b"\x1b", 0),
        (b"", 0),
    ],
)
def test_the_first_bytes_say_how_long(payload, milliseconds):
    assert opus.duration_samples(payload) == milliseconds * 48


@given(st.binary(max_size=10))
def test_no_packet_is_longer_than_120_ms(payload):
    assert 0 <= opus.duration_samples(payload) <= opus.LONGEST_SAMPLES


LENGTHS = sorted({opus.duration_samples(bytes((head, 1))) for head in range(256)})


@given(st.binary(min_size=1, max_size=10))
def test_a_silence_lasts_as_long_in_as_many_channels(payload):
    silent = opus.silence(payload)
    assert opus.duration_samples(silent) == (opus.duration_samples(payload) or 960)
    assert silent[0] & 4 == payload[0] & 4
    assert opus.silence(silent) == silent


def test_a_decoder_hears_nothing_in_it():
    heads = [bytes((head, 1)) for head in range(256)] + [bytes((0x7F, 48))]
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate = 48000
    for payload in heads:
        for frame in decoder.decode(av.Packet(opus.silence(payload))):
            assert frame.samples in LENGTHS
            assert not any(bytes(frame.planes[0]))
