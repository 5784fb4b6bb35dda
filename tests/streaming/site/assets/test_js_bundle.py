"""Modules that pages need together become one file; each is there once, whoever asks for it."""

from pathlib import Path

import pytest
from django.conf import settings

from streaming.site.assets import js_bundle
from streaming.site.assets.js_bundle import bundles_of
from streaming.site.assets.js_module import CannotBundle, read_module

LINE = "/** What is said. */\nexport class Line {}\nexport const lineTo = () => new Line();\n"
EARLY = 'import { lineTo } from "../line.js";\n\nexport const begun = lineTo();\n'
SHOW = (
    'import { begun } from "../stage/early.js";\n'
    'import { Line } from "../line.js";\n'
    'import "../chat/later.js";\n\n'
    "export const isOne = begun instanceof Line;\n"
)
PANEL = 'import { Line } from "../line.js";\n\nexport class Panel extends Line {}\n'
HOUSE = {
    "js/line.js": LINE,
    "js/stage/early.js": EARLY,
    "js/pages/show.js": SHOW,
    "js/chat/later.js": 'import("./panel.js");\n',
    "js/chat/panel.js": PANEL,
}
FILES = (("js/stage/early.js",), ("js/pages/show.js",), ("js/chat/panel.js",))


def of(house: dict[str, str], files=FILES) -> dict[str, str]:
    return bundles_of(house.__getitem__, files).texts()


def test_a_file_holds_what_it_needs_each_in_a_scope_of_its_own():
    assert of(HOUSE)["js/stage/early.js"] == (
        "// js/line.js\n"
        "export const $line = (() => {\n"
        "/** What is said. */\n"
        "class Line {}\n"
        "const lineTo = () => new Line();\n"
        "return { Line, lineTo };\n"
        "})();\n"
        "\n"
        "// js/stage/early.js\n"
        "export const $stage_early = (() => {\n"
        "const { lineTo } = $line;\n"
        "const begun = lineTo();\n"
        "return { begun };\n"
        "})();\n"
        "\n"
        "export const { begun } = $stage_early;\n"
    )


def test_what_an_earlier_file_holds_is_taken_from_there():
    found = of(HOUSE)
    assert found["js/pages/show.js"].startswith(
        'import { $line, $stage_early } from "../stage/early.js";\n// js/chat/later.js\n'
    )
    assert [text.count("class Line {}") for text in found.values()].count(1) == 1


def test_where_a_module_was_there_is_a_note():
    note = 'import { $line } from "./stage/early.js";\nexport const { Line, lineTo } = $line;\n'
    assert of(HOUSE)["js/line.js"] == note


def test_what_comes_later_is_named_from_where_it_is_asked_for():
    assert 'import("../chat/panel.js");' in of(HOUSE)["js/pages/show.js"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("export default class Line {}", "cannot be joined"),
        ("export let count = 0;", "cannot be joined"),
        ('import * as line from "./line.js";', "cannot be joined"),
        ('import line from "./line.js";', "cannot be joined"),
        ('import {\n  one,\n} from "./line.js";', "cannot be joined"),
        ("const here = import.meta.url;", "cannot be joined"),
        ("const found = await fetch(address);", "cannot be joined"),
        ('import { Nobody } from "../line.js";', "which js/line.js does not export"),
        ('import { begun } from "./early.js";', "in a circle"),
    ],
)
def test_what_cannot_be_joined_is_told(line, told):
    with pytest.raises(CannotBundle, match=told):
        of(HOUSE | {"js/stage/early.js": f"{line}\n{EARLY}"})


@pytest.mark.parametrize("way", ["./later.js", "../line.js"])
def test_what_is_loaded_later_is_a_file_of_its_own(way):
    with pytest.raises(CannotBundle, match="loads js/.* later: make that a file"):
        of(HOUSE | {"js/chat/later.js": f'const come = () => import("{way}");\n'})


def test_what_is_loaded_later_does_not_need_who_asks_for_it():
    needy = 'import { isOne } from "../pages/show.js";\n\nexport class Panel {}\n'
    with pytest.raises(CannotBundle, match=r"which needs js/pages/show\.js itself"):
        of(HOUSE | {"js/chat/panel.js": needy})


def test_comments_may_say_what_they_like():
    module = read_module(
        "js/a.js", '/** @param {import("./b.js").B} b\n * import all */\n// await\n'
    )
    assert (module.imports, module.later) == ({}, ())


def test_the_modules_of_the_house_can_be_joined():
    def read(name: str) -> str:
        return Path(settings.BASE_DIR, "static", name).read_text()

    found = bundles_of(read)
    assert {*found.homes.values()} == {file for file, *_others in js_bundle.FILES}
    assert found.needed_by("js/pages/show.js") == {"js/pages/base.js", "js/stage/early.js"}
    assert found.needed_by("js/stage/early.js") == set()
