from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.leaving import close_account
from accounts.models import AuditRecord
from accounts.roles import grant_role
from chat import signals
from chat.log.posting import MOST_HELD, Sent, Waits, accept
from chat.models import Act, Chat, Held, Message
from chat.moderation import review, settings, undoing, verbs
from chat.people.author_rights import rights_of
from streaming.foundation.refusals import Refused


def refused(deed, *arguments, **named) -> str:
    """The code."""
    with pytest.raises(Refused) as refusal:
        deed(*arguments, **named)
    return refusal.value.code


def rights_in(chat, user):
    return rights_of(chat, [user.pk], timezone.now())[user.pk]


@pytest.fixture
def bob(make_user):
    return make_user("bob")


# ── who may


def test_whoever_keeps_no_order_does_nothing_of_this(chat, bob, join, line, make_user):
    ada = make_user("ada")
    join(ada, "performer")
    said = line(make_user("eve"), kind="question")
    show = chat.show
    deeds = [
        (verbs.pin, show, said.number),
        (verbs.settle, show, said.number),
        (verbs.silence, show, "eve", 10),
        (verbs.ban, show, "eve"),
        (undoing.undo, show, said.number),
        (settings.change_rules, show, {"locked": True}),
        (review.drop, show, 1),
        (review.release, show, 1),
    ]
    for deed, *arguments in deeds:
        assert refused(deed, *arguments, by=bob) == "chat.not_moderator"
        assert refused(deed, *arguments, by=ada) == "chat.not_moderator"
    assert refused(verbs.delete, show, said.number, by=bob) == "chat.not_yours"
    assert Act.objects.count() == 0


def test_the_power_ends_with_the_part(chat, bob, join, line, make_user):
    part, said = join(bob), line(make_user("eve"))
    verbs.delete(chat.show, said.number, by=bob)
    part.delete()
    assert refused(verbs.ban, chat.show, "eve", by=bob) == "chat.not_moderator"


# ── messages


def test_a_deleted_message_keeps_its_text_in_the_record(chat, host, line, bob):
    said = line(bob, "Boo")
    act = verbs.delete(chat.show, said.number, by=host, why="Rude")
    said.refresh_from_db()
    assert (said.deletion, said.text, act.number) == (act, "Boo", said.number + 1)
    assert (act.by, act.person, act.why, act.message) == (host, bob, "Rude", said)
    assert act.details == {"deleted": "moderator"}


def test_deleting_twice_is_deleting_once(chat, host, line, bob):
    said = line(bob)
    first = verbs.delete(chat.show, said.number, by=bob)
    assert verbs.delete(chat.show, said.number, by=host) == first
    assert (first.details, Act.objects.count()) == ({"deleted": "author"}, 1)


def test_what_an_author_withdrew_nobody_else_brings_back(chat, host, line, bob):
    said = line(bob)
    act = verbs.delete(chat.show, said.number, by=bob)
    assert refused(undoing.undo, chat.show, act.number, by=host) == "chat.not_yours"


def test_a_deletion_undone_leaves_the_message_as_it_was(chat, host, line, bob):
    said = line(bob)
    act = verbs.delete(chat.show, said.number, by=host)
    undone = undoing.undo(chat.show, act.number, by=host)
    said.refresh_from_db()
    assert (said.deletion, undone.undone, undone.message) == (None, act, said)
    assert refused(undoing.undo, chat.show, act.number, by=host) == "chat.settled"
    assert refused(undoing.undo, chat.show, undone.number, by=host) == "chat.wrong_kind"
    assert verbs.delete(chat.show, said.number, by=host) != act


def test_numbers_that_are_none_are_refused(chat, host, line, bob):
    said = line(bob)
    act = verbs.delete(chat.show, said.number, by=host)
    for deed in (verbs.delete, verbs.pin, verbs.settle, undoing.undo):
        assert refused(deed, chat.show, 99, by=host) == "chat.unknown_number"
    assert refused(verbs.pin, chat.show, act.number, by=host) == "chat.wrong_kind"
    assert refused(verbs.pin, chat.show, said.number, by=host) == "chat.wrong_kind"
    assert refused(undoing.undo, chat.show, said.number, by=host) == "chat.wrong_kind"


def test_the_number_of_another_show_is_none(chat, line, bob, make_show):
    said = line(bob)
    other = make_show(state="live", creator=bob)
    assert refused(verbs.delete, other, said.number, by=bob) == "chat.unknown_number"


def test_one_message_is_pinned_and_undoing_pins_the_one_before(chat, host, line, bob):
    first, second = line(bob, "one"), line(bob, "two")

    def pinned():
        return Chat.objects.get(pk=chat.pk).pinned

    verbs.pin(chat.show, first.number, by=host)
    act = verbs.pin(chat.show, second.number, by=host)
    assert pinned() == second
    assert verbs.pin(chat.show, second.number, by=host) is None
    undoing.undo(chat.show, act.number, by=host)
    assert pinned() == first
    verbs.pin(chat.show, None, by=host)
    assert pinned() is None


