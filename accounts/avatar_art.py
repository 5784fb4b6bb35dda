"""Avatars from initials, for people without a picture.

Pure: the same name and seed give the same drawing, so it may be cached for ever.
"""

import hashlib
import unicodedata
from xml.sax.saxutils import escape

# ground and letters; each pair keeps a contrast of 4.5 to 1 or more
PAINTS = [
    ("#6d1226", "#fbeedd"),
    ("#0d2a4a", "#f3e2c0"),
    ("#14342e", "#f1e6c8"),
    ("#f0c45a", "#33121a"),
    ("#e9b8a6", "#3a1026"),
    ("#c3d5c6", "#16302a"),
    ("#2b1035", "#f8cfc0"),
    ("#b9d6e2", "#12324a"),
    ("#7a3b12", "#fbeedd"),
]
SERIF = (
    "'Iowan Old Style','Palatino Linotype',Palatino,'URW Palladio L',P052,Georgia,"
    "'Liberation Serif',serif"
)


def draw_avatar(name: str, seed: str) -> str:
    """The initials of a name over an arc of light, as an SVG document."""
    dice = hashlib.sha256(seed.encode("utf-8", "replace")).digest()
    ground, ink = PAINTS[dice[0] % len(PAINTS)]
    letters = initials(name)
    size = 40 if len(letters) > 1 else 48
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 96 96" '
        f'role="img"><title>{escape(_clean(name))}</title>'
        f'<rect width="96" height="96" fill="{ground}"/>{_arc(dice, ink)}'
        f'<text x="48" y="{48 + size * 0.35:.0f}" text-anchor="middle" font-family="{SERIF}" '
        f'font-weight="700" font-size="{size}" fill="{ink}">{escape(letters)}</text></svg>'
    )


def _arc(dice: bytes, ink: str) -> str:
    """A footlight that shines from one of eight places on the rim."""
    turn = dice[1] % 8 * 45
    wide = 24 + dice[2] % 16
    return (
        f'<path transform="rotate({turn} 48 48)" d="M{48 - wide} 96a{wide} {wide} 0 0 1 '
        f'{2 * wide} 0z" fill="{ink}" opacity="0.18"/>'
    )


def initials(name: str) -> str:
    """The first letters of the first and the last word; a dot when there is none."""
    words = [word for word in (_letters(part) for part in _clean(name).split()) if word]
    if not words:
        return "·"
    first, last = words[0][0], words[-1][0]
    return (first + (last if len(words) > 1 else "")).upper()


def _letters(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", word) if c.isalnum())


def _clean(text: str) -> str:
    return "".join(
        c if unicodedata.category(c) != "Zs" else " "
        for c in text
        if unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co", "Cf")
    )
