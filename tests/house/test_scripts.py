"""The types that comments give our scripts are checked, and nobody talks the checker out of it."""

import json
import re
import shutil
import subprocess

import pytest

from tests.conftest import missing

from .sources import ROOT

SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))
SECONDS = 180  # it takes five; the machine may be busy
WAYS_OUT = re.compile(r"@ts-(?:ignore|nocheck|expect-error)")


def test_types_of_scripts_are_right():
    if not shutil.which("tsc"):
        missing("tsc, which checks the types of scripts (Debian: apt install node-typescript),")
    command = ["tsc", "-p", "jsconfig.json"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert found.returncode == 0, f"Give these their types in JSDoc:\n{found.stdout}{found.stderr}"


def test_the_checker_is_strict_and_sees_all_scripts():
    told = json.loads((ROOT / "jsconfig.json").read_text())
    options = told["compilerOptions"]
    assert options["checkJs"] and options["strict"] and options["noEmit"]
    assert told["include"] == ["static/js"] and "exclude" not in told


def test_nobody_looks_away():
    loose = [str(path.relative_to(ROOT)) for path in SCRIPTS if WAYS_OUT.search(path.read_text())]
    assert loose == [], f"What the checker finds is mended, not hidden: {loose}"


WORDS = {
    "chat": "chat/_words.html",
    "stage": "shows/_player.html",
    "studio": "shows/studio/_live_words.html",
}
SAID = re.compile(r"(?:\bwords\.(?:of|count)|(?<![#.\w])say(?:Count)?|\.sayWhole)\(\"([\w-]+)\"")
OFFERED = re.compile(r"<p data-at=\"([\w-]+)\">")


@pytest.mark.parametrize("folder", WORDS)
def test_scripts_say_words_that_their_template_has(folder):
    """Names with a variable part aside."""
    scripts = (ROOT / "static/js" / folder).glob("*.js")
    said = {name for path in scripts for name in SAID.findall(path.read_text())}
    offered = set(OFFERED.findall((ROOT / "templates" / WORDS[folder]).read_text()))
    assert said, "the pattern finds no words in these scripts"
    assert sorted(said - offered) == []


def test_words_come_to_scripts_in_one_way():
    loose = [
        str(path.relative_to(ROOT))
        for path in (*SCRIPTS, *(ROOT / "templates").rglob("*.html"))
        if re.search(r"\"%s\"|'%s'|data-words>", path.read_text())
    ]
    assert loose == [], f"Placeholders have names, and static/js/lib/words.js fills them: {loose}"


# Scripts find a place by data-at, and know an act by data-do. Any other data- attribute is a value
# that is read from an element at hand; these say how the stage of the page stands.
STATES = {"state", "watched"}
# What a page says about an element by naming it, and no script looks for.
FLAGS = {"fresh", "is-on", "on-air", "window"}
ASKED = re.compile(r"\[data-([\w-]+)")
FLAG = re.compile(r"<[a-z][^<>]*?\sdata-([\w-]+)(?=[\s>{/])")
NAMED = re.compile(
    r"\[data-(?:at|do)~?='([\w-]+)'\]|\b(?:place|button|select|one|#one)\(\"([\w-]+)\"\)"
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_scripts_ask_for_places_and_acts_alone():
    loose = {
        f"{path.relative_to(ROOT)}: data-{name}"
        for path in SCRIPTS
        for name in ASKED.findall(path.read_text())
        if name not in {"at", "do"} | STATES
    }
    assert sorted(loose) == [], 'Name the element: data-at="place" or data-do="act"'


def test_pages_mark_elements_with_places_and_acts_alone():
    loose = {
        f"{path.relative_to(ROOT)}: data-{name}"
        for path in TEMPLATES
        for name in FLAG.findall(path.read_text())
        if name not in FLAGS
    }
    assert sorted(loose) == [], 'Name the element: data-at="place" or data-do="act"'


def test_each_place_and_act_that_a_script_asks_for_is_on_a_page():
    asked = {
        name: path.name
        for path in SCRIPTS
        for found in NAMED.findall(path.read_text())
        for name in found
        if name
    }
    pages = " ".join(path.read_text() for path in TEMPLATES)
    made = " ".join(path.read_text() for path in SCRIPTS)
    offered = set(re.findall(r"data-(?:at|do)=\"([\w -]+)\"", pages))
    offered = {name for names in offered for name in names.split()}
    offered |= set(re.findall(r"\bat: \"([\w-]+)\"", made))
    assert {name: where for name, where in asked.items() if name not in offered} == {}
