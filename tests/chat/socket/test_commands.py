"""What who keeps order asks on the socket, and what the others are told of it."""

import pytest
from allauth.account.models import EmailAddress
from asgiref.sync import sync_to_async

from chat.models import Chat, Held

from ..open_pages import error_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bob(make_user):
    return make_user("bob", display_name="Bob")


async def test_a_silence_holds_on_every_page_of_theirs(chat, host, bob, open_chat):
    moderator, first, second = [
        await open_chat(chat.show, host),
        await open_chat(chat.show, bob),
        await open_chat(chat.show, bob),
    ]
    await first.write("Boo")
    done = await moderator.ask("silence", person="bob", minutes=10, why="Rude")
    assert (done["type"], done["number"]) == ("done", 2)
    for name, page in (("one", first), ("two", second)):
        told = await page.hear("chat.you")
        assert told["you"]["why_not"] == "chat.silenced"
        assert "for a while" in told["you"]["sentence"]
        refused = await page.write("Boo again", name)
        assert error_of(refused) == "chat.silenced"
        assert refused["until"] == told["you"]["silenced_until"]
    undone = await moderator.ask("undo", number=2)
    assert undone["number"] == 3
    assert (await first.write("Sorry"))["type"] == "written"
    entries = await first.read_up_to(4)
    assert [entry["number"] for entry in entries] == [1, 4]
    entries = await moderator.read_up_to(4)
    assert [(entry["number"], entry["kind"]) for entry in entries] == [
        (1, "message"),
        (2, "silence"),
        (3, "undo"),
        (4, "message"),
    ]


async def test_others_who_keep_order_see_what_was_done_and_undo_it(
    chat, host, bob, join, make_user, open_chat
):
    """A moderator of the cast, and one of the site with no part in the show."""
    carl, root = [
        await sync_to_async(make_user)(name, is_staff=name == "root") for name in ("carl", "root")
    ]
    await sync_to_async(join)(carl)
    moderator, page = await open_chat(chat.show, host), await open_chat(chat.show, bob)
    others = [await open_chat(chat.show, one) for one in (carl, root)]
    await page.write("Boo")
    for number, other in ((2, others[0]), (4, others[1])):
        await moderator.ask("silence", person="bob", minutes=60, why="Rude")
        for one in others:
            act = (await one.read_up_to(number))[-1]
            told = act["kind"], act["by"]["person"], act["person"], act["minutes"], act["why"]
            assert told == ("silence", "creator", "bob", 60, "Rude")
        assert (await other.ask("undo", number=number, why="Enough"))["number"] == number + 1
    acts = (await moderator.ask("acts"))["acts"]
    assert [(act["kind"], act["by"]["person"], act["why"]) for act in acts] == [
        ("silence", "creator", "Rude"),
        ("undo", "carl", "Enough"),
        ("silence", "creator", "Rude"),
        ("undo", "root", "Enough"),
    ]
    assert (await page.write("Sorry"))["type"] == "written"
    assert [entry["number"] for entry in await page.read_up_to(6)] == [1, 6]


@pytest.mark.parametrize(("deed", "code"), [("silence", "chat.silenced"), ("ban", "chat.banned")])
async def test_who_comes_again_is_bound_as_before(deed, code, chat, host, bob, open_chat):
    """By the account: another session, another socket, one that goes on where it was cut."""
    moderator, page = await open_chat(chat.show, host), await open_chat(chat.show, bob)
    await page.write("Boo")
    fields = {"minutes": None} if deed == "silence" else {}
    act = (await moderator.ask(deed, person="bob", **fields))["number"]
    await page.close()
    for query in ("", "?after=1", f"?after={act}"):
        page = await open_chat(chat.show, bob, query)
        assert (page.welcome["you"]["may"], page.welcome["you"]["why_not"]) == ([], code)
        assert error_of(await page.write("Boo again", query.strip("?=after") or "a")) == code
        assert error_of(await page.ask("react", number=1, sign="👏", on=True)) == code
    await moderator.ask("undo", number=act)
    assert (await open_chat(chat.show, bob)).welcome["you"]["may"] == ["write"]


