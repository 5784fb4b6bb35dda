"""The colours of static/css/tokens.css can be told apart, by day and by night."""

import math
import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
PAPERS = ("paper", "paper-raised", "paper-sunk")
WORDS = ("ink", "ink-soft", "velvet-text", "brass-text", "live-text", "warn", "wrong", "ok")
TEXT = [
    *((word, paper) for word in WORDS for paper in PAPERS),
    ("velvet-ink", "velvet"),
    ("velvet-ink", "velvet-deep"),
    ("live-ink", "live"),
    ("paper", "ink"),
    ("paper", "ink-soft"),
    *((tone, f"{tone}-wash") for tone in ("warn", "wrong", "ok")),
    *(("ink", f"{tone}-wash") for tone in ("warn", "wrong", "ok", "velvet", "brass")),
    ("brass-text", "brass-wash"),
    ("velvet-text", "velvet-wash"),
]
CONTROLS = [
    *((line, paper) for line in ("line-strong", "focus") for paper in PAPERS),
    *((fill, paper) for fill in ("velvet", "brass", "live") for paper in PAPERS[:2]),
]
LIGHTS = {"day": 0, "night": -1}


def paints(role: str) -> list[tuple[float, float, float]]:
    value = re.search(rf"--{role}:([^;]*);", TOKENS)
    assert value, f"tokens.css has no --{role}: name it there, or take it out of this test."
    found = re.findall(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)", value[1])
    return [(float(light), float(chroma), float(hue)) for light, chroma, hue in found]


def luminance(lightness: float, chroma: float, hue: float) -> float:
    """WCAG's relative luminance of an OKLCH colour, by way of linear sRGB."""
    a, b = (chroma * turn(math.radians(hue)) for turn in (math.cos, math.sin))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, light: int) -> float:
    low, high = sorted(luminance(*paints(role)[light]) for role in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize(("word", "ground"), TEXT, ids="-on-".join)
def test_words_stand_out_from_their_ground(word: str, ground: str, light: str) -> None:
    ratio = contrast(word, ground, LIGHTS[light])
    assert ratio >= 4.5, f"--{word} on --{ground} by {light} is {ratio:.2f} to 1; text needs 4.5."


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize(("edge", "ground"), CONTROLS, ids="-on-".join)
def test_controls_stand_out_from_their_ground(edge: str, ground: str, light: str) -> None:
    ratio = contrast(edge, ground, LIGHTS[light])
    assert ratio >= 3, f"--{edge} on --{ground} by {light} is {ratio:.2f} to 1; controls need 3."


def test_black_and_white_are_as_far_apart_as_can_be() -> None:
    low, high = luminance(0, 0, 0), luminance(1, 0, 0)
    assert round((high + 0.05) / (low + 0.05), 1) == 21.0