def test_questions_and_polls_are_settled_once(chat, host, line, bob):
    asked, said = line(bob, kind="question"), line(bob)
    act = verbs.settle(chat.show, asked.number, by=host)
    assert refused(verbs.settle, chat.show, asked.number, by=host) == "chat.settled"
    assert refused(verbs.settle, chat.show, said.number, by=host) == "chat.wrong_kind"
    undoing.undo(chat.show, act.number, by=host)
    asked.refresh_from_db()
    assert asked.settled is None


# ── people


def test_a_silence_holds_until_it_is_over_or_undone(chat, host, bob):
    act = verbs.silence(chat.show, "@Bob", 10, by=host, why="Shouting")
    assert rights_in(chat, bob).silenced_until == act.until
    assert timedelta(minutes=9) < act.until - timezone.now() <= timedelta(minutes=10)
    undoing.undo(chat.show, act.number, by=host)
    assert not rights_in(chat, bob).silenced
    verbs.silence(chat.show, "bob", None, by=host)
    assert (rights_in(chat, bob).silenced, rights_in(chat, bob).silenced_until) == (True, None)
    assert refused(verbs.silence, chat.show, "bob", 11, by=host) == "chat.bad_minutes"


def test_a_ban_twice_is_one_and_undone_it_can_be_made_again(chat, host, bob):
    act = verbs.ban(chat.show, "bob", by=host)
    assert verbs.ban(chat.show, "bob", by=host) == act
    undoing.undo(chat.show, act.number, by=host)
    assert not rights_in(chat, bob).banned
    assert verbs.ban(chat.show, "bob", by=host) != act


def test_the_people_of_the_show_and_of_the_site_are_not_silenced(chat, host, bob, join, make_user):
    join(bob)
    join(make_user("carl"), "performer")
    join(make_user("dora"), "host")
    make_user("boss", is_staff=True)
    grant_role(make_user("mod"), "moderator", by=None)
    for name in (host.username, "bob", "carl", "dora", "boss", "mod"):
        assert refused(verbs.silence, chat.show, name, 1, by=bob) == "chat.not_them"
        assert refused(verbs.ban, chat.show, name, by=bob) == "chat.not_them"
    assert refused(verbs.ban, chat.show, "nobody", by=bob) == "chat.unknown_person"


# ── the site


def test_what_the_site_did_is_recorded_and_the_sites_to_undo(chat, host, line, bob, make_user):
    boss, said = make_user("boss", is_staff=True), line(bob, "Boo")
    act = verbs.delete(chat.show, said.number, by=boss, why="Against the rules")
    record = AuditRecord.objects.get(verb="chat.delete")
    assert (record.actor_id, record.target_kind, record.reason) == (
        boss.pk,
        "show",
        "Against the rules",
    )
    assert record.after["text"] == "Boo"
    assert refused(undoing.undo, chat.show, act.number, by=host) == "chat.not_yours"
    undoing.undo(chat.show, act.number, by=boss)
    assert AuditRecord.objects.filter(verb="chat.undo").count() == 1


def test_what_the_cast_did_is_no_matter_of_the_site(chat, host, line, bob):
    verbs.delete(chat.show, line(bob).number, by=host)
    assert not AuditRecord.objects.filter(verb__startswith="chat.").exists()


# ── rules


def test_rules_change_together_and_say_what_they_were(chat, host):
    act = settings.change_rules(
        chat.show, {"slow_seconds": 30, "links_off": False, "blocked_words": "boo"}, by=host
    )
    assert act.details["before"] == {"slow_seconds": 0, "blocked_words": ""}
    assert act.details["after"] == {"slow_seconds": 30, "blocked_words": "boo"}
    now = Chat.objects.get(pk=chat.pk)
    assert (now.slow_seconds, now.blocked_words) == (30, "boo")
    assert "blocked_words" not in settings.public(act.details["rules"])
    assert settings.change_rules(chat.show, {"slow_seconds": 30}, by=host) is None


def test_undoing_rules_leaves_what_was_changed_since(chat, host):
    act = settings.change_rules(chat.show, {"slow_seconds": 30, "locked": True}, by=host)
    settings.change_rules(chat.show, {"slow_seconds": 60}, by=host)
    undoing.undo(chat.show, act.number, by=host)
    now = Chat.objects.get(pk=chat.pk)
    assert (now.slow_seconds, now.locked) == (60, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"slow_seconds": -1},
        {"slow_seconds": 3601},
        {"slow_seconds": True},
        {"slow_seconds": "30"},
        {"slow_seconds": None},
        {"locked": 1},
        {"hold": "somebody"},
        {"hold": None},
        {"blocked_words": 5},
        {"last_number": 5},
        {"show": 5},
        {"locked": True, "slow_seconds": 1 << 80},
    ],
)
def test_rules_that_make_no_sense_change_nothing(chat, host, changes):
    assert refused(settings.change_rules, chat.show, changes, by=host) == "chat.bad_rule"
    assert Chat.objects.get(pk=chat.pk).locked is False


