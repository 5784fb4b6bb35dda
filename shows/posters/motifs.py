"""What a drawn poster shows: arcs of light, curtains, spots, rows of seats.

A motif fills a frame of any proportion, so that one motif serves a tall poster and a wide stage.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Paint:
    """Ground, ink for letters, the colour that shines, and the second surface."""

    ground: str
    ink: str
    light: str
    deep: str

    @property
    def dark(self) -> str:
        """The darker of ground and ink: for what stands against the light."""
        return min(self.ground, self.ink, key=brightness)

    @property
    def is_night(self) -> bool:
        return self.dark == self.ground


def brightness(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red * 0.3 + green * 0.59 + blue * 0.11


class Dice:
    """A fixed row of numbers thrown from a digest: the same seed throws the same row."""

    def __init__(self, digest: bytes) -> None:
        self._bytes = digest
        self._next = 0

    def throw(self) -> float:
        """A number from 0 up to, not including, 1."""
        first = self._bytes[self._next % len(self._bytes)]
        second = self._bytes[(self._next * 7 + 3) % len(self._bytes)]
        self._next += 1
        return (first * 256 + second) / 65536

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.throw()

    def pick(self, things: Sequence[Thing]) -> Thing:
        return things[int(self.throw() * len(things))]


@dataclass(frozen=True)
class Frame:
    """A free surface of w × h with its own corner at 0, 0."""

    w: float
    h: float
    paint: Paint
    dice: Dice


def shape(points: Sequence[tuple[float, float]], fill: str, opacity: float = 1) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{path}" fill="{fill}"{_opacity(opacity)}/>'


def bar(x: float, y: float, w: float, h: float, fill: str, opacity: float = 1) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" '
        f'fill="{fill}"{_opacity(opacity)}/>'
    )


def disc(x: float, y: float, r: float, fill: str, opacity: float = 1) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}"{_opacity(opacity)}/>'


def stroke(path: str, colour: str, width: float) -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.1f}"/>'


def _opacity(value: float) -> str:
    return "" if value == 1 else f' opacity="{value:.2f}"'


def footlights(f: Frame) -> str:
    """Five lamps along the edge of a stage, their beams crossing in the dark."""
    lamps = max(3, round(f.w / f.h * 4) + f.dice.pick([0, 1]))
    step, floor = f.w / lamps, f.h * 0.86
    lean = f.dice.between(-0.8, 0.8)
    out = bar(0, 0, f.w, f.h, f.paint.deep) + _glow(f.paint.light)
    for lamp in range(lamps):
        x = step * (lamp + 0.5)
        drift = (x - f.w / 2) * 0.35 + lean * step
        beam = [(x - step * 0.2, floor), (x + step * 0.2, floor)]
        beam += [(x + drift + step * 0.72, 0), (x + drift - step * 0.72, 0)]
        out += shape(beam, "url(#glow)")
    out += bar(0, floor, f.w, f.h - floor, f.paint.dark)
    for lamp in range(lamps):
        x, r = step * (lamp + 0.5), step * 0.3
        out += f'<path d="M{x - r:.1f} {floor:.1f}a{r:.1f} {r:.1f} 0 0 1 {2 * r:.1f} 0z" '
        out += f'fill="{f.paint.light}"/>'
    return out


def _glow(colour: str) -> str:
    """Light that is strong at the lamp and gone at the top."""
    return (
        '<linearGradient id="glow" x1="0" y1="1" x2="0" y2="0">'
        f'<stop offset="0" stop-color="{colour}" stop-opacity="0.8"/>'
        f'<stop offset="1" stop-color="{colour}" stop-opacity="0"/></linearGradient>'
    )


def spot(f: Frame) -> str:
    """One beam from above, and the pool of light that it makes on the boards."""
    x = f.w * f.dice.between(0.3, 0.7)
    source = f.w * f.dice.pick([-0.1, 0.08, 0.92, 1.1])
    rx, y = min(f.w * 0.36, f.h * 0.55), f.h * 0.8
    out = bar(0, 0, f.w, f.h, f.paint.deep)
    out += bar(0, f.h * 0.66, f.w, f.h * 0.34, f.paint.ink, 0.18)
    out += shape([(source, -f.h * 0.1), (x - rx, y), (x + rx, y)], f.paint.light, 0.55)
    out += (
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{rx * 0.26:.1f}" '
        f'fill="{f.paint.light}"/>'
    )
    return out + _figure(f, x, y, min(f.h * 0.4, f.w * 0.5))


def _figure(f: Frame, x: float, y: float, tall: float) -> str:
    """Whoever stands in the light: a head and a coat, no more."""
    lean = tall * f.dice.between(-0.12, 0.12)
    coat = [(x - tall * 0.2, y), (x + lean - tall * 0.05, y - tall * 0.74)]
    coat += [(x + lean + tall * 0.05, y - tall * 0.74), (x + tall * 0.2, y)]
    head = disc(x + lean * 1.15, y - tall * 0.88, tall * 0.11, f.paint.dark)
    return shape(coat, f.paint.dark) + head


def curtain(f: Frame) -> str:
    """The house curtain, drawn apart by a hand's breadth."""
    folds = max(7, round(f.w / f.h * 8))
    gap = f.w * f.dice.between(0.08, 0.3)
    centre = f.w * f.dice.between(0.36, 0.64)
    cloth = (f.paint.ground, f.paint.deep) if f.paint.is_night else (f.paint.light, f.paint.ink)
    out = bar(0, 0, f.w, f.h, f.paint.light if f.paint.is_night else f.paint.ground)
    for end, side in ((0.0, -1), (f.w, 1)):
        inner = centre + side * gap / 2
        width = (end - inner) / folds
        for fold in range(folds):
            top = inner + width * fold * 1.02 - side * gap * 0.5 * (1 - fold / folds)
            foot = inner + width * fold
            out += _fold(top, foot, width * 1.15, f.h, cloth[fold % 2])
    return out + bar(0, 0, f.w, f.h * 0.06, cloth[1])


