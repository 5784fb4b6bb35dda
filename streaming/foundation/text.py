"""What people type, made clean: clean_line() for names and titles, clean_text() for longer texts.

Composed (NFC), trimmed, and free of characters that hide what a text says: controls, bidi
overrides and isolates, invisible separators. A line may be a name, so it has no other invisible
character either, and is not blank. What is wrong is refused, never cut silently.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from .invisible import has_invisible, is_blank
from .refusals import Refused

# Bidi embeddings, overrides and isolates turn what stands around them; the rest cannot be seen.
_HIDDEN = set("\u061c\u200b\u200e\u200f\u2028\u2029\u2060\ufeff")
_HIDDEN |= {chr(code) for span in ((0x202A, 0x202F), (0x2066, 0x2070)) for code in range(*span)}
# NUL, which PostgreSQL refuses, and surrogates, which UTF-8 cannot say.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")


def is_storable(text: str) -> bool:
    """Whether databases and encodings can keep a text: it has no NUL and no half character."""
    return _UNSTORABLE.search(text) is None


def is_forbidden(character: str) -> bool:
    """Whether a character could make a text read otherwise than it is."""
    kind = unicodedata.category(character)
    return character in _HIDDEN or kind in ("Cc", "Cs", "Co", "Cn")


def clean_line(value: str, max_length: int, *, field: str = "") -> str:
    """One line: trimmed, composed, single spaces; Refused when too long, forbidden or blank."""
    line = _SPACES.sub(" ", _composed(value, max_length, field)).strip()
    if has_invisible(line):
        raise _forbidden(field)
    _refuse_forbidden(line, field)
    if line and is_blank(line):
        raise Refused("text.blank", _("Nobody can see this. Use letters."), status=400, field=field)
    return line


def clean_text(value: str, max_length: int, *, field: str = "") -> str:
    """Several lines: as clean_line(), with line breaks and tabs kept."""
    text = _composed(value, max_length, field)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    _refuse_forbidden(text.replace("\n", "").replace("\t", ""), field)
    return text


def _composed(value: str, max_length: int, field: str) -> str:
    # The length is asked first: composing a million characters is work for nothing.
    if len(value.replace("\r\n", "\n").strip()) > max_length:
        raise Refused("text.too_long", _too_long(value, max_length), status=400, field=field)
    return unicodedata.normalize("NFC", value)


def _too_long(value: str, max_length: int) -> str:
    return _("This is %(length)d characters long; there is room for %(most)d.") % {
        "length": len(value.strip()),
        "most": max_length,
    }


def _refuse_forbidden(text: str, field: str) -> None:
    if any(is_forbidden(character) for character in text):
        raise _forbidden(field)


def _forbidden(field: str) -> Refused:
    return Refused(
        "text.forbidden_characters",
        _("There are invisible characters in this text. Type it afresh, please."),
        status=400,
        field=field,
    )
