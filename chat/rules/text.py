"""What people say, made clean: cleaned(), and whom it names: named(). Pure."""

import re
import unicodedata

from streaming.foundation.text import is_forbidden

# Longer is refused before anything is done with it.
LONGEST_RAW = 4000
MOST_NAMES = 20
_SPACES = re.compile(r"\s+")
_NAME = re.compile(r"(?<![\w@])@([a-z0-9][a-z0-9_-]{1,28}[a-z0-9])(?![\w-])", re.IGNORECASE)


def cleaned(text: str) -> str:
    """One line, composed (NFC), without characters that cannot be seen or turn others around."""
    if len(text) > LONGEST_RAW:
        return text
    line = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    if not line.isascii() or not line.isprintable():
        line = "".join(letter for letter in line if not is_forbidden(letter))
    return line.strip()


def named(text: str) -> list[str]:
    """The names after an @, whether or not somebody has them."""
    if "@" not in text:
        return []
    found = dict.fromkeys(name.lower() for name in _NAME.findall(text))
    return list(found)[:MOST_NAMES]
