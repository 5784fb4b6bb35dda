import pytest
from django.urls import reverse

from chat.models import Act, Chat
from chat.moderation import verbs

from ..payloads import PAYLOADS
from ..structure import structure

RULES = {
    "opens_minutes": "30",
    "closes_minutes": "5",
    "min_age_minutes": "0",
    "slow_seconds": "10",
    "followers_only": "on",
    "hold": "words",
    "blocked_words": "rot*\r\negg",
}


@pytest.fixture
def page(chat):
    return reverse("chat:settings", args=[chat.show.slug])


def test_the_creator_sets_the_rules(login, host, chat, page):
    assert login(host).post(page, RULES).status_code == 302
    now = Chat.objects.get(pk=chat.pk)
    assert (now.opens_minutes, now.closes_minutes, now.slow_seconds) == (30, 5, 10)
    assert (now.followers_only, now.hold, now.blocked_words) == (True, "words", "rot*\negg")
    assert login(host).post(page, RULES).status_code == 302
    assert Act.objects.count() == 1  # the second time nothing changed


def test_a_draft_has_its_rules_before_anybody_is_there(login, make_show):
    show = make_show(state="draft")
    assert login(show.creator).get(reverse("chat:settings", args=[show.slug])).status_code == 200
    login(show.creator).post(reverse("chat:settings", args=[show.slug]), RULES)
    assert Chat.objects.get(pk=show.pk).slow_seconds == 10


@pytest.mark.parametrize(
    "wrong",
    [{"slow_seconds": "4000"}, {"closes_minutes": ""}, {"hold": "x"}, {"opens_minutes": -1}],
)
def test_what_makes_no_sense_changes_nothing(login, host, chat, page, wrong):
    answer = login(host).post(page, RULES | wrong)
    assert (answer.status_code, Act.objects.count()) == (400, 0)
    assert "rot*" in answer.content.decode()  # what was typed is still there


def test_silences_and_bans_are_undone_here(login, host, chat, page, make_user, make_show):
    make_user("bob")
    make_user("eve")
    verbs.silence(chat.show, "bob", 10, by=host, why="Rude")
    other = make_show(state="live")
    verbs.ban(other, "eve", by=host)
    client = login(host)
    shown = client.get(page).content.decode()
    assert ("Rude" in shown, "eve" in shown) == (True, True)
    for act in Act.objects.all():
        client.post(reverse("chat:take_back", args=[chat.show.slug, act.pk]))
    assert Act.objects.filter(kind="undo").count() == 2
    again = client.post(reverse("chat:take_back", args=[chat.show.slug, 1]))
    assert again.status_code == 404


def test_what_the_site_did_is_shown_and_not_undone(login, host, chat, page, make_user):
    make_user("bob")
    act = verbs.ban(chat.show, "bob", by=make_user("boss", is_staff=True))
    client = login(host)
    undo = reverse("chat:take_back", args=[chat.show.slug, act.pk])
    assert undo not in client.get(page).content.decode()
    assert client.post(undo).status_code == 403


def test_no_text_is_more_than_text(login, host, chat, page, make_user):
    bob, client = make_user("bob"), login(host)
    verbs.silence(chat.show, "bob", 10, by=host, why="x")
    Chat.objects.update(blocked_words="x")
    harmless = structure(client.get(page).content.decode())
    for payload in PAYLOADS[:: len(PAYLOADS) // 60]:
        text = payload.replace("\x00", "")
        Act.objects.update(why=text[:300])
        Chat.objects.update(blocked_words=text)
        bob.display_name = text[:60]
        bob.save()
        assert structure(client.get(page).content.decode()) == harmless, text
