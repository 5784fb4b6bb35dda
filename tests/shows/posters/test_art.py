"""Typographic posters: the same show draws the same sheet, and no title breaks it."""

from xml.etree import ElementTree

import pytest

from shows.models.show import Category
from shows.posters.art import (
    FACES,
    PALETTES,
    ROMAN,
    SERIF,
    Box,
    clean,
    draw_poster,
    is_rtl,
    measure,
    set_title,
    wrap,
)
from shows.posters.motifs import MOTIFS, OF_CATEGORY, Dice, Frame

SVG = "{http://www.w3.org/2000/svg}"
TITLES = [
    "X",
    "",
    "   ",
    "Small Hours",
    "word " * 40,
    "Donaudampfschifffahrtsgesellschaftskapitän" * 4,
    "🎭🎉👩‍👩‍👧‍👦",
    "مسرح الليل",
    "夜の舞台" * 20,
    '<script>alert("&")</script>',
    "a\u0000b\u202ec\ud800d",
]


def title_lines(svg: str) -> list[str]:
    texts = ElementTree.fromstring(svg).findall(f"{SVG}text")
    return [text.text for text in texts if text.get("letter-spacing")]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("shape", ["tall", "wide"])
def test_any_title_gives_a_well_formed_drawing(title: str, shape: str) -> None:
    svg = draw_poster(title, "theatre", "Friday 9 May, 20:00", "1", "full", shape)
    assert ElementTree.fromstring(svg).tag == f"{SVG}svg"
    assert len(svg) < 40_000


def test_the_same_show_draws_the_same_poster() -> None:
    assert draw_poster("Salt", "dance", "today", "7") == draw_poster("Salt", "dance", "today", "7")


def test_forty_shows_of_one_category_draw_forty_posters() -> None:
    sheets = {draw_poster("Salt", "dance", "today", str(seed)) for seed in range(40)}
    assert len(sheets) == 40


def test_title_is_printed_whole_and_as_text() -> None:
    assert " ".join(title_lines(draw_poster("Fools & <Kings>", "theatre", "", "3"))) == (
        "Fools & <Kings>"
    )


def test_lines_stay_inside_the_box() -> None:
    room = Box(0, 0, 500, 260)
    for title in TITLES:
        lines, size = set_title(clean(title) or "·", room, ROMAN)
        assert all(measure(line, ROMAN.tracking) * size <= room.w * 1.001 for line in lines)
        assert len(lines) * size * ROMAN.leading <= room.h * 1.001


def test_short_title_is_larger_than_a_long_one() -> None:
    room = Box(0, 0, 500, 260)
    assert set_title("Salt", room, ROMAN)[1] > 2 * set_title("word " * 20, room, ROMAN)[1]


def test_title_too_long_for_its_box_ends_in_an_ellipsis() -> None:
    lines, _ = set_title("word " * 200, Box(0, 0, 500, 100), ROMAN)
    assert lines[-1][-1] == "…"


def test_right_to_left_title_starts_on_the_right() -> None:
    svg = draw_poster("مسرح الليل", "theatre", "", "3")
    lines = [
        t for t in ElementTree.fromstring(svg).findall(f"{SVG}text") if t.get("letter-spacing")
    ]
    assert {line.get("direction") for line in lines} == {"rtl"}
    assert is_rtl("… ليل") and not is_rtl("Night ليل")


def test_a_word_is_broken_only_where_that_is_allowed() -> None:
    assert wrap("abcdefghij", 3, 0.0, break_words=False) == []
    assert "".join(wrap("abcdefghij", 3, 0.0, break_words=True)) == "abcdefghij"


def test_unlettered_poster_prints_nothing() -> None:
    svg = draw_poster("Salt", "dance", "today", "7", "full", "wide", lettered=False)
    assert ElementTree.fromstring(svg).findall(f".//{SVG}text") == []


def test_letters_are_readable_on_their_ground() -> None:
    for paints in PALETTES.values():
        assert all(contrast(paint.ground, paint.ink) >= 4.5 for paint in paints)


def test_every_category_has_its_own_look() -> None:
    assert {*PALETTES} == {str(category) for category in Category}
    assert {*OF_CATEGORY} <= {*PALETTES} and {*FACES} <= {*PALETTES}


@pytest.mark.parametrize("motif", MOTIFS, ids=lambda motif: motif.__name__)
def test_every_motif_fills_a_wide_and_a_tall_frame(motif) -> None:  # noqa: ANN001
    for w, h in ((600, 400), (1280, 720), (300, 800)):
        for seed in range(8):
            dice = Dice(bytes(range(seed, seed + 32)))
            drawing = motif(Frame(w, h, PALETTES["theatre"][0], dice))
            ElementTree.fromstring(f"<svg>{drawing}</svg>")


def test_no_font_is_fetched() -> None:
    assert "url(" not in SERIF and "http" not in draw_poster("Salt", "dance", "", "1")[40:]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
