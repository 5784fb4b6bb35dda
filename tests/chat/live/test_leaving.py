import io
import json
import zipfile

from accounts.leaving import close_account, export_of
from chat.log import voting
from chat.models import Act, Held, Message
from chat.moderation import verbs


def test_what_one_said_is_ones_own_to_take_along(line, host, make_user):
    bob, eve = make_user("bob"), make_user("eve")
    said, gone = line(bob, "Bravo"), line(bob, "Boo")
    line(eve, "Not mine")
    verbs.delete(gone.show, gone.number, by=host)
    voting.react(said.show, said.number, "👏", True, by=bob)
    with zipfile.ZipFile(io.BytesIO(export_of(bob).read())) as archive:
        messages = json.loads(archive.read("chat/messages.json"))
        signs = json.loads(archive.read("chat/signs.json"))
        acts = json.loads(archive.read("chat/acts.json"))
    assert [one["text"] for one in messages] == ["Bravo", "Boo"]
    assert messages[0]["deletion__done_at"] is None
    assert messages[1]["deletion__done_at"] is not None
    assert [(one["message__number"], one["sign"]) for one in signs] == [(1, "👏")]
    assert acts == []


def test_who_leaves_takes_their_name_out_of_the_chats(chat, line, host, make_user):
    bob = make_user("bob")
    said = line(bob, "Bravo")
    Held.objects.create(show=chat.show, author=bob, kind="message", text="Hm", client_id="x")
    act = verbs.silence(chat.show, "bob", 1, by=host)
    close_account(bob)
    said.refresh_from_db()
    assert (said.author, said.text, Held.objects.count()) == (None, "Bravo", 0)
    assert Act.objects.get(pk=act.pk).person.username == f"closed-{bob.pk}"
    assert Message.objects.count() == 1
