"""Pages carry no script or style of their own, and nothing comes from elsewhere."""

import re

from .sources import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
CSS_CEILING, JS_CEILING = 600, 300


def _found(paths, pattern, flags=re.IGNORECASE):
    return [
        f"{path.relative_to(ROOT)}:{text[: hit.start()].count(chr(10)) + 1}: {hit.group()[:80]}"
        for path in paths
        for text in [path.read_text()]
        for hit in re.finditer(pattern, text, flags)
    ]


def test_templates_have_no_inline_script():
    inline = _found(TEMPLATES, r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)[^>]*>")
    assert inline == [], (
        "Scripts are ES modules in static/js/; hand data over with json_script:\n"
        + "\n".join(inline)
    )


def test_templates_have_no_inline_style_or_listener():
    inline = _found(TEMPLATES, r"<style\b|\sstyle=[\"']|\son(click|submit|change|load|input)=")
    assert inline == [], (
        "The content security policy refuses these; use a class or a listener in static/js/:\n"
        + "\n".join(inline)
    )


def test_nothing_is_loaded_from_another_place():
    foreign = _found(
        [*TEMPLATES, *STYLES, *SCRIPTS],
        r"(src|href)=[\"'](https?:)?//[^{\"'][^\"']*\.(js|css|woff2?|png|svg)|@import\s+url\(http",
    )
    assert foreign == [], "Every byte of a page is ours:\n" + "\n".join(foreign)


def test_scripts_are_modules_that_keep_their_hands_off():
    loose = _found(SCRIPTS, r"\beval\(|new Function\(|\.innerHTML\s*=|document\.write\(")
    assert loose == [], (
        "Build elements or use textContent; markup from strings is how scripts get in:\n"
        + "\n".join(loose)
    )


def test_colours_are_named_in_one_file():
    loose = _found(
        [path for path in STYLES if path.name != "tokens.css"],
        r"#[0-9a-f]{3,8}\b(?=[^{}]*;)|\b(rgb|hsl|oklch)a?\((?!from)",
    )
    assert loose == [], "Colours have names in static/css/tokens.css:\n" + "\n".join(loose)


def test_files_stay_small():
    long = [
        str(path.relative_to(ROOT))
        for paths, ceiling in ((STYLES, CSS_CEILING), (SCRIPTS, JS_CEILING))
        for path in paths
        if len(path.read_text().splitlines()) > ceiling
    ]
    assert long == [], f"One component, one file; split these: {long}"
