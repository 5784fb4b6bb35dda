"""A silence and a message in the same moment: the lock of the chat says which was first."""

import threading

import pytest

from chat.log.posting import Sent, accept
from chat.models import Act, Chat, Message
from chat.moderation import undoing, verbs
from streaming.foundation.refusals import Refused
from tests.tools.concurrently import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 3, 15


def write(show, user, text) -> None:
    """As pages do it, three lines in one tick."""
    batch = [Sent(text=text, author=user.pk, client=f"{text} {place}") for place in range(3)]
    for outcome in accept(show, batch).outcomes:
        if isinstance(outcome, Exception):
            raise outcome


@pytest.mark.parametrize("how", ["silence", "ban"])
def test_nothing_of_theirs_has_a_number_after_it(chat, host, make_user, how):
    bob, show, refused = make_user("bob"), chat.show, []
    underway = threading.Event()

    def talk(who: int) -> None:
        for count in range(EACH):
            try:
                write(show, bob, f"{who} line {count}")
            except Refused as refusal:
                refused.append(refusal.code)
            if count >= EACH // 3:
                underway.set()

    def stop() -> None:
        underway.wait(20)
        if how == "silence":
            verbs.silence(show, "bob", 10, by=host)
        else:
            verbs.ban(show, "bob", by=host)

    ends = at_once(*[lambda who=who: talk(who) for who in range(WRITERS)], stop)
    assert ends == {"done": WRITERS + 1}
    act = Act.objects.get()
    numbers = sorted(Message.objects.values_list("number", flat=True))
    assert [number for number in numbers if number > act.number] == []
    assert sorted([*numbers, act.number]) == list(range(1, len(numbers) + 2))
    assert len(numbers) + 3 * len(refused) == 3 * WRITERS * EACH
    assert set(refused) <= {"chat.silenced" if how == "silence" else "chat.banned"}


def test_everybody_who_acts_at_once_gets_a_number_of_their_own(chat, host, make_user):
    people = [make_user(f"guest{number}") for number in range(6)]

    def act(person):
        made = verbs.silence(chat.show, person.username, 1, by=host)
        undoing.undo(chat.show, made.number, by=host)

    assert at_once(*[lambda person=person: act(person) for person in people]) == {"done": 6}
    numbers = sorted(Act.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 13))
    assert Chat.objects.get(pk=chat.pk).last_number == 12


def test_an_act_is_undone_once(chat, host, make_user):
    make_user("bob")
    made = verbs.silence(chat.show, "bob", 1, by=host)
    ends = at_once(*[lambda: undoing.undo(chat.show, made.number, by=host)] * 4)
    assert (ends["done"], Act.objects.filter(kind="undo").count()) == (1, 1)
