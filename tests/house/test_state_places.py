"""Every state of a show is known wherever pages, scripts and docs ask for it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from shows.air.sweep import sweep
from shows.models import Show
from shows.states import COMING, ON_AIR, State
from tests.browser.visits import ALL_STATES

from .sources import ROOT

SCRIPT = (ROOT / "static/js/shows/states.js").read_text()
PROTOCOL = (ROOT / "docs/protocol.md").read_text()
# The player's word for a state that has none of its name: slateOf() in player_state.js.
WORDS = {State.LIVE: "opening", State.ANNOUNCED: "rehearsal"}
# What the audience is told: a rehearsal is the cast's own business.
TOLD = [state for state in State if state != State.REHEARSAL]


def listed(name: str) -> set[str]:
    """The states in a list of the script, with those of a list that it takes in."""
    [items] = re.findall(rf"const {name} = \[(.*?)\];", SCRIPT)
    taken = {one for other in re.findall(r"\.\.\.(\w+)", items) for one in listed(other)}
    return taken | set(re.findall(r'"(\w+)"', items))


def test_scripts_have_the_same_sets():
    assert listed("COMING") == set(COMING)
    assert listed("ON_AIR") == set(ON_AIR)


@pytest.mark.parametrize("folder", ["static/js", "static/css"])
def test_nothing_else_lists_the_states_on_air(folder):
    """A state that is added later would be missing there."""
    files = [path for path in (ROOT / folder).rglob("*.*") if path.name != "states.js"]
    listing = re.compile(r"live\W{1,25}interrupted\W{1,25}intermission")
    wrong = [path.name for path in files if listing.search(path.read_text(errors="ignore"))]
    assert wrong == [], f"Ask isOnAir() (static/js/shows/states.js) or [data-on-air] in {wrong}"


@pytest.mark.parametrize("state", State)
def test_every_state_has_its_badge_in_the_style_guide(state):
    guide = (ROOT / "templates/styleguide.html").read_text()
    assert f"badge-{state}" in guide, "Add it to templates/styleguide.html and static/css/badge.css"


@pytest.mark.parametrize("state", TOLD)
def test_every_state_has_its_place_on_the_page(state):
    name = f"_act_{state}.html"
    assert (ROOT / "templates/shows" / name).exists(), f"What does templates/shows/{name} offer?"


@pytest.mark.parametrize("state", TOLD)
def test_every_state_is_in_the_protocol(state):
    [row] = re.findall(r"^\| `state` \| (.+)\|$", PROTOCOL, re.M)
    assert f"`{state}`" in row


def test_every_state_is_looked_at_in_a_browser():
    assert {*ALL_STATES, State.DRAFT} == set(State), "See ALL_STATES in tests/browser/visits.py"


@pytest.mark.django_db
@pytest.mark.parametrize("state", TOLD)
def test_where_there_is_a_player_it_has_a_word_for_the_state(client, make_show, state):
    show = make_show(state=state)
    client.force_login(show.creator)
    page = client.get(show.get_absolute_url()).content.decode()
    if state in ON_AIR or state == State.DOORS:
        assert "<live-player" in page
    if "<live-player" in page:
        words = page.partition('<template data-at="words">')[2]
        assert f'<p data-at="{WORDS.get(state, state)}">' in words, (
            "See templates/shows/_player.html"
        )


@pytest.mark.django_db
@pytest.mark.parametrize("state", sorted(ON_AIR - {State.LIVE}) + sorted(COMING))
def test_no_state_lasts_for_ever(make_show, state):
    """With nobody on stage the clock ends it. A live show has somebody, or is interrupted."""
    then = timezone.now()
    show = make_show(state=state, starts_at=then)
    show.broadcasts.update(interrupted_at=then, paused_at=then if state == "intermission" else None)
    sweep(then + timedelta(days=30))
    assert Show.objects.get(pk=show.pk).state in (State.ENDED, State.CANCELLED)
