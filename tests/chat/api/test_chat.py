"""A chat through the API: as on the socket, with the same rules and codes."""

import json

import pytest

from accounts.tokens import issue_token
from chat.models import Act, Applause, Chat, Held, Message
from chat.moderation import verbs
from chat.rules.text import cleaned
from tests.chat.payloads import PAYLOADS


@pytest.fixture
def bob(make_user):
    return make_user("bob")


@pytest.fixture
def api(client, chat):
    """api("bob").post("acts/", {...}): the chat by a token of theirs; api(None) by a stranger."""

    class Api:
        def __init__(self, user) -> None:
            self.headers = {}
            if user is not None:
                scopes = ["shows:read", "shows:write", "profile:write"]
                secret = issue_token(user, name="t", scopes=scopes)[1]
                self.headers = {"Authorization": f"Bearer {secret}"}

        def __getattr__(self, method):
            def ask(path="", body=None, show=chat.show):
                sent = {} if method == "get" else {"data": json.dumps(body or {})}
                return getattr(client, method)(
                    f"/api/v1/shows/{show.slug}/chat/{path}",
                    content_type="application/json",
                    headers=self.headers,
                    **sent,
                )

            return ask

    return Api


def test_what_is_written_is_read_by_anybody(api, bob):
    written = api(bob).post("", {"text": "  Bravo! ", "client": "mine"})
    assert (written.status_code, written.json()) == (201, {"number": 1, "held": False})
    assert api(bob).post("", {"text": "Bravo!", "client": "mine"}).json()["number"] == 1
    told = api(None).get().json()
    assert (told["after"], told["upto"], told["more"]) == (0, 1, False)
    (entry,) = told["entries"]
    assert (entry["text"], entry["by"]["person"]) == ("Bravo!", "bob")


def test_history_is_read_in_both_directions(api, bob, line, chat):
    for number in range(120):
        line(bob, f"line {number + 1}")
    newest = api(None).get().json()
    assert ([one["number"] for one in newest["entries"]], newest["more"]) == (
        list(range(71, 121)),
        True,
    )
    older = api(None).get("?before=71").json()
    assert (older["after"], older["upto"], len(older["entries"])) == (20, 70, 50)
    newer = api(None).get("?after=110").json()
    assert [one["number"] for one in newer["entries"]] == list(range(111, 121))
    assert api(None).get("?before=x").json()["code"] == "request.invalid"


def test_what_is_refused_says_which_rule(api, bob, chat, host):
    Chat.objects.update(slow_seconds=60)
    assert api(None).post("", {"text": "x"}).status_code == 401
    assert api(bob).post("", {"text": " "}).json()["code"] == "chat.empty"
    assert api(bob).post("", {"text": "x" * 501}).json()["code"] == "chat.too_long"
    assert api(bob).post("", {"text": "x"}).status_code == 201
    slow = api(bob).post("", {"text": "x"})
    assert (slow.json()["code"], 0 < int(slow["Retry-After"]) <= 60) == ("chat.slow", True)
    verbs.silence(chat.show, "bob", 10, by=host)
    assert api(bob).post("", {"text": "x"}).json()["code"] == "chat.silenced"


def test_what_is_held_waits_and_is_let_through_or_dropped(api, bob, chat, host):
    Chat.objects.update(hold="everybody")
    for text in ("one", "two"):
        held = api(bob).post("", {"text": text})
        assert (held.status_code, held.json()) == (201, {"number": None, "held": True})
    first, second = api(host).get("queue/").json()["held"]
    assert (first["text"], first["by"]["person"]) == ("one", "bob")
    assert api(host).post(f"queue/{first['held']}/").json()["number"] == 1
    assert api(host).delete(f"queue/{second['held']}/?why=No").status_code == 204
    assert (Message.objects.get().text, Held.objects.count()) == ("one", 0)
    assert api(host).post(f"queue/{second['held']}/").json()["code"] == "chat.unknown_number"


def test_one_deletes_ones_own_and_a_moderator_anybodys(api, bob, make_user, host, line):
    said, other = line(bob, "Boo"), line(make_user("eve"), "Hiss")
    assert api(bob).delete(f"{said.number}/").json() == {"number": 3}
    assert api(bob).delete(f"{other.number}/").json()["code"] == "chat.not_yours"
    assert api(host).delete(f"{other.number}/?why=Rude").json() == {"number": 4}
    assert Act.objects.get(number=4).why == "Rude"
    told = api(None).get().json()["entries"]
    assert [one.get("deleted") for one in told[:2]] == ["author", "moderator"]


