"""When the player mends its line and when it begins anew: static/js/stage/watchdog.js, as it is."""

# Readings come twice a second; each row is one: packets flow, pictures move, and the parts that
# send. What the dog wishes is told with the second at which it does.
JUDGE = """async evenings => {
  const {src} = document.querySelector("script[src*='/stage/early']");
  const {$stage_watchdog: {Watchdog}} = await import(src);
  const judged = ([name, rows]) => {
    const dog = new Watchdog(), wishes = [];
    rows.forEach(([flows, moves, parts], number) => {
      const flow = {kind: "video", flows, moves};
      const reading = {at: number * 500, isFlowing: flows, flows: new Map([["0", flow]])};
      const performers = parts.map(part => ({part, sending: true}));
      const show = {state: "live", paused: false, performers};
      const wish = dog.judge(reading, show, [{part: "ada"}]);
      if (wish) wishes.push([number / 2, wish]);
    });
    return [name, wishes];
  };
  return Object.fromEntries(Object.entries(evenings).map(judged));
}"""
WELL = [True, True, ["ada"]]
SILENT = [False, False, ["ada"]]
STUCK = [True, False, ["ada"]]
COMPANY = [True, True, ["ada", "bo"]]
EVENINGS = {
    "all is well": [WELL] * 20,
    "a short silence": [WELL] * 4 + [SILENT] * 3 + [WELL] * 8,
    "silence": [WELL] * 4 + [SILENT] * 24,
    "a picture that stands still": [WELL] * 4 + [STUCK] * 20,
    "a keyframe that helps": [WELL] * 4 + [STUCK] * 2 + [WELL] * 4,
    "somebody else comes": [WELL] * 4 + [COMPANY] * 4,
}


async def test_what_stands_still_is_brought_back_and_less_and_less_often(open_page):
    page = await open_page()
    await page.goto("/shows/satie-at-half-past/")
    assert await page.evaluate(JUDGE, EVENINGS) == {
        "all is well": [],
        "a short silence": [],
        "silence": [[4.5, "mend"], [10.5, "renew"]],
        "a picture that stands still": [
            *([at, "refresh"] for at in (2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5)),
            [10, "renew"],
        ],
        "a keyframe that helps": [[2.5, "refresh"]],
        "somebody else comes": [[2.5, "renew"]],
    }
