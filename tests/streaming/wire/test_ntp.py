"""NTP timestamps are Unix times from another epoch."""

from hypothesis import given
from hypothesis import strategies as st

from streaming.wire.ntp import middle32, ntp64, unix_seconds


def test_the_seventies_begin_seventy_years_after_ntp():
    assert ntp64(0.0) >> 32 == (70 * 365 + 17) * 86_400
    assert unix_seconds(ntp64(0.5)) == 0.5


@given(st.floats(0, 2_085_978_495))  # NTP comes round in 2036
def test_a_time_comes_back_to_the_microsecond(wall):
    assert abs(unix_seconds(ntp64(wall)) - wall) < 1e-6


def test_a_report_is_named_by_the_middle_of_its_timestamp():
    assert middle32(0x1111_2222_3333_4444) == 0x2222_3333
