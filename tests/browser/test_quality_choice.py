"""The quality that a viewer chose comes, whatever happens to the request, on a line that answers as
the test says: static/js/stage/quality_choice.js."""

# The line answers each request as the next word says.
ASK = """async ({answers, steps}) => {
  const {src} = document.querySelector("script[src*='/stage/early']");
  const {$stage_quality_choice: {QualityChoice}} = await import(src);
  const asked = [];
  const ask = async (type, {layer}) => {
    const answer = answers[asked.push(layer) - 1] ?? "done";
    if (answer === "refused") throw new Error(answer);
  };
  const choice = new QualityChoice({isOpen: true, ask});
  const session = {id: "one", isOver: false, layer: "auto"};
  let now = 0;
  for (const step of steps) {
    if (typeof step === "number") await choice.look(session, now = step);
    else await choice.choose(step, session, now).catch(() => {});
  }
  return {asked, layer: session.layer};
}"""
AT_ONCE = """async () => {
  const {src} = document.querySelector("script[src*='/stage/early']");
  const {$stage_quality_choice: {QualityChoice}} = await import(src);
  const asked = [], session = {id: "one", isOver: false, layer: "auto"};
  const ask = async (type, {layer}) => {
    asked.push(layer);
    await new Promise(go => setTimeout(go, layer === "m" ? 50 : 0));
  };
  const choice = new QualityChoice({isOpen: true, ask});
  await Promise.all([choice.choose("m", session), choice.choose("h", session)]);
  return {asked, layer: session.layer};
}"""


async def test_a_choice_is_asked_for_until_the_relay_agrees(open_page):
    page = await open_page()
    await page.goto("/shows/satie-at-half-past/")
    # Refused twice: again after one second, then after two; no more once it is so.
    script = {"answers": ["refused", "refused"], "steps": ["h", 500, 1000, 2500, 3000, 9000]}
    assert await page.evaluate(ASK, script) == {"asked": ["h", "h", "h"], "layer": "h"}
    # The request may have arrived and its answer be lost: the choice before is asked for, too.
    script = {"answers": ["refused"], "steps": ["h", "auto"]}
    assert await page.evaluate(ASK, script) == {"asked": ["h", "auto"], "layer": "auto"}
    # Two in one moment arrive in their order, though the first takes long.
    assert await page.evaluate(AT_ONCE) == {"asked": ["m", "h"], "layer": "h"}
