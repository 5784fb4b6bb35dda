"""verdict() by values alone: no database here."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chat.models import Chat
from chat.rules.hours import Hours, hours_at
from chat.rules.verdict import HOLD, AuthorRights, Draft, has_link, verdict
from shows.models import Show

NOW = datetime(2027, 1, 31, 19, 30, tzinfo=UTC)
OPEN = Hours(True)


def said(text="Bravo", rights=None, hours=OPEN, **rules):
    """The code that it is refused with, HOLD, or None."""
    found = verdict(Draft(text), rights or AuthorRights(), Chat(**rules), hours, NOW)
    return getattr(found, "code", found)


def test_without_rules_anybody_writes():
    assert said() is None


def test_nobody_writes_without_an_account():
    refused = verdict(Draft("Bravo"), None, Chat(), OPEN, NOW)
    assert refused.code == "chat.sign_in"


@pytest.mark.parametrize(
    ("rights", "rules", "code"),
    [
        ({"suspended": True}, {}, "account.suspended"),
        ({"banned": True}, {}, "chat.banned"),
        ({"silenced": True}, {}, "chat.silenced"),
        ({}, {"locked": True}, "chat.locked"),
        ({}, {"followers_only": True}, "chat.followers_only"),
        ({"follows": True}, {"followers_only": True}, None),
        ({}, {"verified_only": True}, "chat.verified_only"),
        ({"verified": True}, {"verified_only": True}, None),
        ({"joined_at": NOW}, {"min_age_minutes": 10}, "chat.too_new"),
        ({"joined_at": NOW - timedelta(minutes=10)}, {"min_age_minutes": 10}, None),
        ({"last_at": NOW - timedelta(seconds=29)}, {"slow_seconds": 30}, "chat.slow"),
        ({"last_at": NOW - timedelta(seconds=30)}, {"slow_seconds": 30}, None),
        ({}, {"hold": "everybody"}, HOLD),
        ({}, {"blocked_words": "bra*"}, "chat.blocked_word"),
        ({}, {"blocked_words": "bra*", "hold": "words"}, HOLD),
        ({}, {"hold": "words"}, None),
    ],
)
def test_each_rule_has_its_code(rights, rules, code):
    assert said(rights=AuthorRights(**rights), **rules) == code


@pytest.mark.parametrize("free", [{"moderates": True}, {"in_cast": True}])
def test_the_people_of_the_show_are_bound_by_hours_and_length_alone(free):
    rights = AuthorRights(**free, silenced=True, banned=True, last_at=NOW, joined_at=NOW)
    rules = {
        "locked": True,
        "followers_only": True,
        "slow_seconds": 60,
        "links_off": True,
        "hold": "everybody",
        "blocked_words": "*o*",
    }
    assert said("https://example.org foo", rights, **rules) is None
    assert said("x" * 501, rights) == "chat.too_long"
    assert said(rights=rights, hours=Hours(False)) == "chat.closed"
    assert said(rights=replace(rights, suspended=True)) == "account.suspended"


def test_a_message_says_something_and_ends_somewhere():
    assert said(" \n ") == "chat.empty"
    assert said("x" * 500) is None
    assert said("x" * 501) == "chat.too_long"


def test_who_waits_is_told_how_long():
    slow = Chat(slow_seconds=30)
    rights = AuthorRights(last_at=NOW - timedelta(seconds=12))
    assert verdict(Draft("x"), rights, slow, OPEN, NOW).retry_after == 18
    opens_at = NOW + timedelta(hours=1)
    refused = verdict(Draft("x"), rights, slow, Hours(False, opens_at), NOW)
    assert refused.more == {"opens_at": opens_at.isoformat()}


def test_a_clock_set_back_keeps_nobody_waiting_for_longer_than_the_rule():
    rights = AuthorRights(last_at=NOW + timedelta(hours=1))
    refused = verdict(Draft("x"), rights, Chat(slow_seconds=30), OPEN, NOW)
    assert refused.retry_after == 30


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "see HTTP://EXAMPLE.ORG/x",
        "ftp://x",
        "www.example.org",
        "example.com",
        "buy at ｅｘａｍｐｌｅ．ｃｏｍ now",
        "example。com",
        "exam\u200bple.com/x",
        "bit.ly/2x",
        "t.me/someone",
        "münchen.de.",
    ],
)
def test_a_link_is_a_link(text):
    assert has_link(text)


@pytest.mark.parametrize(
    "text",
    ["Bravo!", "ok.so what", "3.5 of 10", "wait...what", "Act 1.Scene 2", "e.g. this", "1/2"],
)
def test_a_full_stop_makes_no_link(text):
    assert not has_link(text)


def test_links_are_refused_where_they_are_off():
    assert said("https://example.org", links_off=True) == "chat.no_links"
    assert said("https://example.org") is None


def show(state):
    return Show(
        state=state, starts_at=NOW, length_minutes=60, doors_minutes=15, slug="x", title="x"
    )


@pytest.mark.parametrize(
    ("state", "minutes", "rules", "hours"),
    [
        ("draft", 0, {}, Hours(False)),
        ("cancelled", 0, {}, Hours(False)),
        ("announced", -20, {}, Hours(False, NOW - timedelta(minutes=15))),
        ("announced", -20, {"opens_minutes": 30}, Hours(True, NOW - timedelta(minutes=30))),
        ("announced", -40, {"opens_minutes": 30}, Hours(False, NOW - timedelta(minutes=30))),
        ("rehearsal", -40, {}, Hours(False, NOW - timedelta(minutes=15))),
        ("doors", -40, {}, Hours(True)),
        ("live", 0, {}, Hours(True)),
        ("interrupted", 0, {}, Hours(True)),
        ("ended", 49, {}, Hours(True, None, NOW + timedelta(minutes=50))),
        ("ended", 50, {}, Hours(False, None, NOW + timedelta(minutes=50))),
        ("ended", 50, {"closes_minutes": 11}, Hours(True, None, NOW + timedelta(minutes=51))),
        ("replay", 500, {}, Hours(False, None, NOW + timedelta(minutes=50))),
    ],
)
def test_hours_follow_the_show(state, minutes, rules, hours):
    ended_at = NOW + timedelta(minutes=40)
    now = NOW + timedelta(minutes=minutes)
    assert hours_at(Chat(**rules), show(state), ended_at, now) == hours
