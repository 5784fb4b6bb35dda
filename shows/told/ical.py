"""iCalendar (RFC 5545): one show, or many. Times are UTC, which every calendar shows locally.

Nobody's address is in it: an ORGANIZER would need one, so the creator is named in the text.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from streaming.foundation.plain_text import plain_text

from ..models import Show
from ..states import State
from .addresses import absolute, line, printable

REFRESH = timedelta(hours=1)
STATUS = {State.DRAFT: "TENTATIVE", State.CANCELLED: "CANCELLED"}


def calendar(shows: Iterable[Show], name: str) -> bytes:
    """A calendar that can be subscribed to; cancelled dates stay in it and say so."""
    result = Calendar()
    result.add("prodid", f"-//{settings.SITE_NAME}//Live shows//EN")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", "PUBLISH")
    result.add("name", line(name))
    result.add("x-wr-calname", line(name))
    result.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    result.add("x-published-ttl", "PT1H")
    for show in shows:
        result.add_component(event(show))
    return result.to_ical()


def event(show: Show) -> Event:
    """One show. UID never changes; SEQUENCE grows with each change."""
    result = Event()
    result.add("uid", str(show.uuid))
    result.add("sequence", _sequence(show))
    result.add("dtstamp", _utc(show.changed_at))
    result.add("created", _utc(show.created_at))
    result.add("last-modified", _utc(show.changed_at))
    result.add("dtstart", _utc(show.starts_at))
    result.add("dtend", _utc(show.ends_at))
    result.add("summary", heading(show))
    result.add("description", _description(show))
    result.add("url", absolute(show.get_absolute_url()))
    result.add("location", absolute(show.get_absolute_url()))
    result.add("categories", [str(show.get_category_display())])
    result.add("status", STATUS.get(State(show.state), "CONFIRMED"))
    return result


def heading(show: Show) -> str:
    """The title for calendars and feeds, which keep it. It says that a show is cancelled, which
    stays true; it does not say that a show is live."""
    title = line(show.title)
    if show.state == State.CANCELLED:
        return _("Cancelled: %(title)s") % {"title": title}
    return title


def _sequence(show: Show) -> int:
    """A number that grows with each version: the seconds from creation to the last change, plus the
    number of new dates, since two changes may fall into one second."""
    return show.schedule_version + int((show.changed_at - show.created_at).total_seconds())


def _description(show: Show) -> str:
    lines = [_("By %(name)s") % {"name": show.creator.name}]
    if show.state == State.CANCELLED:
        lines.append(_("This show is cancelled."))
        lines.append(show.cancelled_reason)
    lines += [show.summary, plain_text(show.description)]
    if show.content_notes:
        lines.append(_("Content notes: %(notes)s") % {"notes": show.content_notes})
    lines.append(absolute(show.get_absolute_url()))
    return printable("\n\n".join(line for line in lines if line))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
