"""The post: takes letters that are owed, writes each in its reader's words, and sends them.

A letter is held by one sender at a time, by one UPDATE with a condition. It can go out twice
only if the sender is killed after the mail server said yes and before the row says so: no mail
system can close that gap. See docs/decisions/0002-jobs.md.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.translation import gettext, pgettext

from accounts.models import User

from ..models import Letter, Show
from ..told import ical
from ..told.addresses import absolute, line, printable
from .owed import REMINDERS, Kind, address_of, known_date, why_not
from .reminders import stop_path

log = logging.getLogger(__name__)

Outcome = Letter.Outcome
LETTERS_AT_ONCE = 100
# How long a sender may hold a letter; far longer than the mail server may take (EMAIL_TIMEOUT).
HOLD = timedelta(minutes=10)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1))
MOST_ATTEMPTS = len(PAUSES) + 1
# After so many failures in a row the mail server is away: leave the rest for the next round.
FAILURES_IN_A_ROW = 3


def due(now: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(outcome=Outcome.OWED, due_at__lte=now).order_by("due_at", "pk")


def send_letters(*, holder: str, limit: int = LETTERS_AT_ONCE) -> dict[str, int]:
    """One round: at most `limit` letters, and what became of them."""
    release(holder)
    tally = {str(outcome): 0 for outcome in (Outcome.SENT, Outcome.DROPPED, Outcome.FAILED)}
    tally["again"] = in_a_row = 0
    connection = get_connection()
    for pk in list(due(timezone.now()).values_list("pk", flat=True)[:limit]):
        letter = hold(pk, holder)
        if letter is None:
            continue
        result = send(letter, connection)
        tally[result] += 1
        in_a_row = in_a_row + 1 if result in ("again", Outcome.FAILED) else 0
        if in_a_row == FAILURES_IN_A_ROW:
            break
    _hang_up(connection)
    return tally


def release(holder: str) -> None:
    """What an earlier run of the same task held: it is dead, else it would not run again."""
    Letter.objects.filter(outcome=Outcome.OWED, held_by=holder).update(
        held_by="", due_at=timezone.now()
    )


def hold(pk: int, holder: str) -> Letter | None:
    """Take one letter, if nobody else did: the database decides between two senders."""
    now = timezone.now()
    taken = Letter.objects.filter(
        pk=pk, outcome=Outcome.OWED, sent_at=None, due_at__lte=now
    ).update(due_at=now + HOLD, held_by=holder, attempts=F("attempts") + 1)
    if not taken:
        return None
    return Letter.objects.select_related("show__creator", "user").get(pk=pk)


def send(letter: Letter, connection: BaseEmailBackend) -> str:
    """Send one held letter; whatever goes wrong is written on it and stops no other."""
    try:
        if reason := why_not(letter, timezone.now()):
            return _finish(letter, Outcome.DROPPED, reason)
        if letter.attempts > MOST_ATTEMPTS:  # its senders died, each time
            return _finish(letter, Outcome.FAILED, "its sender was killed every time")
        connection.open()
        connection.send_messages([written(letter)])
    except Exception as error:
        log.warning("Letter %s was not sent: %s", letter.pk, error)
        _hang_up(connection)
        return _put_off(letter, error)
    return _finish(letter, Outcome.SENT)


def _hang_up(connection: BaseEmailBackend) -> None:
    with suppress(Exception):
        connection.close()


def _put_off(letter: Letter, error: Exception) -> str:
    """Again later, each time after a longer pause; after the last one the letter has failed."""
    trouble = f"{type(error).__name__}: {error}"
    if letter.attempts >= MOST_ATTEMPTS:
        log.error("Letter %s has failed for good: %s", letter.pk, error)
        return _finish(letter, Outcome.FAILED, trouble)
    pause = PAUSES[letter.attempts - 1]
    _mine(letter).update(held_by="", due_at=timezone.now() + pause, trouble=trouble[:200])
    return "again"


def _finish(letter: Letter, outcome: Letter.Outcome, trouble: str = "") -> str:
    sent_at = timezone.now() if outcome == Outcome.SENT else None
    _mine(letter).update(outcome=outcome, sent_at=sent_at, held_by="", trouble=trouble[:200])
    return str(outcome)


def _mine(letter: Letter) -> QuerySet[Letter]:
    """The row, as long as it is still this sender's: one that was too slow changes nothing."""
    return Letter.objects.filter(pk=letter.pk, outcome=Outcome.OWED, held_by=letter.held_by)


def written(letter: Letter) -> EmailMessage:
    """The letter in its reader's language, with the times on their clock and on the show's."""
    show, person = letter.show, letter.user
    stop = absolute(stop_path(show, person)) if letter.kind != Kind.CAST else ""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        words = {
            "show": show,
            "person": person,
            "when": when(show.starts_at, show, person),
            "was": when(was_at, show, person) if (was_at := known_date(letter)) else "",
            "reason": gettext(show.cancelled_reason) if show.cancelled_reason else "",
            "link": absolute(show.get_absolute_url()),
            "stop": stop if letter.kind in (*REMINDERS, Kind.SEAT) else "",
            "site_name": settings.SITE_NAME,
        }
        subject = render_to_string(f"shows/letters/{letter.kind}_subject.txt", words)
        text = render_to_string(f"shows/letters/{letter.kind}.txt", words)
        dates = ical.calendar([show], show.title) if letter.kind == Kind.SEAT else b""
    message = EmailMessage(
        subject=line(subject),
        body=printable(text).strip() + "\n",
        to=[address_of(person)],
        headers={"Auto-Submitted": "auto-generated"},
    )
    if dates:
        message.attach(f"{show.slug}.ics", dates, "text/calendar")
    if stop:
        message.extra_headers["List-Unsubscribe"] = f"<{stop}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def when(moment: datetime, show: Show, person: User) -> str:
    """A time on the reader's clock and, where it differs, on the clock of the show."""
    theirs = _on_clock(moment, person.time_zone or show.time_zone)
    local = _on_clock(moment, show.time_zone)
    if theirs.utcoffset() == local.utcoffset():
        return said(theirs, show.time_zone)
    return f"{said(theirs, person.time_zone)} / {said(local, show.time_zone)}"


def said(moment: datetime, zone: str) -> str:
    """A moment of this zone in words, with the name of the zone."""
    shape = pgettext("time in letters", "l, j F Y, H:i")
    return f"{formats.date_format(moment, shape)} ({zone})"


def _on_clock(moment: datetime, zone: str) -> datetime:
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):  # a zone that this machine does not know
        return moment.astimezone(ZoneInfo("UTC"))
