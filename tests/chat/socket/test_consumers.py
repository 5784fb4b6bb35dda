"""The socket of a chat: who is let in, what is said, and who is shown out."""

import asyncio
import json
import time
from collections import OrderedDict
from contextlib import suppress
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from accounts.leaving import close_account
from accounts.suspensions import suspend
from chat import counters
from chat.log.posting import MOST_IN_BATCH, Sent, accept
from chat.models import Act, Applause, Chat
from chat.moderation import verbs
from chat.socket import overlay_keys
from chat.socket.clap_limits import ADDRESS_FACTOR, AT_ONCE, clap_limits
from shows.models import Broadcast, Show
from tests.streaming.show_socket import PATIENCE_SECONDS

from ..open_pages import ChatPage, error_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def show(make_show):
    return make_show(state="doors")


@pytest.fixture
def bob(make_user):
    return make_user("bob", display_name="Bob")


async def test_what_one_writes_all_read(show, bob, open_chat):
    writer, reader = await open_chat(show, bob), await open_chat(show)
    assert await writer.write("Bravo, @creator!", "first") | {"re": 0} == {
        "v": 1,
        "type": "written",
        "re": 0,
        "number": 1,
    }
    (entry,) = await reader.read_up_to(1)
    assert entry | {"at": ""} == {
        "number": 1,
        "kind": "message",
        "at": "",
        "text": "Bravo, @creator!",
        "by": {"person": "bob", "name": "Bob", "badge": None},
        "mentions": ["creator"],
    }


async def test_a_stranger_reads_and_does_not_write(show, open_chat):
    page = await open_chat(show)
    assert error_of(await page.write("hello")) == "chat.sign_in"


async def test_who_comes_back_is_told_what_came_since(show, bob, open_chat):
    writer = await open_chat(show, bob)
    for number in range(3):
        await writer.write(f"line {number}")
    page = await open_chat(show, query="?after=1")
    found = await page.read_up_to(3)
    assert [(one["number"], one["text"]) for one in found] == [(2, "line 1"), (3, "line 2")]
    reply = await page.ask("resume", after=2)
    assert [one["number"] for one in reply["entries"]] == [3]
    assert (reply["after"], reply["upto"]) == (2, 3)


async def test_who_was_away_for_long_catches_up_piece_by_piece(show, bob, open_chat):
    """All of it, what the hub holds no more as well, and what was done to it meanwhile."""
    await sync_to_async(_write)(show, bob, 1320)
    page, keeper = await open_chat(show), await open_chat(show, show.creator)
    assert (page.upto, await _all_after(page, 7)) == (1320, list(range(8, 1321)))
    read = _value(counters.pages_read)
    assert await _all_after(page, 0) == list(range(1, 1321))
    assert _value(counters.pages_read) == read, "a page is read once for all who ask for it"
    await keeper.ask("delete", number=12)
    reply = await keeper.ask("resume", after=11)
    assert "deleted" in reply["entries"][0]


async def _all_after(page, after):
    numbers, more = [], True
    while more:
        reply = await page.ask("resume", after=after)
        assert reply["after"] == after
        numbers += [one["number"] for one in reply["entries"]]
        after, more = reply["upto"], reply["more"]
    return numbers


def _value(counter):
    return next(sample.value for sample in counter.collect()[0].samples)


async def test_history_goes_back_page_by_page(show, bob, open_chat):
    await sync_to_async(_write)(show, bob, 120)
    page = await open_chat(show)
    assert [one["number"] for one in page.entries] == list(range(71, 121))
    older = await page.ask("before", number=71)
    assert [one["number"] for one in older["entries"]] == list(range(21, 71))
    oldest = await page.ask("before", number=21)
    assert [one["number"] for one in oldest["entries"]] == list(range(1, 21))
    assert (older["more"], oldest["more"]) == (True, False)


async def test_what_is_sent_twice_has_one_number(show, bob, open_chat):
    page = await open_chat(show, bob)
    first = await page.write("once", "same")
    second = await page.write("once", "same")
    assert first["number"] == second["number"] == 1
    (entry,) = await (await open_chat(show, bob)).read_up_to(1)
    assert entry["client"] == "same"


async def test_what_no_bell_told_of_is_found_by_its_number(show, bob, open_chat):
    """The rows alone say that there is something; the clock compares."""
    page, before = await open_chat(show), _value(counters.gaps)
    for upto in (3, 4):
        await sync_to_async(_write)(show, bob, upto)  # the same ones are not written again
        assert [one["number"] for one in await page.read_up_to(upto)] == list(range(1, upto + 1))
    assert _value(counters.gaps) - before == 4


