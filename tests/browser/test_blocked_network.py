"""When a network counts as one that lets no media through: static/js/stage/blocked_network.js."""

# Sessions that end without ever having connected, and then one that connects: how long it waits
# after each, in seconds, and whether it stands in the end.
MEETS = """async () => {
  const {src} = document.querySelector("script[src*='/stage/early']");
  const {$stage_blocked_network: {BlockedNetwork}} = await import(src);
  const network = new BlockedNetwork(), waits = [];
  const session = wasConnected =>
    Object.assign(new EventTarget(), {wasConnected, relayAddress: "203.0.113.5:8189", peer: {}});
  for (let attempt = 0; attempt < 7; attempt += 1) {
    network.failed(session(false));
    waits.push(network.isBlocked ? network.pauseMs / 1000 : 0);
  }
  const counted = network.failed(session(true));
  const well = session(false);
  network.follow(well);
  well.dispatchEvent(new Event("connected"));
  return {waits, counted, address: network.address, outlook: network.outlook};
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