def _fold(top: float, foot: float, width: float, h: float, tint: str) -> str:
    return (
        f'<path d="M{top:.1f} 0C{top:.1f} {h * 0.5:.1f} {foot:.1f} {h * 0.5:.1f} {foot:.1f} {h:.1f}'
        f"L{foot + width:.1f} {h:.1f}C{foot + width:.1f} {h * 0.5:.1f} {top + width:.1f} "
        f'{h * 0.5:.1f} {top + width:.1f} 0z" fill="{tint}"/>'
    )


def arches(f: Frame) -> str:
    """A proscenium inside a proscenium inside a proscenium."""
    count = f.dice.pick([4, 5, 6])
    x, widest = f.w * f.dice.pick([0.5, 0.5, 0.32, 0.68]), min(f.w * 0.62, f.h * 0.88)
    tints = [f.paint.deep, f.paint.light, f.paint.ink, f.paint.ground]
    start = f.dice.pick([0, 1, 2])
    out = ""
    for number in range(count):
        r = widest * (1 - number / count)
        base = f.h - max(0.0, f.h - widest * 1.08) * 0.6
        out += f'<path d="M{x - r:.1f} {f.h:.1f}V{base:.1f}a{r:.1f} {r:.1f} 0 0 1 {2 * r:.1f} 0'
        out += f'V{f.h:.1f}z" fill="{tints[(start + number) % 4]}"/>'
    return out


def seats(f: Frame) -> str:
    """Rows of seats, and the one that is yours."""
    rows = f.dice.pick([4, 5])
    across = max(5, round(f.w / f.h * rows * 1.15))
    mine = (int(f.dice.between(1, rows)), int(f.dice.between(1, across - 1)))
    step, tall = f.w / across, f.h / rows
    out = bar(0, 0, f.w, f.h, f.paint.deep)
    for row in range(rows):
        for seat in range(-1, across + 1):
            x = step * (seat + (0.5 if row % 2 else 0)) + step * 0.08
            tint = f.paint.light if (row, seat) == mine else f.paint.dark
            out += _seat(x, tall * row + tall * 0.12, step * 0.84, tall * 0.88, tint)
    return out


def _seat(x: float, y: float, w: float, h: float, tint: str) -> str:
    """A back with round shoulders, and a cushion a little wider than the back."""
    r, foot = w * 0.3, y + h * 0.56
    back = f'<path d="M{x + w * 0.08:.1f} {foot:.1f}V{y + r:.1f}q0 {-r:.1f} {r:.1f} {-r:.1f}'
    back += f'h{w * 0.84 - 2 * r:.1f}q{r:.1f} 0 {r:.1f} {r:.1f}V{foot:.1f}z" fill="{tint}"/>'
    cushion = f'<rect x="{x:.1f}" y="{foot + h * 0.06:.1f}" width="{w:.1f}" height="{h * 0.26:.1f}"'
    return back + f'{cushion} rx="{h * 0.08:.1f}" fill="{tint}"/>'


def moon(f: Frame) -> str:
    """A disc of light with the slats of a blind, or the bite of an eclipse."""
    r = min(f.w * f.dice.between(0.36, 0.44), f.h * 0.46)
    x, y = f.w * f.dice.between(0.36, 0.64), f.h * 0.5
    out = bar(0, 0, f.w, f.h, f.paint.deep) + disc(x, y, r, f.paint.light)
    if f.dice.throw() < 0.5:
        shift = r * f.dice.pick([-0.55, 0.55])
        return out + disc(x + shift, y - r * 0.25, r * 0.86, f.paint.deep)
    for slat in range(7):
        height = r * (0.03 + slat * 0.026)
        out += bar(x - r, y - r * 0.15 + slat * r * 0.17, 2 * r, height, f.paint.deep)
    return out


