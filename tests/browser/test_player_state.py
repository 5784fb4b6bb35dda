"""What follows from what the player knows: static/js/stage/player_state.js, as it is."""

FACTS = {
    "state": "live",
    "condition": "well",
    "refusal": "",
    "address": "",
    "isPlaying": True,
    "hasPicture": True,
    "movesNow": True,
    "heardMs": 5000,
    "lateness": 0.2,
    "weather": "",
    "coming": "",
    "isStageQuiet": False,
    "siteLostMs": None,
}
WISHES = {"isPaused": False, "isMuted": False, "isSilenced": False}
NOTHING = {"isPlaying": False, "hasPicture": False, "movesNow": False, "heardMs": None}
BLOCKED = {**NOTHING, "condition": "blocked", "address": "203.0.113.5:8189"}
SEE = """async moments => {
  const {src} = document.querySelector("script[src*='/pages/show']");
  const {$stage_player_state: {seenOf}} = await import(src);
  const seen = ([name, {facts, wishes, ask}]) => {
    const all = seenOf(facts, wishes);
    return [name, ask.map(field => all[field])];
  };
  return Object.fromEntries(Object.entries(moments).map(seen));
}"""
# What differs from a show that is seen and heard; then what is shown of it.
MOMENTS = {
    "a picture": ({}, {"scene": "picture", "told": "seen", "hint": None, "lateness": 0.2}),
    "nothing yet": (
        NOTHING,
        {"scene": "waiting", "told": "", "lateness": None, "slate": {"name": "opening"}},
    ),
    "sound, and a picture may follow": (
        {"hasPicture": False, "heardMs": 1000},
        {"scene": "waiting"},
    ),
    "sound alone": ({"hasPicture": False, "heardMs": 1600}, {"scene": "sound", "told": "seen"}),
    "the site is late with its word": ({"state": "interrupted"}, {"scene": "picture"}),
    "a dark stage": (
        {"state": "interrupted", "movesNow": False},
        {"scene": "dark", "told": "interrupted", "slate": {"name": "interrupted"}},
    ),
    "intermission": ({"state": "intermission"}, {"scene": "dark", "told": "intermission"}),
    "a rehearsal": ({**NOTHING, "state": "announced"}, {"slate": {"name": "rehearsal"}}),
    "a network that blocks": (
        BLOCKED,
        {"scene": "waiting", "told": "blocked", "slate": {"name": "blocked"}},
    ),
    "no codec": ({**NOTHING, "refusal": "media.no_common_codec"}, {"slate": {"name": "codec"}}),
    "no place": ({**NOTHING, "refusal": "relay.full"}, {"slate": {"name": "full"}}),
    "a mended line comes before all": (
        {"condition": "mending", "weather": "lossy"},
        {"hint": {"name": "mending"}},
    ),
    "a size on its way": (
        {"coming": "1280x720", "weather": "small"},
        {"hint": {"name": "switching", "values": {"size": "1280 × 720"}}},
    ),
    "the site, a moment": ({"siteLostMs": 3000}, {"hint": None}),
    "the site, for long": ({"siteLostMs": 5000}, {"hint": {"name": "site"}}),
    "silence on stage": ({"isStageQuiet": True}, {"isQuiet": True, "asksForSound": False}),
    "silence that was asked for": ({"isStageQuiet": True, "isMuted": True}, {"isQuiet": False}),
    "a browser that waits for a press": (
        {"isStageQuiet": True, "isSilenced": True},
        {"isQuiet": False, "asksForSound": True},
    ),
}


async def test_what_is_shown_follows_from_what_is_known(open_page):
    page = await open_page()
    await page.goto("/shows/satie-at-half-past/")
    asked = {
        name: {
            "facts": FACTS | {key: value for key, value in differs.items() if key in FACTS},
            "wishes": WISHES | {key: value for key, value in differs.items() if key in WISHES},
            "ask": list(shown),
        }
        for name, (differs, shown) in MOMENTS.items()
    }
    seen = await page.evaluate(SEE, asked)
    for name, (differs, shown) in MOMENTS.items():
        found = dict(zip(shown, seen[name], strict=True))
        if "slate" in found:  # it always has the address at hand
            assert found["slate"].pop("values") == {"address": differs.get("address", "")}
        assert found == shown, name
