from datetime import UTC, datetime

import pytest

from shows.planning.local_time import local_to_utc
from streaming.foundation.refusals import Refused


def test_a_clock_on_the_wall_means_a_moment():
    assert local_to_utc(datetime(2031, 7, 1, 20), "Europe/Paris") == datetime(
        2031, 7, 1, 18, tzinfo=UTC
    )


def test_an_hour_the_clocks_skip_is_refused():
    with pytest.raises(Refused) as refused:
        local_to_utc(datetime(2030, 3, 31, 2, 30), "Europe/Berlin")
    assert (refused.value.code, refused.value.field) == ("show.no_such_time", "starts_at")


def test_an_hour_that_comes_twice_is_the_earlier_one():
    moment = local_to_utc(datetime(2030, 10, 27, 2, 30), "Europe/Berlin")
    assert moment == datetime(2030, 10, 27, 0, 30, tzinfo=UTC)


def test_a_gap_of_half_an_hour_counts_too():
    with pytest.raises(Refused) as refused:
        local_to_utc(datetime(2030, 10, 6, 2, 15), "Australia/Lord_Howe")
    assert refused.value.code == "show.no_such_time"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "\x00", "a" * 10_000])
def test_a_zone_nobody_knows_is_refused(name):
    with pytest.raises(Refused) as refused:
        local_to_utc(datetime(2030, 1, 1), name)
    assert (refused.value.code, refused.value.field) == ("show.unknown_zone", "time_zone")


@pytest.mark.parametrize("moment", [datetime(1, 1, 1), datetime(9999, 12, 31, 23)])
def test_the_ends_of_the_calendar_are_refused_and_do_not_crash(moment):
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        try:
            local_to_utc(moment, zone)
        except Refused as refused:
            assert refused.code == "show.no_such_time"
