"""`--demo`: the first click leads to a show that is on, with people who talk there."""

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.tools.live_server import running_site

PATIENCE_SECONDS = 240.0  # its process lets everybody else go first
SHOW = "satie-at-half-past"

pytestmark = pytest.mark.journey


def until(condition: Callable[[], object]) -> object:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.2)
    return found


def told(site, path: str) -> dict:
    return httpx.get(f"{site.url}/api/v1/shows/{SHOW}/{path}").raise_for_status().json()


def performing(port: int) -> list[int]:
    """The processes that perform at this site."""
    found = []
    for words in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended while we looked
            said = words.read_bytes()
            if b"demo_activity" in said and f":{port}".encode() in said:
                found.append(int(words.parent.name))
    return found


def watched(site) -> dict:
    """What a viewer sees in three seconds; before somebody performs there is nothing."""
    said = site.manage("audience", SHOW, "-n", "1", "--seconds", "3").stdout
    return json.loads(said) if said else {"frames": 0}


def test_a_test_card_performs_people_talk_and_all_of_it_ends_with_the_site(tmp_path):
    with running_site(tmp_path, "--demo") as site:
        assert "a test card plays on 2 of them" in site.said
        until(lambda: len(told(site, "chat/")["entries"]) >= 2)
        [child] = performing(site.port)
        assert os.getpriority(os.PRIO_PROCESS, child) == 10
        until(lambda: watched(site)["frames"] > 20)
        assert told(site, "")["state"] == "live"
        assert site.stop() == 0
        until(lambda: not performing(site.port))


def test_without_a_relay_the_page_says_that_nobody_is_on_stage(tmp_path):
    with running_site(tmp_path, "--demo", RELAY_CONTROL="") as site:
        until(lambda: told(site, "")["state"] == "interrupted")
