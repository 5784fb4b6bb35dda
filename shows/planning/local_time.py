"""The clock of a place and the moment it means: local_to_utc(). Pure: no clock, no database."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from streaming.foundation.refusals import Refused


@cache
def zone_names() -> frozenset[str]:
    """Every zone people may name; legacy and internal names are not offered, but understood."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


def find_zone(name: str) -> ZoneInfo:
    if name not in zone_names():
        raise Refused(
            "show.unknown_zone",
            _("We do not know this time zone. Choose one like “Europe/Paris”."),
            status=400,
            field="time_zone",
        )
    return ZoneInfo(name)


def local_to_utc(naive: datetime, zone: str) -> datetime:
    """The moment a clock on the wall of that zone means.

    When clocks go back an hour happens twice: the earlier one is meant. When they go forward an
    hour never happens: that is refused.
    """
    place = find_zone(zone)
    try:
        moment = naive.replace(tzinfo=place, fold=0).astimezone(UTC)
        told_again = moment.astimezone(place).replace(tzinfo=None, fold=0)
    except OverflowError:
        raise _no_such_time() from None
    if told_again != naive.replace(fold=0):
        raise _no_such_time()
    return moment


def _no_such_time() -> Refused:
    return Refused(
        "show.no_such_time",
        _("The clocks skip this time on that day. Choose an hour earlier or later."),
        status=400,
        field="starts_at",
    )
