"""Signs that the audience gives the show itself, counted by the second: record() totals()."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from shows.models import Show

from ..models import Applause


def record(show: Show, came: Mapping[str, int]) -> dict[str, int]:
    """What came in this second is added; the totals with it."""
    second = timezone.now().replace(microsecond=0)
    for sign, count in came.items():
        _add(show, sign, second, count)
    return totals(show)


def _add(show: Show, sign: str, second, count: int) -> None:
    this = Applause.objects.filter(show=show, sign=sign, second_at=second)
    if this.update(count=F("count") + count):
        return
    try:
        with transaction.atomic():
            Applause.objects.create(show=show, sign=sign, second_at=second, count=count)
    except IntegrityError:  # another process was quicker
        this.update(count=F("count") + count)


def totals(show: Show) -> dict[str, int]:
    found = Applause.objects.filter(show=show).order_by().values_list("sign").annotate(Sum("count"))
    return dict.fromkeys(Applause.Sign.values, 0) | dict(found)