def test_the_hours_are_the_creators_to_choose(chat, host, bob, join):
    join(bob)
    hours = {"opens_minutes": 30, "closes_minutes": 5}
    assert refused(settings.change_rules, chat.show, hours, by=bob) == "chat.not_moderator"
    assert settings.change_rules(chat.show, hours, by=host)
    assert settings.change_rules(chat.show, {"opens_minutes": None}, by=host)


# ── review


def held(chat, author, client_id="a", **fields):
    return Held.objects.create(
        show=chat.show, author=author, kind="message", text="Hm", client_id=client_id, **fields
    )


def test_what_is_released_is_a_message_and_what_is_dropped_is_none(chat, host, bob):
    first, second = held(chat, bob, "a"), held(chat, bob, "b")
    assert review.queue(chat.show) == [first, second]
    said = review.release(chat.show, first.pk, by=host)
    assert (said.author, said.text, said.client_id, said.number) == (bob, "Hm", "a", 1)
    act = review.drop(chat.show, second.pk, by=host, why="No")
    assert (act.details["text"], act.person, act.number) == ("Hm", bob, 3)
    assert (review.queue(chat.show), Message.objects.count()) == ([], 1)
    assert refused(review.release, chat.show, first.pk, by=host) == "chat.unknown_number"
    let_through = Act.objects.get(kind="release")
    assert refused(undoing.undo, chat.show, let_through.number, by=host) == "chat.wrong_kind"


def test_what_was_dropped_by_mistake_waits_again(chat, host, line, bob):
    asked = line(host, "Who?")
    row = held(chat, bob, "a", reply_to=asked)
    act = review.drop(chat.show, row.pk, by=host)
    undone = undoing.undo(chat.show, act.number, by=host, why="A slip")
    (again,) = review.queue(chat.show)
    assert (again.author, again.text, again.client_id, again.reply_to) == (bob, "Hm", "a", asked)
    assert (undone.undone, undone.why) == (act, "A slip")
    assert refused(undoing.undo, chat.show, act.number, by=host) == "chat.settled"
    said = review.release(chat.show, again.pk, by=host)
    assert (said.client_id, said.reply_to) == ("a", asked)


def test_what_came_without_a_name_of_its_own_waits_again_beside_others(chat, host, line, bob):
    line(bob, "Nameless, too")
    act = review.drop(chat.show, held(chat, bob, "").pk, by=host)
    undoing.undo(chat.show, act.number, by=host)
    assert [one.text for one in review.queue(chat.show)] == ["Hm"]


def test_what_its_author_sent_again_or_left_behind_does_not_wait_twice(chat, host, bob):
    acts = [review.drop(chat.show, held(chat, bob, name).pk, by=host) for name in ("a", "b")]
    held(chat, bob, "a")
    assert refused(undoing.undo, chat.show, acts[0].number, by=host) == "chat.settled"
    close_account(bob)
    assert refused(undoing.undo, chat.show, acts[1].number, by=host) == "chat.unknown_person"
    assert (review.queue(chat.show), Act.objects.filter(kind="undo").count()) == ([], 0)


def test_nothing_is_released_of_somebody_silenced_since(chat, host, bob):
    row = held(chat, bob)
    verbs.silence(chat.show, "bob", 10, by=host)
    assert refused(review.release, chat.show, row.pk, by=host) == "chat.silenced"
    assert review.queue(chat.show) == [row]


# ── the bell


def test_the_bell_rings_after_the_commit(chat, host, bob, django_capture_on_commit_callbacks):
    rung = []

    def hear(show, **_):
        rung.append(show)

    signals.grown.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        verbs.silence(chat.show, "bob", 10, by=host)
        assert rung == []
    assert rung == [chat.show]


def test_no_more_is_held_than_somebody_can_read(chat, bob):
    Chat.objects.update(hold="everybody")
    Held.objects.bulk_create(
        Held(show=chat.show, author=bob, kind="message", text="Hm", client_id=str(place))
        for place in range(MOST_HELD - 1)
    )
    batch = [Sent(text="Hm", author=bob.pk, client=f"new-{place}") for place in range(2)]
    last, beyond = accept(chat.show, batch).outcomes
    assert (type(last), beyond.code) == (Waits, "chat.full")
    assert Held.objects.count() == MOST_HELD
