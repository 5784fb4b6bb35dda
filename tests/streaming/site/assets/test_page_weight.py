"""What a first visit weighs: the page with its styles and modules, compressed; posters aside.

Told apart: what a module loads later by itself, as a page with a stage loads its chat after the
first picture, or once somebody asks for it.
"""

import gzip
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from django.contrib.staticfiles import finders

from shows.models import Show
from streaming.site.assets import js_bundle, style_sheets

CEILING, LATER_CEILING = 100 * 1024, 32 * 1024
LINKED = re.compile(r'<(?:link rel="stylesheet" href|script [^>]*src)="/static/([^"]+)"')
NEEDED = re.compile(r'^import [^"(]*"(\.[^"]+)"', re.MULTILINE)
LATER = re.compile(r'\bimport\("(\.[^"]+)"\)(?!\.)')  # a type in a comment goes on with a dot
DRAWN = ("img/icons.svg", "img/favicon.svg")


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def found(name: str) -> str:
    path = finders.find(name)
    assert path, f"The page asks for {name}, which is not there"
    return Path(path).read_text()


@cache
def joined() -> dict[str, str]:
    """Modules as they are gathered; see modules.py."""
    return js_bundle.joined(found)


def read(name: str) -> bytes:
    return (joined().get(name) or found(name)).encode()


def needed_by(names: Iterable[str], ways: re.Pattern[str] = NEEDED) -> set[str]:
    return {
        normpath(join(dirname(name), other))
        for name in names
        if name.endswith(".js")
        for other in ways.findall(read(name).decode())
    }


def whole(names: set[str]) -> set[str]:
    """These, with the modules that modules import."""
    more = names | needed_by(names)
    return names if more == names else whole(more)


@pytest.fixture
def forty_shows(make_show):
    for number in range(40):
        state = ("live", "announced", "announced", "ended")[number % 4]
        make_show(state=state, title=f"Evening {number}", slug=f"evening-{number}")


@pytest.mark.parametrize(
    ("url", "member"),
    [
        ("/", False),
        ("/", True),
        ("/shows/evening-0/", False),
        ("/shows/evening-1/", True),
        ("/studio/new/", True),
        ("/shows/evening-1/studio", True),
        ("/accounts/login/", False),
        ("/settings/", True),
        ("/api/docs/", False),
    ],
)
def test_a_first_visit_weighs_little(client, make_user, login, forty_shows, url, member):
    visitor = login(make_user("ada")) if member else client
    if url.endswith("/studio"):
        visitor = login(Show.objects.get(slug="evening-1").creator)
    answer = visitor.get(url)
    assert answer.status_code == 200
    parts = whole({*LINKED.findall(answer.content.decode())})
    later = whole(needed_by(parts, LATER)) - parts
    own = parts - {style_sheets.JOINED}  # those of every page come as one file; see sheets.py
    kinds = {kind: sum(weight(read(name)) for name in own if name.endswith(kind))
             for kind in (".css", ".js")}  # fmt: skip
    kinds[".css"] += weight(style_sheets.joined(lambda name: read(name).decode()).encode())
    drawn = sum(weight(read(name)) for name in DRAWN)
    page = weight(answer.content)
    total = page + sum(kinds.values()) + drawn
    after = sum(weight(read(name)) for name in later)
    print(
        f"\n{url}: {total / 1024:.1f} KB = page {page}, icons {drawn}, {kinds}, {len(parts)} parts;"
        f" later {after / 1024:.1f} KB, {len(later)} parts"
    )
    assert style_sheets.JOINED in parts
    assert {name.rsplit(".", 1)[1] for name in parts} == {"css", "js"}
    assert (total <= CEILING, after <= LATER_CEILING) == (True, True)
