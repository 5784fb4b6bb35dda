"""When a network counts as one that lets no media through: static/js/stage/blockade.js."""

# Sessions that end without ever having connected, and then one that connects: how long it waits
# after each, in seconds, and whether it stands in the end.
MEETS = """async () => {
  const {src} = document.querySelector("script[src*='/stage/early']");
  const {$stage_blockade: {Blockade}} = await import(src);
  const blockade = new Blockade(), waits = [];
  const session = wasConnected =>
    Object.assign(new EventTarget(), {wasConnected, relayAddress: "203.0.113.5:8189", peer: {}});
  for (let attempt = 0; attempt < 7; attempt += 1) {
    blockade.meets(session(false));
    waits.push(blockade.stands ? blockade.pauseMs / 1000 : 0);
  }
  const counted = blockade.meets(session(true));
  const well = session(false);
  blockade.follow(well);
  well.dispatchEvent(new Event("connected"));
  return {waits, counted, address: blockade.address, outlook: blockade.outlook};
}"""


async def test_a_network_that_lets_nothing_through_is_tried_less_and_less_often(open_page):
    page = await open_page()
    await page.goto("/shows/satie-at-half-past/")
    assert await page.evaluate(MEETS) == {
        "waits": [0, 5, 10, 20, 40, 60, 60],
        "counted": False,
        "address": "203.0.113.5:8189",
        "outlook": "opening",
    }
