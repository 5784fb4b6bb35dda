"""Invisible characters: INVISIBLE, has_invisible(), is_blank().

Most are what Unicode calls default ignorable (DerivedCoreProperties.txt). With them two different
names can look the same. Some scripts and emoji need a few of them (joiners, variation selectors);
there they are allowed, and nowhere else.
"""

import re
import unicodedata

_SPANS = (
    (0x00AD, 0x00AE),  # the soft hyphen
    (0x034F, 0x0350),  # the grapheme joiner
    (0x061C, 0x061D),
    (0x115F, 0x1161),  # fillers, as 3164 and FFA0
    (0x17B4, 0x17B6),
    (0x180B, 0x1810),
    (0x200B, 0x2010),
    (0x202A, 0x202F),
    (0x2060, 0x2070),
    (0x2800, 0x2801),  # braille without dots
    (0x3164, 0x3165),
    (0xFE00, 0xFE10),
    (0xFEFF, 0xFF00),
    (0xFFA0, 0xFFA1),
    (0xFFF0, 0xFFFC),
    (0x1BCA0, 0x1BCA4),
    (0x1D173, 0x1D17B),
    (0xE0000, 0xE1000),  # tags, and variants of Chinese characters
)
INVISIBLE = frozenset(chr(code) for first, end in _SPANS for code in range(first, end))

_NON_JOINER, _JOINER = "\u200c", "\u200d"
_AS_TEXT, _AS_PICTURE = "\ufe0e", "\ufe0f"
_MONGOLIAN = frozenset("\u180b\u180c\u180d\u180e\u180f")
_FIRST_IDEOGRAPHIC = "\U000e0100"
# Signs that have a coloured form too, and are neither symbols nor digits.
_COLOURED = frozenset("#*‼⁉〰〽")
_VIRAMA = 9  # the combining class of the signs that join letters in India
# The flags of England, Scotland and Wales are a black flag and a name in tags.
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f")


def has_invisible(line: str) -> bool:
    """Whether the line has an invisible character that its script or emoji does not need."""
    if line.isascii():
        return False
    text = _FLAG.sub("", line)
    return any(
        letter in INVISIBLE and not _is_needed(letter, text[at - 1 : at], text[at + 1 : at + 2])
        for at, letter in enumerate(text)
    )


def is_blank(line: str) -> bool:
    """Whether the line shows nothing: no letter, digit, symbol or punctuation."""
    return not any(
        letter not in INVISIBLE and unicodedata.category(letter)[0] in "LNPS" for letter in line
    )


def _is_needed(letter: str, before: str, after: str) -> bool:
    """Whether this invisible character joins or styles its neighbours."""
    if not before:
        return False
    if letter == _JOINER:
        return _is_virama(before) or (_is_picture(before) and _is_picture(after))
    if letter == _NON_JOINER:
        return _is_virama(before) or (_is_of("ARABIC", before) and _is_of("ARABIC", after))
    if letter in (_AS_TEXT, _AS_PICTURE):
        return before in _COLOURED or before.isdigit() or _is_picture(before)
    if letter in _MONGOLIAN:
        return _is_of("MONGOLIAN", before)
    return letter >= _FIRST_IDEOGRAPHIC and _is_of("CJK", before)


def _is_virama(letter: str) -> bool:
    return unicodedata.combining(letter) == _VIRAMA


def _is_picture(letter: str) -> bool:
    """A symbol, with its colour or skin said or not."""
    return letter == _AS_PICTURE or (
        letter > "\x7f" and unicodedata.category(letter)[0] == "S" and letter not in INVISIBLE
    )


def _is_of(script: str, letter: str) -> bool:
    return bool(letter) and unicodedata.name(letter, "").startswith(script)