async def test_a_deleted_message_is_told_and_read_as_deleted(show, bob, open_chat):
    writer, reader = await open_chat(show, bob), await open_chat(show)
    await writer.write("sorry")
    assert (await writer.ask("delete", number=1))["type"] == "done"
    entries = await reader.read_up_to(2)
    act = {"number": 2, "kind": "delete", "at": "", "of": 1, "deleted": "author"}
    assert entries[1] | {"at": ""} == act
    later = await open_chat(show)
    assert later.entries[0]["deleted"] == "author"
    assert "text" not in later.entries[0]
    back = await open_chat(show, query="?after=0")
    assert back.entries[0]["deleted"] == "author"


async def test_who_keeps_order_reads_who_deleted_what_and_why(show, bob, open_chat):
    writer, host = await open_chat(show, bob), await open_chat(show, show.creator)
    await writer.write("Boo")
    await host.ask("delete", number=1, why="rude")
    live, seen = await host.read_up_to(2), await writer.read_up_to(2)
    assert seen[1] | {"at": ""} == {
        "number": 2,
        "kind": "delete",
        "at": "",
        "of": 1,
        "deleted": "moderator",
    }
    assert (live[1]["by"]["person"], live[1]["why"]) == ("creator", "rude")
    later = (await open_chat(show, show.creator)).entries[0]
    assert later["deletion"] == {"number": 2, "by": live[1]["by"], "why": "rude"}
    for other in (bob, None):
        told = (await open_chat(show, other)).entries[0]
        assert (told["deleted"], "deletion" in told) == ("moderator", False)
    older = (await host.ask("before", number=2))["entries"][0]
    assert older["deletion"]["why"] == "rude"


async def test_who_waited_for_review_hears_what_became_of_it(show, bob, open_chat):
    writer, host = await open_chat(show, bob), await open_chat(show, show.creator)
    await host.ask("rules", hold="everybody")
    assert (await writer.write("first", "a"))["type"] == "held"
    assert (await writer.write("second", "b"))["type"] == "held"
    one, other = (await host.ask("queue"))["held"]
    number = (await host.ask("release", held=one["held"]))["number"]
    heard = await writer.hear("chat.reviewed")
    assert (heard["client"], heard["number"]) == ("a", number)
    assert [said["text"] for said in await writer.read_up_to(number) if "text" in said] == ["first"]
    await host.ask("drop", held=other["held"])
    heard = await writer.hear("chat.reviewed")
    assert (heard["client"], heard["number"]) == ("b", None)
    assert not [said for said in host.told if said["type"] == "chat.reviewed"]


async def test_who_closes_their_account_takes_their_name_out_of_open_chats(show, bob, open_chat):
    writer, reader = await open_chat(show, bob), await open_chat(show)
    host = await open_chat(show, show.creator)
    for text in ("Bravo", "Boo"):
        await writer.write(text)
    await host.ask("delete", number=2)
    await host.ask("pin", number=1)
    assert (await open_chat(show)).welcome["pinned"]["by"]["person"] == "bob"
    await sync_to_async(close_account)(bob)
    assert (await reader.hear("chat.left"))["person"] == "bob"
    for _ in range(50):
        late = await open_chat(show, show.creator)
        if late.entries[0]["by"] is None:
            break
    assert [one["by"] for one in late.entries[:2]] == [None, None]
    assert late.welcome["pinned"]["by"] is None
    assert '"bob"' not in json.dumps(late.welcome)


async def test_what_only_those_who_keep_order_know_goes_to_them(show, bob, open_chat):
    await open_chat(show, bob)
    host, reader = await open_chat(show, show.creator), await open_chat(show)
    await host.ask("silence", person="bob", minutes=10, why="noise")
    seen = await host.read_up_to(1)
    assert [(one["kind"], one["person"], one["why"]) for one in seen] == [
        ("silence", "bob", "noise")
    ]
    assert await reader.read_up_to(1) == []


async def test_who_is_silenced_hears_it_at_once(show, bob, open_chat):
    page, host = await open_chat(show, bob), await open_chat(show, show.creator)
    await host.ask("silence", person="bob", minutes=1)
    you = (await page.hear("chat.you"))["you"]
    assert (you["may"], you["why_not"]) == ([], "chat.silenced")
    assert error_of(await page.write("but")) == "chat.silenced"
    assert error_of(await page.ask("applaud", sign="heart", times=1)) == "chat.silenced"


async def test_the_end_of_a_silence_is_told_and_lets_clap(show, bob, open_chat):
    act = await sync_to_async(verbs.silence)(show, "bob", 1, by=show.creator)
    await Act.objects.filter(pk=act.pk).aupdate(until=timezone.now() + timedelta(seconds=2))
    page, asked = await open_chat(show, bob), []
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not asked or asked[-1]["type"] != "done":
                asked.append(await page.ask("applaud", sign="heart", times=1))
                await asyncio.sleep(0.2)
    assert asked[-1]["type"] == "done"
    if asked[0]["type"] == "error":  # else the house was slower than the silence
        assert [one["you"]["may"] for one in page.told if one["type"] == "chat.you"] == [["write"]]


