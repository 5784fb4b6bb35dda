"""Every address with values that nobody types by accident: refused in peace, never broken.

A value that a database, a codec or a calendar cannot hold belongs to whoever sent it; the answer
says so (400, 404 …) and is never a 500. The doors are those of the authorisation matrix.
"""

import logging
import re
from itertools import product
from urllib.parse import quote, unquote

import pytest
from django.contrib.admin import site
from django.core.cache import cache
from django.db import transaction
from django.http import QueryDict
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils.datastructures import MultiValueDict

from shows.states import State

from .matrix import world

pytestmark = pytest.mark.usefixtures("plain_rendering", "brief_footsteps", "brief_admin")
HUGE = "9" * 30
HOSTILE = {
    "nul": "a%00b",
    "huge": HUGE,
    "just over 64 bit": str(2**63),
    "minus": "-1",
    "no utf-8": "%ff%fe",
    "half a character": "%ed%a0%80",
    "very long": "a" * 5000,
    "way up": "..%2f..%2fetc%2fpasswd",
    "quotes": quote("'\";--<script>"),
    "line break": "a%0d%0aSet-Cookie:%20x=y",
    "other digits": quote("٣٤"),
    "superscript": quote("²"),
}
VALUES = [HUGE, "-1", "a%00b", "%ff%fe", "a" * 800, "..%2f..%2f", "a%0d%0ab", "%C2%B2"]
WORDS = {
    *("page", "when", "q", "tag", "creator", "category", "cursor", "limit", "v", "invitation"),
    *("url", "maxwidth", "maxheight", "next", "theme", "lang", "open"),
}
QUERIES = [f"{name}={value}" for name, value in product(sorted(WORDS), VALUES)]
# What a page reads of the query, all at once: one request tries many.
BUNDLES = ["&".join(QUERIES[number :: len(VALUES)]) for number in range(len(VALUES))]
# What is wrong ends the matter, so filters of the admin are asked one by one.
EVERY_LIST = ["q={}", "p={}", "o={0}&e={0}&all={0}", "pk={}", "password__startswith={}"]
FILTER_VALUES = [HUGE, "0", "a%00b"]
PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def addresses(patterns, before: str = "") -> list[str]:
    """Every address as a pattern with {names}: the converters are the product's own business."""
    found = []
    for pattern in patterns:
        here = before + PART.sub(
            lambda match: "{" + (match[1] or match[2]) + "}", str(pattern.pattern)
        ).lstrip("^").rstrip("$").replace("\\Z", "")
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern):
            found.append(here)
    return sorted(set(found))


ALL = addresses(get_resolver().url_patterns)


class Undo(Exception):
    pass


def ask(client, method: str, address: str, **options) -> int:
    """The status, with whatever was done undone; raised is as bad as 500."""
    cache.clear()
    try:
        with transaction.atomic():
            response = client.generic(method.upper(), address, **options)
            raise Undo
    except Undo:
        return response.status_code


def clients(here) -> dict:
    found = {who: here.client_of(who) for who in ("creator", "staff")}
    for client in found.values():
        client.raise_request_exception = False
    return found


def leads_somewhere(address: str) -> bool:
    """Whether any view is asked; the rest all meet the same page that says no."""
    try:
        resolve(unquote(address))
    except Resolver404:
        return False
    return True


def filters_of(admin) -> list[str]:
    """Every query that this list of the admin reads, with a place for a value."""
    found = list(EVERY_LIST)
    for one in admin.list_filter:
        if isinstance(one, str):
            found += [f"{one}__exact={{}}", f"{one}__in={{}}"]
        elif isinstance(one, tuple):
            found += [f"{one[0]}__isempty={{}}", f"{one[0]}__gte={{}}"]
        else:
            found.append(f"{one.parameter_name}={{}}")
    if moment := admin.date_hierarchy:
        found += [f"{moment}__year={{}}", f"{moment}__year=2026&{moment}__month={{}}"]
        found += [f"{moment}__year=2026&{moment}__month=2&{moment}__day={{}}"]
    return found


@pytest.fixture(autouse=True)
def silence():
    """A line for every refusal would take longer than the refusal."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def here(make_user, make_show):
    return world.build(make_user, make_show, State.ANNOUNCED)


def good(here, names: list[str]) -> dict[str, str]:
    """Values that lead somewhere, so that a hostile one beside them is really read."""
    values = {}
    for name in names:
        try:
            values[name] = quote(str(here.arguments([name], "cast")[name]), safe=":")
        except KeyError:
            values[name] = "1"
    return values


# What the two databases cannot hold differs; all else need not be tried on both.
ON_BOTH = ("nul", "huge", "just over 64 bit", "half a character")


@pytest.mark.parametrize(
    "kind",
    [
        kind if kind in ON_BOTH else pytest.param(kind, marks=pytest.mark.servers)
        for kind in HOSTILE
    ],
)
def test_no_hostile_value_in_an_address_breaks_a_page(kind, here, request):
    visitors, broken = clients(here), []
    assert ask(visitors["creator"], "get", f"/nowhere/{HOSTILE[kind]}") == 404
    request.getfixturevalue("brief_refusals")  # from here on, after the page that they share
    for address in ALL:
        names = re.findall(r"\{(\w+)\}", address)
        for name in names:
            filled = "/" + address.format(**(good(here, names) | {name: HOSTILE[kind]}))
            who = "staff" if address.startswith(("admin", "report")) else "creator"
            for method in ("get", "post") if leads_somewhere(filled) else ():
                if (status := ask(visitors[who], method, filled)) >= 500:
                    broken.append(f"{status} {method} {filled[:120]} by {who}")
    assert broken == [], "\n".join(broken)


@pytest.fixture
def words_read(monkeypatch) -> set[str]:
    """Which words of a query were asked for since this set was emptied."""
    read: set[str] = set()
    for name in ("get", "getlist", "__getitem__"):
        own = getattr(MultiValueDict, name)

        def noticing(self, key, *rest, _own=own, **options):
            read.add(key)
            return _own(self, key, *rest, **options)

        monkeypatch.setattr(QueryDict, name, noticing, raising=False)
    return read


def test_no_hostile_query_breaks_a_page(here, words_read):
    visitors, broken = clients(here), []
    # What the header reads it reads on every page alike: each has it once, the first page in full.
    assert ask(visitors["creator"], "get", "/nowhere/") == 404
    of_its_own = WORDS - words_read
    for address in ALL:
        filled = "/" + address.format(**good(here, re.findall(r"\{(\w+)\}", address)))
        who = "staff" if address.startswith(("admin", "report")) else "creator"
        for bundle in BUNDLES:
            words_read.clear()
            if (status := ask(visitors[who], "get", f"{filled}?{bundle}")) >= 500:
                broken.append(f"{status} {filled}?{bundle[:200]} by {who}")
            # Lists of the admin refuse a word they do not know; theirs are asked below.
            if not words_read & of_its_own or address.startswith("admin"):
                break
    assert broken == [], "\n".join(broken)


@pytest.mark.servers
def test_no_hostile_filter_breaks_the_admin(here):
    staff, broken = clients(here)["staff"], []
    lists = site._registry.items()
    assert len(lists) > 10
    for model, admin in lists:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for filter_, value in product(filters_of(admin), FILTER_VALUES):
            asked = f"{address}?{filter_.format(value)}"
            if (status := ask(staff, "get", asked)) >= 500:
                broken.append(f"{status} {asked}")
    assert broken == [], "\n".join(broken)
