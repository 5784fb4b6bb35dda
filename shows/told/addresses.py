"""Addresses and words for the world outside: calendars, feeds, letters, other sites."""

import re

from django.conf import settings

# What XML 1.0 and calendars cannot carry, whatever the escaping.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def absolute(path: str) -> str:
    """The full address of a page, from the setting and never from what a request claims."""
    return settings.FOOTLIGHTS_URL + path


def printable(text: str) -> str:
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str) -> str:
    """The same on one line, where a second one would be read as something else."""
    return " ".join(printable(text).split())
