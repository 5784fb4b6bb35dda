"""How much waits in the browser before it is played: static/js/stage/jitter_buffer.js, as it is."""

# Readings come twice a second; each row is one: what share was lost, and the round trip.
AIM = """async rows => {
  const {src} = document.querySelector("script[src*='/stage/early']");
  const {$stage_jitter_buffer: {JitterBuffer}} = await import(src);
  const buffer = new JitterBuffer(), receivers = [{jitterBufferTarget: 0}, {playoutDelayHint: 0}];
  const aims = [];
  rows.forEach(([lossShare, rtt], number) => {
    buffer.read({at: number * 500, lossShare, rtt}, receivers);
    if (buffer.target !== (aims.at(-1)?.[1] ?? 0)) aims.push([number / 2, buffer.target]);
  });
  return [aims, receivers[0].jitterBufferTarget, receivers[1].playoutDelayHint];
}"""
WELL, SHOWER, RAIN, FAR = [0, 0.15], [0.1, 0.15], [0.15, 0.15], [0.15, 2]


async def test_a_line_that_loses_packets_is_given_time_to_get_them_again(open_page):
    page = await open_page()
    await page.goto("/shows/satie-at-half-past/")
    assert await page.evaluate(AIM, [WELL] * 20) == [[], 0, 0]
    assert await page.evaluate(AIM, [WELL, SHOWER, SHOWER, WELL] * 5) == [[], 0, 0]
    assert await page.evaluate(AIM, [RAIN] * 9) == [[[1, 650]], 650, 0.65]
    assert await page.evaluate(AIM, [FAR] * 9) == [[[1, 900]], 900, 0.9]
    aims, *_ = await page.evaluate(AIM, [RAIN] * 9 + [WELL] * 60)
    assert aims == [[1, 650], [24.5, 0]]
