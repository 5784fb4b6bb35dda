"""What the player says of the line and of the stage: static/js/stage/player_words.js, as it is."""

from .conftest import shows_by_state

# Readings come twice a second. Each evening: whether there are layers to choose among, and how many
# readings there are of which height and level of sound; then the word that is said, and silence.
JUDGE = """async evenings => {
  const {src} = document.querySelector("script[src*='/pages/show']");
  const {$stage_player_words: {Weather}} = await import(src);
  const judged = ([name, {maySwitch = true, isMetered = true, readings}]) => {
    const weather = new Weather();
    for (const [times, height, level] of readings)
      for (let reading = 0; reading < times; reading += 1) {
        const sound = {kind: "audio", flows: true, isMetered, level};
        const flows = new Map([["0", sound]]);
        weather.read({isFlowing: true, lossShare: 0, height, flows}, maySwitch);
      }
    return [name, [weather.word, weather.isQuiet]];
  };
  return Object.fromEntries(Object.entries(evenings).map(judged));
}"""
LARGE, SMALL, SILENT = [20, 720, 0.2], [10, 180, 0.2], [10, 720, 0]
EVENINGS = {
    "all is well": {"readings": [LARGE]},
    "a smaller layer": {"readings": [LARGE, SMALL]},
    "a smaller picture where nothing can be chosen": {
        "maySwitch": False,
        "readings": [LARGE, SMALL],
    },
    "a microphone that is muted": {"readings": [LARGE, SILENT]},
    "a short silence": {"readings": [LARGE, [9, 720, 0]]},
    "sound again": {"readings": [LARGE, SILENT, [1, 720, 0.1]]},
    "a browser that does not tell": {"isMetered": False, "readings": [LARGE, SILENT]},
}


async def test_a_line_is_blamed_only_for_what_it_does(open_page):
    page = await open_page()
    await page.goto("/shows/satie-at-half-past/")
    assert await page.evaluate(JUDGE, EVENINGS) == {
        "all is well": ["", False],
        "a smaller layer": ["small", False],
        "a smaller picture where nothing can be chosen": ["", False],
        "a microphone that is muted": ["", True],
        "a short silence": ["", False],
        "sound again": ["", False],
        "a browser that does not tell": ["", False],
    }


# What is said of a chosen quality at each reading: at so many milliseconds, of this height.
SWITCH = """async ([size, height, readings]) => {
  const {src} = document.querySelector("script[src*='/pages/show']");
  const {$stage_switching: {Switching}} = await import(src);
  const switching = new Switching();
  switching.begin(size, height, 0);
  return readings.map(([now, seen]) => switching.read(seen, now));
}"""
LATE = [[500, 180], [1000, 180], [6000, 180], [6500, 720], [7000, 720]]
SWITCHES = {
    "it comes after six seconds": [["1280x720", 180, LATE], ["", "1280x720", "1280x720", "", ""]],
    "it comes at once": [["1280x720", 180, [[500, 720], [1000, 720]]], ["", ""]],
    "it is there already": [["1280x720", 720, [[500, 720], [1000, 720]]], ["", ""]],
    "nobody knows how large it is": [["", 180, [[500, 180], [1000, 180]]], ["", ""]],
    "it never comes": [["1280x720", 180, [[1000, 180], [30000, 180]]], ["1280x720", ""]],
}


async def test_a_quality_that_is_still_to_come_is_told(open_page):
    page = await open_page()
    await page.goto("/shows/satie-at-half-past/")
    for name, (given, told) in SWITCHES.items():
        assert await page.evaluate(SWITCH, given) == told, name


# What a screen reader is given, one sentence after the other: a hint that flickers and is over, one
# that is over before it is said, and the word after it.
HEARD = """async ([lossy, mending, back]) => {
  const {src} = document.querySelector("script[src*='/pages/show']");
  const {$stage_player_words: {PlayerWords}} = await import(src);
  const [player, hint, voice] = ["div", "p", "p"].map(name => document.createElement(name));
  [hint.dataset.at, voice.dataset.at] = ["hint", "voice"];
  player.append(hint, voice);
  const words = new PlayerWords(player), heard = [];
  const changes = new MutationObserver(() => heard.push(voice.textContent));
  changes.observe(voice, {childList: true});
  const says = async text => {
    while (voice.textContent !== text) await new Promise(go => setTimeout(go, 20));
  };
  words.warn(lossy);
  await says(lossy);
  for (const hint of ["", lossy, ""]) words.warn(hint);
  await says("");
  for (const hint of [mending, ""]) words.warn(hint);
  words.say(back);
  await says(back);
  await new Promise(go => setTimeout(go));
  return heard;
}"""


async def test_what_is_over_is_not_left_for_screen_readers(open_page):
    page = await open_page()
    await page.goto("/shows/satie-at-half-past/")
    sentences = ["It loses parts.", "It is gone.", "The picture is back."]
    assert await page.evaluate(HEARD, sentences) == ["It loses parts.", "", "The picture is back."]


# What a countdown reads, so many seconds before the curtain.
COUNTS = """async seconds => {
  const {src} = document.querySelector("script[src*='/pages/base']");
  const {$lib_time: {wireTimes}} = await import(src);
  const [pattern] = document.querySelectorAll("time[data-at=countdown]");
  const place = document.createElement("div");
  place.append(pattern.cloneNode(true));
  place.firstChild.setAttribute("datetime", new Date(Date.now() + seconds * 1000).toISOString());
  wireTimes(place);
  return place.textContent;
}"""


async def test_a_countdown_cannot_be_read_as_a_time_of_day(open_page, live_site):
    page = await open_page()
    await page.goto(f"/shows/{shows_by_state(live_site)['announced']}/")
    assert (await page.evaluate(COUNTS, 547.9)).startswith("in 09:0")
    assert await page.evaluate(COUNTS, 2 * 3600) == "in 2 hours"


# What a language with four plural categories says for each number, and the same in one with two.
COUNTED = """async () => {
  const {src} = document.querySelector("script[src*='/stage/early']");
  const {$lib_words: {Words}} = await import(src);
  const root = document.createElement("div");
  const template = root.appendChild(document.createElement("template"));
  template.dataset.at = "words";
  const texts = {by: "{name}: {count} {name}", seats: "{count} miejsc"};
  texts["seats-one"] = "{count} miejsce";
  texts["seats-few"] = "{count} miejsca";
  for (const [at, textContent] of Object.entries(texts)) {
    const word = template.content.appendChild(document.createElement("p"));
    word.dataset.at = at;
    word.textContent = textContent;
  }
  const words = new Words(root);
  const said = lang => {
    document.documentElement.lang = lang;
    return [1, 3, 5, 1200].map(number => words.count("seats", number));
  };
  const filled = words.of("by", {name: "{count}", count: 2});
  return {pl: said("pl"), en: said("en"), filled, none: words.of("x")};
}"""


async def test_what_is_counted_has_the_plural_of_its_language(open_page):
    page = await open_page()
    await page.goto("/shows/satie-at-half-past/")
    assert await page.evaluate(COUNTED) == {
        "pl": ["1 miejsce", "3 miejsca", "5 miejsc", "1200 miejsc"],
        "en": ["1 miejsce", "3 miejsc", "5 miejsc", "1,200 miejsc"],
        "filled": "{count}: 2 {count}",
        "none": "",
    }