async def test_who_comes_in_before_the_hub_has_read_on_knows_what_they_pressed(
    show, bob, open_chat
):
    first = await open_chat(show, bob)
    await first.write("long ago")
    await first.ask("react", number=1, sign="👏", on=True)
    await sync_to_async(_write)(show, bob, 300)
    welcome = (await open_chat(show, bob)).welcome
    assert welcome["mine"] == ({"1": {"signs": ["👏"]}} if welcome["after"] < 1 else {})


async def test_whoever_comes_in_is_told_what_is_pinned_now(show, bob, open_chat):
    writer, host = await open_chat(show, bob), await open_chat(show, show.creator)
    await writer.write("one")
    assert await _pinned(open_chat, show) is None
    await host.ask("pin", number=1)
    assert await _pinned(open_chat, show) == "one"
    await writer.write("two")
    assert await _pinned(open_chat, show) == "one"
    off = await host.ask("pin", number=None)
    assert await _pinned(open_chat, show) is None
    await host.ask("undo", number=off["number"])
    assert await _pinned(open_chat, show) == "one"
    await writer.ask("delete", number=1)
    assert await _pinned(open_chat, show) is None


async def _pinned(open_chat, show):
    pinned = (await open_chat(show)).welcome["pinned"]
    return pinned and pinned["text"]


async def test_the_hours_and_rules_are_told_when_they_change(show, open_chat):
    page = await open_chat(show)
    await sync_to_async(Chat.objects.update_or_create)(show=show, defaults={"locked": True})
    state = await page.hear("chat.state")
    assert state["rules"]["locked"]
    await sync_to_async(Show.objects.filter(pk=show.pk).update)(state="cancelled")
    assert not (await page.hear("chat.state", open=False))["open"]


@pytest.mark.parametrize("state", ["ended", "replay"])
async def test_what_was_said_stays_to_be_read(state, show, bob, open_chat):
    await sync_to_async(_write)(show, bob, 60)
    await sync_to_async(Show.objects.filter(pk=show.pk).update)(state=state)
    then = timezone.now() - timedelta(hours=2)
    over = {"started_at": then, "ended_at": then + timedelta(hours=1)}
    await sync_to_async(Broadcast.objects.create)(show=show, **over)
    page = await open_chat(show, bob)
    assert (page.welcome["open"], len(page.entries)) == (False, 50)
    assert len((await page.ask("before", number=11))["entries"]) == 10
    assert error_of(await page.write("More!")) == "chat.closed"
    assert error_of(await page.ask("applaud", sign="heart", times=1)) == "chat.closed"
    for address in (show.get_absolute_url(), f"{show.get_absolute_url()}chat/"):
        answer = await sync_to_async(page.client.get)(address)
        assert (answer.status_code, b"<chat-panel" in answer.content) == (200, True)


async def test_strangers_applaud_no_faster_than_hands_can(show, open_chat, monkeypatch):
    monkeypatch.setattr(
        "chat.socket.clap_limits.PER_SECOND", 1e-9
    )  # none comes back during the test
    monkeypatch.setattr(clap_limits, "_buckets", OrderedDict())
    stranger = await open_chat(show)
    for _ in range(8):
        assert (await stranger.ask("applaud", sign="bravo", times=20))["type"] == "done"
    (bucket,) = clap_limits._buckets.values()
    most, now = AT_ONCE * ADDRESS_FACTOR, time.monotonic()
    assert sum(bucket.take(now) for _ in range(most)) == most - 8 * 20


async def test_applause_is_told_in_totals_and_kept(show, bob, open_chat):
    page, other = await open_chat(show, bob), await open_chat(show)
    await page.ask("applaud", sign="bravo", times=7)
    heard = await other._until(lambda said: "came" in said)
    assert (heard["came"], heard["applause"]["bravo"]) == ({"bravo": 7}, 7)
    assert (await open_chat(show)).told == []
    counts = Applause.objects.filter(show=show).values_list("sign", "count")
    assert await sync_to_async(list)(counts) == [("bravo", 7)]


async def test_signs_under_a_message_are_counted_for_all(show, bob, open_chat):
    page, other = await open_chat(show, bob), await open_chat(show)
    await page.write("Bravo")
    await page.ask("react", number=1, sign="👏", on=True)
    heard = await other._until(lambda said: "counts" in said)
    assert heard["counts"] == {"1": {"👏": 1}}
    assert (await open_chat(show)).entries[0]["counts"] == {"👏": 1}


