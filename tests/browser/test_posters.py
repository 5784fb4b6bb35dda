"""Titles that are set as posters stay on them, with the fonts of this machine."""

from shows.models.show import Category
from shows.posters.art import DRAWN, draw_poster

TITLES = ["Weather Report", "Requests After Midnight", "Three Sisters, Fourth Act", "Mommy Wow"]
TITLES += [
    "The Whole Sea in a Bucket",
    "MMWW HOMMAGE 1001",
    "Donaudampfschifffahrt",
    "Ghost Quartet",
]
# By how much the widest line of each drawing runs over its sheet.
OVER = """drawings => drawings.map(drawing => {
  const place = document.createElement("div");
  place.innerHTML = drawing;
  document.body.replaceChildren(place);
  const [, , width] = place.firstChild.getAttribute("viewBox").split(" ").map(Number);
  const edges = [...place.querySelectorAll("text")].map(text => text.getBBox())
    .map(box => box.x + box.width);
  return Math.max(...edges) - (width > 1000 ? width / 2 : width);
})"""


async def test_no_letter_is_cut(open_page):
    page = await open_page()
    drawings = {
        f"{title}, {category}, {shape}": draw_poster(
            title, category, "Friday 9 May, 20:00", title, "card", shape
        )
        for title in TITLES
        for category in map(str, Category)
        for shape in DRAWN
    }
    over = await page.evaluate(OVER, [*drawings.values()])
    cut = {name: far for name, far in zip(drawings, over, strict=True) if far > 0}
    assert cut == {}
