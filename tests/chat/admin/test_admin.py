import pytest
from django.urls import reverse

from accounts.models import AuditRecord
from chat.admin.message import MessageAdmin
from chat.log.numbering import take
from chat.models import Act, Chat, Held, Message
from chat.moderation import verbs

from ..payloads import PAYLOADS
from ..structure import structure


@pytest.fixture
def client(login, make_user):
    return login(make_user("staff", is_staff=True))


def page(model, *pk, view="changelist"):
    return reverse(f"admin:chat_{model}_{view}", args=pk)


def do(client, model, name, row, reason="Because."):
    sent = {"action": name, "_selected_action": [row.pk], "confirmed": "yes", "reason": reason}
    return client.post(page(model), sent, follow=True)


def test_a_message_deleted_in_the_admin_is_an_act_of_its_chat(client, line, make_user):
    said = line(make_user("bob"), "Boo")
    do(client, "message", "delete", said)
    said.refresh_from_db()
    assert (said.deletion.by.username, said.deletion.why, said.text) == ("staff", "Because.", "Boo")
    assert AuditRecord.objects.get(verb="chat.delete").after["text"] == "Boo"
    do(client, "message", "restore", said)
    said.refresh_from_db()
    assert said.deletion is None


def test_nothing_of_a_chat_is_rewritten_by_hand(client, line, host):
    said = line(host)
    act = verbs.delete(said.show, said.number, by=host)
    held = Held.objects.create(show=said.show, author=host, kind="message", text="x", client_id="x")
    for model, row in (("message", said), ("act", act), ("held", held)):
        assert client.post(page(model, row.pk, view="change"), {"text": "Bravo"}).status_code == 403
        assert client.post(page(model, row.pk, view="delete"), {"post": "yes"}).status_code == 403
        assert client.get(page(model, row.pk, view="change")).status_code == 200
    said.refresh_from_db()
    assert said.text == "Bravo"


def test_an_author_is_silenced_or_banned_and_that_is_undone(client, line, make_user):
    said = line(make_user("bob"))
    do(client, "message", "silence", said)
    do(client, "message", "ban", said)
    kinds = list(Act.objects.values_list("kind", "person__username"))
    assert kinds == [("silence", "bob"), ("ban", "bob")]
    do(client, "act", "undo", Act.objects.get(kind="ban"))
    assert Act.objects.get(kind="undo").undone.kind == "ban"


def test_what_was_said_by_nobody_silences_nobody(client, line):
    answer = do(client, "message", "ban", line(None))
    assert "Nobody has this name" in answer.content.decode()


def test_what_is_held_is_let_through_or_dropped(client, chat, make_user):
    bob = make_user("bob")
    rows = [
        Held.objects.create(show=chat.show, author=bob, kind="message", text=text, client_id=text)
        for text in ("a", "b")
    ]
    do(client, "held", "release", rows[0])
    do(client, "held", "drop", rows[1])
    assert list(Message.objects.values_list("text", flat=True)) == ["a"]
    assert Held.objects.count() == 0


def test_rules_changed_in_the_admin_are_an_act(client, chat):
    sent = {
        "slow_seconds": 30,
        "min_age_minutes": 0,
        "hold": "words",
        "blocked_words": "boo\nhiss",
        "links_off": "on",
    }
    client.post(page("chat", chat.pk, view="change"), sent)
    now = Chat.objects.get(pk=chat.pk)
    assert (now.slow_seconds, now.links_off, now.hold, now.blocked_words) == (
        30,
        True,
        "words",
        "boo\nhiss",
    )
    assert Act.objects.get().details["before"]["slow_seconds"] == 0
    assert AuditRecord.objects.filter(verb="chat.rules").count() == 1
    refused = client.post(page("chat", chat.pk, view="change"), sent | {"slow_seconds": 9999})
    assert (refused.status_code, Act.objects.count()) == (200, 1)


def test_no_text_is_more_than_text_in_the_admin(client, chat, host, make_user, monkeypatch):
    """As many elements with the same attributes, whatever is said."""
    monkeypatch.setattr(MessageAdmin, "list_per_page", len(PAYLOADS))
    bob, first = make_user("bob"), take(chat, len(PAYLOADS))
    texts = [payload.replace("\x00", "") for payload in PAYLOADS]
    Message.objects.bulk_create(
        Message(show=chat.show, author=bob, text="x", number=first + place)
        for place in range(len(texts))
    )
    harmless = structure(client.get(page("message")).content.decode())
    rows = list(Message.objects.order_by("number"))
    for row, text in zip(rows, texts, strict=True):
        row.text = text
    Message.objects.bulk_update(rows, ["text"])
    assert structure(client.get(page("message")).content.decode()) == harmless


def test_no_reason_is_more_than_text_in_the_record(client, chat, host, make_user):
    make_user("bob")
    act = verbs.silence(chat.show, "bob", 1, by=host, why="x")
    addresses = [page("act"), page("act", act.pk, view="change")]
    harmless = [structure(client.get(one).content.decode()) for one in addresses]
    for payload in PAYLOADS[:: len(PAYLOADS) // 20]:
        Act.objects.update(why=payload[:300].replace("\x00", ""))
        assert [structure(client.get(one).content.decode()) for one in addresses] == harmless
