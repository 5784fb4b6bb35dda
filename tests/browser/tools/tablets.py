"""What a page looks like between telephone and desk: tablets, telephones on their side, windows."""

from playwright.async_api import Page

WIDTHS = (640, 768, 836, 852, 900, 1024, 1180)
# The page no wider than its window, its header in one row, and the controls of the player inside
# the picture, with all that they say while a show is on.
WRONG = """() => {
  const wrong = [], wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) wrong.push(`${wide} px wider than its window`);
  const head = [...document.querySelectorAll(".header-row > *")]
    .map(one => one.getBoundingClientRect());
  head.forEach((box, place) => {
    const before = head[place - 1] ?? box;
    const isBeside = Math.abs(box.top + box.bottom - before.top - before.bottom) < 8;
    if (!isBeside || box.left < before.left) wrong.push("header in pieces");
  });
  const bar = document.querySelector(".player-bar");
  if (!bar) return wrong;
  for (const [name, words] of [["late", "less than 0.1 s late"], ["audience", "1,214 watching"]]) {
    const place = bar.querySelector(`[data-at=${name}]`);
    place.hidden = false;
    (place.querySelector("[data-at=figure]") ?? place).textContent = words;
  }
  const edge = document.querySelector(".player").getBoundingClientRect();
  const boxes = [...bar.children].map(one => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width);
  for (const [one, box] of boxes) {
    const name = one.dataset.do ?? one.className;
    const isOut = box.right > edge.right + 1 || box.left < edge.left - 1;
    if (isOut) wrong.push(`${name} outside the picture`);
    if (box.width < 44 && one.matches("button")) wrong.push(`${name} too small to press`);
  }
  const [last] = boxes.at(-1) ?? [];
  if (last?.dataset.do !== "full") wrong.push("no full screen");
  return wrong;
}"""


async def problems(page: Page, height: int = 740) -> list[str]:
    found = []
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}: {one}" for one in await page.evaluate(WRONG)]
    return found
