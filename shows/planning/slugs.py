"""Addresses of shows: slug_from() makes one from a title, clean_slug() reads one that was typed."""

import re
import secrets
import unicodedata

from django.utils.text import slugify
from django.utils.translation import gettext as _

from streaming.foundation.refusals import Refused

from ..models import Show

LONGEST = 80
RESERVED = frozenset(
    [
        "about",
        "admin",
        "api",
        "archive",
        "calendar",
        "edit",
        "feeds",
        "help",
        "live",
        "my",
        "new",
        "people",
        "poster",
        "schema",
        "settings",
        "shows",
        "studio",
        "whats-on",
    ]
)
SECRET = (Show.Access.UNLISTED, Show.Access.INVITATION)

# Letters that do not fall apart into a plain one and an accent.
_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l"}
    | {"Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ı": "i", "’": "", "'": ""}
)
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def slug_from(title: str, access: str) -> str:
    """An address nobody has yet; where the link is what lets people in, nobody can guess it."""
    stem = _stem(title)
    if access in SECRET:
        return f"{stem}-{secrets.token_hex(8)}"
    slug = stem
    while slug in RESERVED or Show.objects.filter(slug=slug).exists():
        slug = f"{stem}-{secrets.token_hex(2)}"
    return slug


def _stem(title: str) -> str:
    """The title in plain small letters, cut between words; titles without any are "show"."""
    plain = unicodedata.normalize("NFKC", title).translate(_PLAIN)
    words = slugify(plain).replace("_", "-")
    if len(words) > 60:
        words = words[:60].rpartition("-")[0] or words[:60]
    return words.strip("-") or "show"


def clean_slug(value: str, *, but: Show | None = None) -> str:
    """An address that somebody chose; Refused when it is malformed, reserved or taken."""
    slug = value.strip().lower()
    if len(slug) > LONGEST or not _SLUG.fullmatch(slug):
        raise Refused(
            "show.slug_malformed",
            _("Use small letters, digits and hyphens, at most 80 of them."),
            status=400,
            field="slug",
        )
    others = Show.objects.exclude(pk=but.pk) if but else Show.objects.all()
    if slug in RESERVED or others.filter(slug=slug).exists():
        raise slug_taken()
    return slug


def slug_taken() -> Refused:
    return Refused(
        "show.slug_taken",
        _("This address is taken. Choose another one."),
        field="slug",
    )
