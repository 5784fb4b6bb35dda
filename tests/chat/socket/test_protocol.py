"""What the socket of a chat really says, held beside docs/protocol.md."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from accounts.leaving import close_account
from tests.tools.live_server import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text()
WORDS = set(re.findall(r'[`"]([a-z_.]+)[`"]', PROTOCOL))
# By number, sign or option: what stands in them has no names of its own, but for what is pressed.
MAPS = {"counts", "votes", "applause", "came"}
UNASKED = set(re.findall(r"`(chat\.(?:welcome|[a-z]+))` \|", PROTOCOL))


def names_in(said: Any) -> Iterator[str]:
    if isinstance(said, list):
        for one in said:
            yield from names_in(one)
    elif isinstance(said, dict):
        for name, value in said.items():
            if name == "mine":
                yield from (word for one in value.values() for word in one)
            elif name not in MAPS:
                yield from names_in(value)
            yield name


async def test_every_name_of_an_evening_is_in_the_protocol(chat, host, make_user, open_chat):
    """Everything happens once: all types that are told unasked, all kinds of entries, all acts."""
    bob = await sync_to_async(make_user)("bob", display_name="Bob")
    moderator, page = await open_chat(chat.show, host), await open_chat(chat.show, bob)
    replies = [
        await page.write("@creator, bravo!", "a"),
        await page.write("Why?", "b", kind="question", to=1),
        await page.ask("react", number=1, sign="👏", on=True),
        await page.ask("vote", number=2, option=0, on=True),
        await page.ask("applaud", sign="heart", times=3),
        await moderator.ask("announce", client="a", text="Soon."),
        await moderator.ask("poll", client="b", text="Which?", options=["this", "that"]),
        await moderator.ask("settle", number=2),
        await moderator.ask("pin", number=1),
        await moderator.ask("rules", hold="everybody", blocked_words="boo"),
        await page.write("Held", "c"),
        await page.write("Held, too", "d"),
    ]
    await page.socket.send_json_to({"v": 1, "type": "typing", "id": "t"})
    second_window = await open_chat(chat.show, host)  # one socket says ten things in a breath
    held = (await second_window.ask("queue"))["held"]
    replies += [
        await second_window.ask("release", held=held[0]["held"]),
        await second_window.ask("drop", held=held[1]["held"], why="No"),
        await second_window.ask("delete", number=2, why="Rude"),
    ]
    for kind, fields in {"silence": {"minutes": None}, "ban": {}}.items():
        replies.append(await second_window.ask(kind, person="bob", **fields))
        replies.append(await page.write("Boo", kind))
        replies.append(await second_window.ask("undo", number=replies[-2]["number"]))
    replies += [
        await second_window.ask("acts"),
        await second_window.ask("person", person="bob"),
        {"held": held},
    ]
    while not {"counts", "typing", "came"} <= {name for one in page.told for name in one}:
        await page.hear("chat.pulse")
    late = [await open_chat(chat.show, who) for who in (bob, host, None)]
    replies += [await one.ask("resume", after=0) for one in late]
    replies += [await one.ask("before", number=3) for one in late]
    await sync_to_async(close_account)(bob)
    await moderator.hear("chat.left")
    pages = [moderator, second_window, page, *late]
    said = [*replies, *(one.welcome for one in pages), *(two for one in pages for two in one.told)]
    assert {one["type"] for one in said if one.get("type", "").startswith("chat.")} == UNASKED
    assert sorted({*names_in(said)} - WORDS) == []
