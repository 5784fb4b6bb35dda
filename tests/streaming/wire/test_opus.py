"""How long an Opus packet lasts."""

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
