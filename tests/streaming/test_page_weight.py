"""What a first visit weighs: the page with its styles and modules, compressed; posters aside, and
what a module fetches once somebody asks for it."""

import gzip
import re
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from django.contrib.staticfiles import finders

from shows.models import Show
from streaming.web import sheets

CEILING = 100 * 1024
LINKED = re.compile(r'<(?:link rel="stylesheet" href|script [^>]*src)="/static/([^"]+)"')
IMPORTED = re.compile(r'(?:import|from)\s*"(\.[^"]+)"')
DRAWN = ("img/icons.svg", "img/favicon.svg")


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def read(name: str) -> bytes:
    path = finders.find(name)
    assert path, f"The page asks for {name}, which is not there"
    return Path(path).read_bytes()


def parts_of(page: str) -> set[str]:
    """Every style sheet and module of the page, those that modules import included."""
    found: set[str] = set()
    waiting = LINKED.findall(page)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        if name.endswith(".js"):
            imports = IMPORTED.findall(read(name).decode())
            waiting += [normpath(join(dirname(name), other)) for other in imports]
    return found


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
    parts = parts_of(answer.content.decode())
    own = parts - {*sheets.names()}  # those of every page come as one file; see sheets.py
    kinds = {kind: sum(weight(read(name)) for name in own if name.endswith(kind))
             for kind in (".css", ".js")}  # fmt: skip
    kinds[".css"] += weight(sheets.joined(lambda name: read(name).decode()).encode())
    drawn = sum(weight(read(name)) for name in DRAWN)
    page = weight(answer.content)
    total = page + sum(kinds.values()) + drawn
    print(
        f"\n{url}: {total / 1024:.1f} KB = page {page}, icons {drawn}, {kinds}, {len(parts)} parts"
    )
    assert {name.rsplit(".", 1)[1] for name in parts} == {"css", "js"}
    assert total <= CEILING