def ribbon(f: Frame) -> str:
    """Lines that bend together: a scarf in the air, a stave, a held note."""
    lines, waves = f.dice.pick([5, 7, 9]), f.dice.pick([1.0, 1.5, 2.0])
    swing, phase = f.h * f.dice.between(0.16, 0.26), f.dice.between(0, math.tau)
    width = f.h * 0.5 / lines
    out = bar(0, 0, f.w, f.h, f.paint.deep)
    for line in range(lines):
        middle = f.h * 0.5 + (line - (lines - 1) / 2) * width * 1.02
        points = [
            (
                f.w * (step / 40 * 1.1 - 0.05),
                middle
                + swing
                * math.sin(phase + step / 40 * math.tau * waves + line * 0.16)
                * (0.6 + 0.4 * line / lines),
            )
            for step in range(41)
        ]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        out += stroke(path, [f.paint.light, f.paint.ink, f.paint.ground][line % 3], width * 0.72)
    return out


def rays(f: Frame) -> str:
    """Light that bursts from one point: a lamp, a laugh, a trumpet."""
    count = f.dice.pick([16, 20, 24])
    x, y = f.w * f.dice.pick([0.2, 0.5, 0.8]), f.h * f.dice.pick([0.55, 0.85, 1.0])
    far, turn = f.w + f.h, f.dice.throw()
    out = bar(0, 0, f.w, f.h, f.paint.deep)
    for ray in range(count):
        a, b = ((ray + turn + d) * math.tau / count for d in (0, 0.5))
        tip = [(x + far * math.cos(t), y + far * math.sin(t)) for t in (a, b)]
        out += shape([(x, y), *tip], f.paint.light)
    r = min(f.w, f.h) * f.dice.between(0.17, 0.26)
    return out + disc(x, y, r * 1.25, f.paint.deep) + disc(x, y, r, f.paint.ink)


def rings(f: Frame) -> str:
    """Sound, or applause, going out from a corner of the room."""
    x, y = f.w * f.dice.pick([0, 0.5, 1]), f.h * f.dice.pick([0, 1])
    reach, count = math.hypot(f.w, f.h) * 0.98, f.dice.pick([6, 8, 10])
    tints = [f.paint.light, f.paint.deep, f.paint.ink, f.paint.deep]
    out = bar(0, 0, f.w, f.h, f.paint.deep)
    for ring in range(count):
        out += disc(x, y, reach * (1 - ring / count) ** 1.12, tints[ring % 4])
    return out


def masks(f: Frame) -> str:
    """Two faces that share one line: half of each disc laughs, half does not."""
    r = min(f.w * 0.29, f.h * 0.4)
    x, y, drop = f.w * 0.5, f.h * 0.5, f.h * f.dice.between(-0.08, 0.08)
    pairs = ((-0.82, 1, f.paint.light, f.paint.ink), (0.82, -1, f.paint.ink, f.paint.light))
    out = bar(0, 0, f.w, f.h, f.paint.deep)
    for side, mood, face, line in pairs if f.dice.throw() < 0.5 else pairs[::-1]:
        cx, cy = x + side * r, y + mood * drop
        out += disc(cx, cy, r, face)
        line = f.paint.deep if line == face else line
        for eye in (-0.36, 0.36):
            out += disc(cx + eye * r, cy - r * 0.2, r * 0.1, line)
        bend, mouth = mood * r * 0.62, cy + r * (0.24 if mood > 0 else 0.52)
        path = f"M{cx - r * 0.46:.1f} {mouth:.1f}q{r * 0.46:.1f} {bend:.1f} {r * 0.92:.1f} 0"
        out += stroke(path, line, r * 0.1)
    return out


Motif = Callable[[Frame], str]
MOTIFS: tuple[Motif, ...] = (
    footlights, spot, curtain, arches, seats, moon, ribbon, rays, rings, masks,
)  # fmt: skip
OF_CATEGORY: dict[str, tuple[Motif, ...]] = {
    "dance": (ribbon, spot, moon, arches, footlights),
    "comedy": (rays, masks, spot, rings, curtain),
    "theatre": (curtain, footlights, arches, seats, masks, spot, moon),
    "music": (ribbon, rings, rays, footlights, moon),
    "talk": (seats, rings, spot, arches, moon),
    "circus": (rays, rings, curtain, spot),
    "opera": (curtain, arches, footlights, rings),
    "family": (rays, moon, ribbon, seats, masks),
}
