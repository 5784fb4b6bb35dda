"""When a chat is open: hours_at() decides from rows that are given, hours_of() reads them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from shows.models import Show
from shows.states import COMING, ON_AIR, OVER, State

from ..models import Chat


@dataclass(frozen=True, slots=True)
class Hours:
    """Whether it is open now; `opens_at` where it will, `closes_at` where the end is known."""

    open: bool
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def hours_at(chat: Chat, show: Show, ended_at: datetime | None, now: datetime) -> Hours:
    """With the doors or before them, and until some minutes after the end."""
    if show.state == State.DOORS or show.state in ON_AIR:
        return Hours(True)
    if show.state in COMING:
        opens_at = _opens_at(chat, show)
        return Hours(chat.opens_minutes is not None and opens_at <= now, opens_at)
    if show.state in OVER:
        closes_at = (ended_at or show.ends_at) + timedelta(minutes=chat.closes_minutes)
        return Hours(now < closes_at, None, closes_at)
    return Hours(False)


def _opens_at(chat: Chat, show: Show) -> datetime:
    minutes = max(chat.opens_minutes or 0, show.doors_minutes)
    return show.starts_at - timedelta(minutes=minutes)


def hours_of(chat: Chat, now: datetime) -> Hours:
    """From the rows as they are in this moment, whatever was read before."""
    show = Show.objects.annotate(ended_at=Max("broadcasts__ended_at")).get(pk=chat.pk)
    return hours_at(chat, show, show.ended_at, now)