def test_order_is_kept_and_undone(api, bob, host):
    silenced = api(host).post("silences/", {"person": "bob", "minutes": 10, "why": "Rude"})
    assert (silenced.status_code, silenced.json()) == (201, {"number": 1})
    assert api(host).post("bans/", {"person": "bob"}).json() == {"number": 2}
    assert api(host).post("silences/", {"person": "bob", "minutes": 7}).status_code == 400
    assert api(host).post("acts/1/undo/", {"why": "Sorry"}).json() == {"number": 3}
    assert api(host).post("acts/1/undo/").json()["code"] == "chat.settled"
    acts = api(host).get("acts/").json()
    assert [one["kind"] for one in acts["acts"]] == ["silence", "ban", "undo"]
    assert acts["acts"][0]["undone"]["why"] == "Sorry"
    assert api(bob).get("acts/").json()["code"] == "chat.not_moderator"
    assert [one["number"] for one in api(host).get("acts/?before=3").json()["acts"]] == [1, 2]


def test_who_keeps_order_announces_asks_pins_and_settles(api, bob, host):
    announced = api(host).post("announcements/", {"text": "In five minutes"})
    assert (announced.status_code, announced.json()["number"]) == (201, 1)
    asked = api(host).post("polls/", {"text": "Which?", "options": ["this", "that"]})
    assert asked.json()["number"] == 2
    wrong = api(host).post("polls/", {"text": "Which?", "options": ["this", "this"]})
    assert wrong.json()["code"] == "chat.bad_options"
    assert api(bob).post("polls/", {"text": "x"}).json()["code"] == "chat.not_moderator"
    assert api(host).put("1/pin/").json() == {"number": 3}
    assert api(host).put("1/pin/").json() == {"number": None}
    assert api(host).delete("2/pin/").json() == {"number": None}
    assert api(host).delete("1/pin/").json() == {"number": 4}
    assert api(host).post("2/settle/").json() == {"number": 5}
    assert api(host).post("2/settle/").json()["code"] == "chat.settled"
    kinds = [one["kind"] for one in api(None).get().json()["entries"]]
    assert kinds == ["announcement", "poll", "pin", "pin", "settle"]


def test_rules_are_read_by_all_and_changed_by_who_keeps_order(api, bob, host, join, make_user):
    join(make_user("mod"))
    changed = api(host).patch("rules/", {"slow_seconds": 5, "blocked_words": "boo"}).json()
    assert (changed["slow_seconds"], changed["blocked_words"]) == (5, "boo")
    assert "blocked_words" not in api(bob).get("rules/").json()
    wrong = api(host).patch("rules/", {"slow_seconds": 4000}).json()
    assert (wrong["code"], wrong["errors"][0]["field"]) == ("chat.bad_rule", "slow_seconds")
    assert api(bob).patch("rules/", {"locked": True}).json()["code"] == "chat.not_moderator"
    assert api(host).patch("rules/", {"opens_minutes": 60}).json()["opens_minutes"] == 60


def test_a_chat_behind_a_password_is_nobodys_who_has_not_given_it(api, bob, chat):
    chat.show.access, chat.show.password = "password", "secret"
    chat.show.save()
    assert api(None).get().status_code == 404
    assert api(bob).post("", {"text": "x"}).status_code == 404
    assert api(bob).get("rules/").status_code == 404


def test_the_creator_takes_everything_along(api, bob, host, line, chat, join, make_user):
    said = line(bob, "Boo")
    poll = line(host, "Which?", kind="poll", options=["a", "b"])
    verbs.delete(chat.show, said.number, by=host, why="Rude")
    Applause.objects.create(show=chat.show, sign="heart", second_at="2027-01-31T19:00:00Z", count=3)
    answer = api(host).get("export/")
    assert answer["Content-Disposition"].startswith("attachment")
    whole = answer.json()
    assert [one["text"] for one in whole["messages"]] == ["Boo", "Which?"]
    assert whole["messages"][0]["deleted"] == whole["acts"][0]["number"]
    assert whole["messages"][1] | {"number": 0, "votes": [0, 0]} == whole["messages"][1] | {
        "number": 0
    }
    assert (whole["acts"][0]["why"], whole["acts"][0]["text"]) == ("Rude", "Boo")
    assert (whole["applause"][0]["count"], poll.number) == (3, 2)
    mod = make_user("mod")
    join(mod)
    assert api(mod).get("export/").status_code == 404


def test_every_text_comes_back_as_text(api, host, bob, line, chat):
    texts = [text for payload in PAYLOADS if (text := cleaned(payload))]
    first = chat.last_number + 1
    Message.objects.bulk_create(
        Message(show=chat.show, author=bob, text=text, number=first + place)
        for place, text in enumerate(texts)
    )
    Chat.objects.filter(pk=chat.pk).update(last_number=len(texts))
    for place in range(0, len(texts), 50):
        answer = api(None).get(f"?after={place}")
        assert answer["Content-Type"] == "application/json"
        assert answer["X-Content-Type-Options"] == "nosniff"
        told = answer.json()["entries"]
        assert [one["text"] for one in told] == texts[place : place + 50]
    exported = api(host).get("export/")
    assert exported["Content-Type"] == "application/json"
    assert [one["text"] for one in exported.json()["messages"]] == texts
