"""Sentences about the letters that a show will still send: next_letter() reminders()."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Show
from .owed import Kind, ahead


def next_letter(show: Show) -> str:
    """For somebody who takes a seat now; empty if no letter is still to come."""
    kinds = ahead(show, timezone.now())
    if Kind.HOUR_BEFORE in kinds:
        return _("We’ll write to you before the curtain goes up.")
    return _("We’ll write to you when the curtain goes up.") if kinds else ""


def reminders(show: Show) -> str:
    """For somebody who asks for reminders now."""
    kinds = ahead(show, timezone.now())
    if Kind.DAY_BEFORE in kinds:
        return _("We’ll write to you a day before, an hour before and at the start.")
    if Kind.HOUR_BEFORE in kinds:
        return _("We’ll write to you an hour before and at the start.")
    if kinds:
        return _("We’ll write to you at the start.")
    return _("It’s almost time: stay on this page, it changes by itself when the show begins.")