async def test_whoever_comes_back_is_told_what_they_pressed(show, bob, make_user, open_chat):
    page = await open_chat(show, bob)
    host = await open_chat(show, show.creator)
    await host.ask("poll", client="p", text="Which?", options=["this", "that"])
    await sync_to_async(_write)(show, show.creator, 60)
    await host.read_up_to(61)
    await page.ask("vote", number=1, option=1, on=True)
    for sign in ("👏", "😂"):
        await page.ask("react", number=30, sign=sign, on=True)
    await page.ask("react", number=30, sign="😂", on=False)
    elsewhere = await open_chat(show, bob)
    assert elsewhere.welcome["mine"] == {"30": {"signs": ["👏"]}}
    assert (await elsewhere.ask("before", number=12))["mine"] == {"1": {"vote": 1}}
    assert (await elsewhere.ask("resume", after=0))["mine"].keys() == {"1", "30"}
    assert (await open_chat(show, bob, "?after=30")).welcome["mine"] == {}
    assert (await open_chat(show, bob, "?after=29")).welcome["mine"] == {"30": {"signs": ["👏"]}}
    for other in (None, await sync_to_async(make_user)("eve")):
        assert (await open_chat(show, other)).welcome["mine"] == {}


async def test_what_one_presses_on_one_page_is_told_on_ones_others_alone(show, bob, open_chat):
    page, other, stranger = [await open_chat(show, who) for who in (bob, bob, None)]
    host = await open_chat(show, show.creator)
    await host.ask("poll", client="p", text="Which?", options=["this", "that"])
    await page.read_up_to(1)
    for what, fields, told in (
        ("vote", {"option": 1, "on": True}, {"vote": 1}),
        ("react", {"sign": "👏", "on": True}, {"signs": ["👏"], "vote": 1}),
        ("vote", {"option": 0, "on": True}, {"signs": ["👏"], "vote": 0}),
        ("vote", {"option": 0, "on": False}, {"signs": ["👏"]}),
        ("react", {"sign": "👏", "on": False}, {}),
    ):
        await page.ask(what, number=1, **fields)
        assert (await other.hear("chat.mine"))["mine"] == {"1": told}
    for one in (host, stranger):
        await one.ask("ping")
        assert not [said for said in one.told if said["type"] == "chat.mine"]


@pytest.mark.parametrize("gone", ["signed out", "suspended", "hidden"])
async def test_who_may_not_be_here_any_more_is_shown_out(gone, show, bob, make_user, open_chat):
    page = await open_chat(show, bob)
    root = await sync_to_async(make_user)("root", is_staff=True, is_superuser=True)
    if gone == "signed out":
        await sync_to_async(page.client.logout)()
    elif gone == "suspended":
        await sync_to_async(suspend)(bob, by=root, reason="noise")
    else:
        await sync_to_async(Show.objects.filter(pk=show.pk).update)(hidden_at=timezone.now())
    assert await page.closed() == (4404 if gone == "hidden" else 4401)


async def test_a_chat_that_is_not_theirs_is_unknown(make_show, bob):
    show = await sync_to_async(make_show)(state="draft")
    page = ChatPage(show, bob)
    await sync_to_async(page.sign_in)()
    socket = page.socket_of()
    assert (await socket.connect(5))[0]
    assert (await socket.receive_output(2))["code"] == 4404


async def test_an_overlay_reads_by_its_key_until_there_is_another(show, bob, open_chat):
    key = await sync_to_async(overlay_keys.key_of)(show)
    writer = await open_chat(show, bob)
    overlay = await open_chat(show, query=f"?overlay={key}")
    await writer.write("hello")
    assert [one["text"] for one in await overlay.read_up_to(1)] == ["hello"]
    assert error_of(await overlay.write("no")) == "chat.sign_in"
    assert error_of(await overlay.ask("before", number=1)) == "chat.sign_in"
    await sync_to_async(overlay_keys.renew)(show)
    assert await overlay.closed(seconds=3) == 4404
    socket = ChatPage(show).socket_of(f"?overlay={key}")
    assert (await socket.connect(5))[0]
    assert (await socket.receive_output(2))["code"] == 4404


async def test_one_account_has_twenty_sockets(show, bob, open_chat):
    for _ in range(20):
        await open_chat(show, bob)
    page = ChatPage(show, bob)
    await sync_to_async(page.sign_in)()
    socket = page.socket_of()
    assert (await socket.connect(5))[0]
    assert (await socket.receive_output(2))["code"] == 4429


def _write(show, user, count: int) -> None:
    batch = [Sent(text=f"line {n}", author=user.pk, client=f"x{n}") for n in range(count)]
    for first in range(0, count, MOST_IN_BATCH):
        accept(show, batch[first : first + MOST_IN_BATCH])
