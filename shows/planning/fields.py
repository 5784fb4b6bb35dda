"""What may stand in each field of a show: clean_fields(). Forms and the API both come here."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_line, clean_text

from ..models import Show
from .local_time import find_zone

MOST_TAGS = 8
MOST_SEATS = 100_000
SHORTEST_GRACE, LONGEST_GRACE = 10, 3600  # seconds
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def clean_fields(given: dict[str, Any]) -> dict[str, Any]:
    """The given fields as they are kept; Refused, with the field named, for what cannot be."""
    unknown = given.keys() - CLEANERS.keys() - {"slug", "password"}
    if unknown:
        raise TypeError(f"a show has no {', '.join(sorted(unknown))}")
    return {name: CLEANERS[name](value) for name, value in given.items() if name in CLEANERS}


def bad(code: str, sentence: str, field: str) -> Refused:
    return Refused(code, sentence, status=400, field=field)


def clean_tags(names: Iterable[str]) -> list[str]:
    """Small letters, each word once, in the order of the alphabet."""
    tags = dict.fromkeys(
        clean_line(name, 30, field="tags").lstrip("#").strip().lower() for name in names
    )
    tags.pop("", None)
    if len(tags) > MOST_TAGS:
        raise bad(
            "show.too_many_tags",
            _("A show has at most %(most)d tags.") % {"most": MOST_TAGS},
            "tags",
        )
    return sorted(tags)


def _title(value: str) -> str:
    title = clean_line(value, 120, field="title")
    if not title:
        raise bad("show.no_title", _("A show needs a title."), "title")
    return title


def _language(value: str) -> str:
    if value and (len(value) > 35 or not _LANGUAGE.fullmatch(value)):
        raise bad(
            "show.unknown_language",
            _("Name the language with its code, like “en” or “pt-BR”."),
            "language",
        )
    return value


def _starts_at(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise bad("show.no_zone", _("Say in which zone the start is."), "starts_at")
    return value.replace(second=0, microsecond=0)


def _capacity(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= MOST_SEATS:
        raise bad(
            "seat.bad_capacity",
            _("Give a number of seats from 1 to %(most)d, or none at all.") % {"most": MOST_SEATS},
            "capacity",
        )
    return value


def _line(field: str, longest: int) -> Callable[[str], str]:
    return lambda value: clean_line(value, longest, field=field)


def _text(field: str, longest: int) -> Callable[[str], str]:
    return lambda value: clean_text(value, longest, field=field)


def _one_of(field: str, known: list[str]) -> Callable[[str], str]:
    def clean(value: str) -> str:
        if value not in known:
            raise bad(f"show.unknown_{field}", _("Choose one of the list."), field)
        return str(value)

    return clean


def _between(field: str, least: int, most: int) -> Callable[[int], int]:
    def clean(value: int) -> int:
        if not least <= value <= most:
            sentence = _("Give a number from %(least)d to %(most)d.")
            raise bad(f"show.bad_{field}", sentence % {"least": least, "most": most}, field)
        return value

    return clean


def _grace(value: int) -> int:
    if not SHORTEST_GRACE <= value <= LONGEST_GRACE:
        sentence = _("A show waits from ten seconds to an hour for its performers.")
        raise bad("show.bad_grace_seconds", sentence, "grace_seconds")
    return value


CLEANERS: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "summary": _line("summary", 200),
    "description": _text("description", 10_000),
    "category": _one_of("category", list(Show.Category.values)),
    "tags": clean_tags,
    "starts_at": _starts_at,
    "length_minutes": _between("length_minutes", 1, 1440),
    "time_zone": lambda name: find_zone(name).key,
    "language": _language,
    "content_notes": _line("content_notes", 300),
    "access": _one_of("access", list(Show.Access.values)),
    "capacity": _capacity,
    "doors_minutes": _between("doors_minutes", 0, 720),
    "grace_seconds": _grace,
    "chat_rules": _text("chat_rules", 1000),
}