@pytest.mark.parametrize(
    ("rule", "text", "outcome"),
    [
        ({"slow_seconds": 3600}, "Well", "chat.slow"),
        ({"followers_only": True}, "Well", "chat.followers_only"),
        ({"verified_only": True}, "Well", "chat.verified_only"),
        ({"min_age_minutes": 60}, "Well", "chat.too_new"),
        ({"links_off": True}, "https://example.org", "chat.no_links"),
        ({"locked": True}, "Well", "chat.locked"),
        ({"blocked_words": "we*"}, "Well", "chat.blocked_word"),
        ({"hold": "everybody"}, "Well", "held"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
async def test_a_rule_binds_from_its_number_on_until_it_is_undone(
    rule, text, outcome, chat, host, bob, open_chat
):
    """On pages that are open and on those that come; and it is in the record."""
    await sync_to_async(EmailAddress.objects.filter(user=bob).delete)()
    moderator, page = await open_chat(chat.show, host), await open_chat(chat.show, bob)
    assert (await page.write(text, "before"))["type"] == "written"
    changed = await moderator.ask("rules", **rule)
    late = await open_chat(chat.show, bob)
    for name, one in (("open", page), ("late", late)):
        said = await one.write(text, name)
        assert (said["code"] if said["type"] == "error" else said["type"]) == outcome
    assert (await moderator.write(text, "host"))["type"] == "written", "it binds no host"
    undone = await moderator.ask("undo", number=changed["number"])
    assert (await page.write(text, "after"))["type"] == "written"
    acts = (await moderator.ask("acts"))["acts"]
    assert [(act["number"], act["kind"], act["by"]["person"]) for act in acts] == [
        (changed["number"], "rules", "creator"),
        (undone["number"], "undo", "creator"),
    ]


async def test_a_ban_reaches_them_in_another_show(chat, host, bob, open_chat, make_show):
    other = await sync_to_async(make_show)(state="live")
    moderator, page = await open_chat(chat.show, host), await open_chat(other, bob)
    banned = await moderator.ask("ban", person="bob")
    assert (await page.hear("chat.you"))["you"]["why_not"] == "chat.banned"
    assert error_of(await page.write("Boo")) == "chat.banned"
    await moderator.ask("undo", number=banned["number"])
    assert (await page.hear("chat.you"))["you"]["why_not"] is None


async def test_a_deleted_text_is_gone_everywhere_and_comes_back(chat, host, bob, open_chat):
    moderator, reader = await open_chat(chat.show, host), await open_chat(chat.show)
    page = await open_chat(chat.show, bob)
    await page.write("Boo")
    done = await moderator.ask("delete", number=1, why="Rude")
    entries = await reader.read_up_to(done["number"])
    assert (entries[-1]["kind"], entries[-1]["of"]) == ("delete", 1)
    late = await open_chat(chat.show)
    assert ("text" in late.entries[0], late.entries[0]["deleted"]) == (False, "moderator")
    undone = await moderator.ask("undo", number=done["number"])
    entries = await reader.read_up_to(undone["number"])
    assert entries[-1]["restores"]["text"] == "Boo"


async def test_who_keeps_no_order_is_refused_each_of_these(chat, bob, open_chat):
    page = await open_chat(chat.show, bob)
    asked = {
        "silence": {"person": "bob", "minutes": None},
        "ban": {"person": "bob"},
        "undo": {"number": 1},
        "rules": {"locked": True},
        "pin": {"number": None},
        "settle": {"number": 1},
        "acts": {},
    }
    codes = {error_of(await page.ask(kind, **fields)) for kind, fields in asked.items()}
    assert codes == {"chat.not_moderator"}


async def test_strangers_are_asked_to_sign_in(chat, open_chat):
    page = await open_chat(chat.show)
    assert error_of(await page.ask("queue")) == "chat.sign_in"


async def test_rules_reach_everybody_and_the_words_who_keeps_order(chat, host, bob, open_chat):
    moderator, page = await open_chat(chat.show, host), await open_chat(chat.show, bob)
    await moderator.ask("rules", slow_seconds=30, blocked_words="boo")
    state = await page.hear("chat.state")
    assert (state["rules"]["slow_seconds"], "blocked_words" in state["rules"]) == (30, False)
    state = await moderator.hear("chat.state")
    assert state["rules"]["blocked_words"] == "boo"
    assert error_of(await page.write("BOO!")) == "chat.blocked_word"
    assert error_of(await moderator.ask("rules", slow_seconds=-1)) == "socket.malformed"


async def test_who_waits_is_told_how_long(chat, bob, open_chat):
    await sync_to_async(Chat.objects.filter(pk=chat.pk).update)(slow_seconds=60)
    page = await open_chat(chat.show, bob)
    assert (await page.write("One", "one"))["type"] == "written"
    refused = await page.write("Two", "two")
    assert (error_of(refused), 0 < refused["retry_after"] <= 60) == ("chat.slow", True)


async def test_what_is_held_is_read_and_released(chat, host, bob, open_chat):
    await sync_to_async(Chat.objects.filter(pk=chat.pk).update)(hold="everybody")
    moderator, page = await open_chat(chat.show, host), await open_chat(chat.show, bob)
    assert (await page.write("Hm", "mine"))["type"] == "held"
    assert (await page.write("Hmm", "other"))["type"] == "held"
    waiting = (await moderator.ask("queue"))["held"]
    assert [(one["text"], one["by"]["person"]) for one in waiting] == [
        ("Hm", "bob"),
        ("Hmm", "bob"),
    ]
    released = await moderator.ask("release", held=waiting[0]["held"])
    await moderator.ask("drop", held=waiting[1]["held"], why="No")
    entries = await page.read_up_to(released["number"])
    assert (entries[-1]["text"], await sync_to_async(Held.objects.count)()) == ("Hm", 0)
    acts = (await moderator.ask("acts"))["acts"]
    assert [(act["kind"], act["person"], act["why"]) for act in acts] == [
        ("release", "bob", ""),
        ("drop", "bob", "No"),
    ]


async def test_a_poll_is_asked_and_closed(chat, host, bob, open_chat):
    moderator, page = await open_chat(chat.show, host), await open_chat(chat.show, bob)
    wrong = await moderator.ask("poll", client="x", text="Which?", options=["a", " a"])
    assert error_of(wrong) == "chat.bad_options"
    poll = await moderator.ask("poll", client="p", text="Which?", options=["this", "that"])
    assert (await page.ask("vote", number=poll["number"], option=1, on=True))["type"] == "done"
    await moderator.ask("settle", number=poll["number"])
    refused = await page.ask("vote", number=poll["number"], option=0, on=True)
    assert error_of(refused) == "chat.settled"
    late = await open_chat(chat.show)
    assert (late.entries[0]["settled"], late.entries[0]["votes"]) == (True, [0, 1])


async def test_acts_say_what_undid_them_and_a_person_what_they_did(chat, host, bob, open_chat):
    moderator, page = await open_chat(chat.show, host), await open_chat(chat.show, bob)
    await page.write("Boo")
    await moderator.ask("delete", number=1, why="Rude")
    await moderator.ask("undo", number=2)
    said = await moderator.ask("acts")
    deleted, undone = said["acts"]
    assert (deleted["text"], deleted["undone"]["number"], undone["of"]) == ("Boo", 3, 2)
    assert ((await moderator.ask("acts", before=3))["acts"], said["more"]) == ([deleted], False)
    known = await moderator.ask("person", person="bob")
    assert [one["text"] for one in known["messages"]] == ["Boo"]
    assert [one["kind"] for one in known["acts"]] == ["delete", "undo"]
    assert (known["follows"], known["banned"], known["silenced_until"]) == (False, False, None)
    assert error_of(await moderator.ask("person", person="nobody")) == "chat.unknown_person"


async def test_a_message_is_pinned_and_let_go(chat, host, bob, open_chat):
    moderator, page = await open_chat(chat.show, host), await open_chat(chat.show, bob)
    await page.write("Look")
    await moderator.ask("pin", number=1)
    late = await open_chat(chat.show)
    assert late.welcome["pinned"]["text"] == "Look"
    assert (await moderator.ask("pin", number=1))["number"] is None
    entries = await page.read_up_to(2)
    assert (entries[-1]["kind"], entries[-1]["of"]) == ("pin", 1)
    await moderator.ask("pin", number=None)
    entries = await page.read_up_to(3)
    assert (entries[-1]["kind"], entries[-1]["of"]) == ("pin", None)
    assert (await open_chat(chat.show)).welcome["pinned"] is None


async def test_what_is_deleted_is_pinned_no_more(chat, host, bob, open_chat):
    moderator, page = await open_chat(chat.show, host), await open_chat(chat.show, bob)
    await page.write("Look")
    await moderator.ask("pin", number=1)
    await moderator.ask("delete", number=1)
    assert (await open_chat(chat.show)).welcome["pinned"] is None
    await moderator.ask("undo", number=3)
    assert (await open_chat(chat.show)).welcome["pinned"]["number"] == 1
