"""Typographic posters: a show without a picture gets one drawn from its title, category and date.

Pure: the same words and seed give the same drawing, so it may be cached for ever.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .motifs import MOTIFS, OF_CATEGORY, Dice, Frame, Paint

SIZES = {
    ("card", "tall"): (480, 640),
    ("full", "tall"): (1200, 1600),
    ("card", "wide"): (640, 360),
    ("full", "wide"): (1600, 900),
}
DRAWN = {"tall": (600, 800), "wide": (1280, 720)}

SERIF = (
    "'Iowan Old Style','Palatino Linotype',Palatino,'URW Palladio L',P052,Georgia,"
    "'Liberation Serif',serif"
)
SANS = "'Helvetica Neue',Helvetica,Arial,'Liberation Sans',system-ui,sans-serif"


@dataclass(frozen=True)
class Face:
    """A way of setting the title: family, weight, slant, line height and letter spacing."""

    family: str
    weight: int
    style: str
    leading: float
    tracking: float


@dataclass(frozen=True)
class Box:
    """A part of the poster: of the picture or of the letters."""

    x: float
    y: float
    w: float
    h: float


ROMAN = Face(SERIF, 700, "normal", 0.98, -0.015)
ITALIC = Face(SERIF, 700, "italic", 1.0, -0.015)
GROTESK = Face(SANS, 800, "normal", 0.95, -0.03)

FACES = {
    "dance": [ITALIC, ROMAN],
    "comedy": [GROTESK, ROMAN],
    "theatre": [ROMAN, ITALIC],
    "music": [GROTESK, ITALIC],
    "talk": [ROMAN, GROTESK],
    "circus": [ROMAN, GROTESK],
    "opera": [ITALIC, ROMAN],
    "family": [GROTESK, ROMAN],
}

# ground, ink (letters), light (what shines), deep (the second surface)
PALETTES = {
    "dance": [
        Paint("#f3d9cf", "#3a1026", "#d8385e", "#eab5a6"),
        Paint("#2b1035", "#fbe7e4", "#f58a78", "#5a1e57"),
        Paint("#e9e2f4", "#2c1650", "#8a4fd0", "#cdbbe8"),
    ],
    "comedy": [
        Paint("#f6c945", "#231a08", "#d6402b", "#eab01f"),
        Paint("#ea5b38", "#2a0d08", "#ffdf8a", "#c8431f"),
        Paint("#12343b", "#f9efcf", "#f2b632", "#1f5560"),
    ],
    "theatre": [
        Paint("#6d1226", "#fbeedd", "#f0b955", "#4a0a1b"),
        Paint("#1a1416", "#f5ead8", "#d8384c", "#33262a"),
        Paint("#efe4d0", "#33121a", "#a81f38", "#dcc9a8"),
    ],
    "music": [
        Paint("#0d2a4a", "#f3f0e4", "#f2a33c", "#154273"),
        Paint("#e4ebe9", "#0d2a36", "#e4572e", "#bcd0cf"),
        Paint("#1f1740", "#f4ecff", "#5fd0c5", "#372a6b"),
    ],
    "talk": [
        Paint("#e8ece2", "#16302a", "#2f7a63", "#cbd8c6"),
        Paint("#14342e", "#f1efe0", "#e8c468", "#1f5046"),
        Paint("#f0e7db", "#27211c", "#c8662d", "#ddccb8"),
    ],
    "circus": [
        Paint("#f4e3bd", "#3a0f14", "#cf2e2e", "#e9c987"),
        Paint("#0f2c52", "#fdf1d0", "#ef4a3c", "#1b4580"),
    ],
    "opera": [
        Paint("#101a2e", "#f4e7c8", "#c99a3f", "#1f2f52"),
        Paint("#54123a", "#fbe9e2", "#e9b26a", "#380a26"),
    ],
    "family": [
        Paint("#bfe0ee", "#12324a", "#f0553f", "#98cbe0"),
        Paint("#fbd786", "#3b2310", "#1f8a86", "#f3bd4e"),
    ],
    "other": [
        Paint("#dfe3ea", "#1c2333", "#40598f", "#bcc6d8"),
        Paint("#2a2420", "#f4eadb", "#e0a458", "#463c34"),
        Paint("#e6dcd0", "#3a1d2c", "#8b2f52", "#d0bfae"),
    ],
}

# How wide letters run, in ems. The reader's font is not known, so these are the widths of the
# widest fonts that our stacks end in (DejaVu Serif Bold, DejaVu Sans Bold): elsewhere a title
# stands a little smaller than it could, and nowhere a word is cut.
WIDTHS = {
    **dict.fromkeys("iljI.,:;'’|\" -–·", 0.42),
    **dict.fromkeys("tfrJ!()[]/", 0.53),
    **dict.fromkeys("HNOQGw&", 0.95),
    **dict.fromkeys("mMW@%—…", 1.12),
}
CAPITAL, DIGIT, SMALL, FOREIGN = 0.87, 0.7, 0.73, 0.9
LATIN = 0x250


def draw_poster(
    title: str,
    category: str,
    date_line: str,
    seed: str,
    size: str = "card",
    shape: str = "tall",
    *,
    category_line: str = "",
    lettered: bool = True,
) -> str:
    """The poster as an SVG document.

    `category` chooses the palette, `category_line` is what is printed of it (its translated name),
    `seed` (the show's own id) everything else. `lettered=False` leaves the letters out, for a stage
    that prints the title over its picture.
    """
    dice = Dice(hashlib.sha256(f"{category}\0{seed}".encode("utf-8", "replace")).digest())
    width, height = DRAWN[shape]
    paint = dice.pick(_paints(category, lettered))
    face = dice.pick(FACES.get(category, [ROMAN, ITALIC]))
    motif = dice.pick(OF_CATEGORY.get(category, MOTIFS))
    picture, box = _lay_out(
        width, height, dice.pick([0.46, 0.5, 0.56]), dice.throw() < 0.5, lettered
    )
    drawing = _framed(motif(Frame(picture.w, picture.h, paint, dice)), picture)
    words = clean(title)
    if lettered:
        drawing += _letters(words, category_line or category, date_line, paint, box, face)
    return _document(drawing, paint, DRAWN[shape], SIZES[size, shape], words)


def _paints(category: str, lettered: bool) -> list[Paint]:
    """A stage is dark, so that the words over it are the bright thing."""
    paints = PALETTES.get(category, PALETTES["other"])
    return paints if lettered else [paint for paint in paints if paint.is_night] or paints


def _lay_out(w: int, h: int, share: float, low: bool, lettered: bool) -> tuple[Box, Box]:
    """Where the picture stands, and where the letters: above or below it, or beside it."""
    edge = min(w, h) * 0.067
    if not lettered:
        return Box(0, 0, w, h), Box(0, 0, 0, 0)
    if w > h:
        words = Box(edge, edge, w * 0.5 - edge * 1.6, h - 2 * edge)
        return Box(w * 0.5, 0, w * 0.5, h), words
    share *= h
    words = Box(edge, (share if low else 0) + edge, w - 2 * edge, h - share - edge * 1.7)
    return Box(0, 0 if low else h - share, w, share), words


def _framed(drawing: str, frame: Box) -> str:
    return (
        f'<svg x="{frame.x:.0f}" y="{frame.y:.0f}" width="{frame.w:.0f}" height="{frame.h:.0f}">'
        f"{drawing}</svg>"
    )


def clean(text: str) -> str:
    """The words without characters that XML forbids or that turn the direction of writing."""
    kept = (c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co"))
    spoken = "".join(
        c for c in kept if c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )
    return " ".join(spoken.split())


def _document(
    drawing: str, paint: Paint, drawn: tuple[int, int], size: tuple[int, int], title: str
) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
        f'viewBox="0 0 {drawn[0]} {drawn[1]}" role="img"><title>{escape(title)}</title>'
        f'<rect width="{drawn[0]}" height="{drawn[1]}" fill="{paint.ground}"/>{drawing}</svg>'
    )


def _letters(title: str, category: str, date_line: str, paint: Paint, box: Box, face: Face) -> str:
    """Category on top, then the title, then the date on the bottom line of the box."""
    small = box.w / 24
    room = Box(box.x, box.y + small * 1.9, box.w, box.h - small * 4.2)
    lines, size = set_title(title or "·", room, face)
    right = is_rtl(title)
    out = [_small(category, box, box.y + small * 0.8, small, paint.ink, right)]
    for number, line in enumerate(lines):
        y = room.y + size * (0.8 + number * face.leading)
        out.append(
            f'<text x="{box.x + box.w * right:.0f}" y="{y:.1f}" font-family="{face.family}" '
            f'font-size="{size:.1f}" font-weight="{face.weight}" font-style="{face.style}" '
            f'fill="{paint.ink}" letter-spacing="{size * face.tracking:.2f}"'
            f"{_direction(right)}>{escape(line)}</text>"
        )
    out.append(_small(date_line, box, box.y + box.h - small * 0.1, small, paint.ink, right))
    return "".join(out)


def _small(text: str, box: Box, y: float, size: float, ink: str, right: bool) -> str:
    text = clean(text)
    if not text:
        return ""
    size = min(size, box.w / measure(text))
    anchor = "end" if right != is_rtl(text) else "start"
    return (
        f'<text x="{box.x + box.w * right:.0f}" y="{y:.1f}" font-family="{SANS}" '
        f'font-size="{size:.1f}" font-weight="600" fill="{ink}" text-anchor="{anchor}"'
        f"{_direction(is_rtl(text))}>{escape(text)}</text>"
    )


def _direction(right: bool) -> str:
    return ' direction="rtl"' if right else ""


def is_rtl(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    for c in text:
        way = unicodedata.bidirectional(c)
        if way in ("L", "R", "AL"):
            return way != "L"
    return False


def measure(text: str, tracking: float = 0.0) -> float:
    """How wide a line is at most, in ems."""
    return sum(max(0.0, advance + tracking) for c in text if (advance := _advance(c)))


def _advance(c: str) -> float:
    if unicodedata.combining(c) or c in "\u200d\ufe0f":
        return 0.0
    if unicodedata.east_asian_width(c) in "WF" or ord(c) > 0x1F000:
        return 1.15
    if (width := WIDTHS.get(unicodedata.normalize("NFD", c)[0])) is not None:
        return width
    if ord(c) >= LATIN:
        return FOREIGN
    if c.isdigit():
        return DIGIT
    return CAPITAL if c.isupper() else SMALL


def set_title(title: str, room: Box, face: Face) -> tuple[list[str], float]:
    """The largest size at which the title fits its box, and its lines at that size."""
    largest = min(room.h * 0.8, room.w * 0.5)
    smallest = room.w / 17
    size = largest
    while True:
        lines = wrap(title, room.w / size, face.tracking, break_words=size <= room.w / 10)
        fits = len(lines) * size * face.leading <= room.h
        if lines and fits:
            return lines, size
        if size <= smallest:
            return _shorten(lines, int(room.h / (size * face.leading))), size
        size = max(smallest, size * 0.94)


def wrap(title: str, ems: float, tracking: float, *, break_words: bool) -> list[str]:
    """Greedy lines of at most `ems`; empty when a word does not fit and may not be broken."""
    lines: list[str] = []
    line = ""
    for word in title.split():
        longer = f"{line} {word}" if line else word
        if measure(longer, tracking) <= ems:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        if measure(word, tracking) > ems:
            if not break_words:
                return []
            *full, line = _break(word, ems, tracking)
            lines += full
    return [*lines, line] if line else lines


def _break(word: str, ems: float, tracking: float) -> list[str]:
    parts = [""]
    for c in word:
        if parts[-1] and measure(parts[-1] + c, tracking) > ems:
            parts.append("")
        parts[-1] += c
    return parts


def _shorten(lines: list[str], most: int) -> list[str]:
    kept = lines[: max(1, most)]
    return kept if len(kept) == len(lines) else [*kept[:-1], kept[-1].rstrip()[:-1] + "…"]
