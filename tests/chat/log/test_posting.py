"""What people say becomes messages with numbers: one transaction for all that came in a tick."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from chat.log import posting
from chat.log.posting import Posted, Sent, Waits, accept
from chat.models import Chat, Held, Message
from chat.moderation import verbs
from chat.people import author_rights
from streaming.foundation.refusals import Refused

pytestmark = pytest.mark.django_db


def sent(user, text="Bravo", client="", **more) -> Sent:
    return Sent(text=text, author=user.pk, client=client, **more)


def numbers_of(show) -> list[int]:
    return list(
        Message.objects.filter(show=show).order_by("number").values_list("number", flat=True)
    )


def test_numbers_follow_each_other_in_the_order_in_which_it_came(chat, make_user):
    ada, bob = make_user("ada"), make_user("bob")
    first = accept(chat.show, [sent(ada, "one"), sent(bob, "two")])
    second = accept(chat.show, [sent(ada, "three")])
    assert [one.number for one in (*first.outcomes, *second.outcomes)] == [1, 2, 3]
    texts = Message.objects.filter(show=chat.show).order_by("number")
    assert [one.text for one in texts] == ["one", "two", "three"]
    chat.refresh_from_db()
    assert chat.last_number == 3


@settings(max_examples=25)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4)), min_size=1, max_size=6),
        max_size=6,
    )
)
def test_the_same_twice_is_written_once_whatever_the_ticks(ticks):
    """By one name of one author, in one tick or in several."""
    from accounts.models import User
    from shows.models import Show

    names = [{"username": f"p{n}", "email": f"p{n}@x.org"} for n in range(3)]
    people = [User.objects.get_or_create(**name)[0] for name in names]
    show = Show.objects.create(
        creator=people[0],
        title="Once",
        slug=f"once-{Show.objects.count()}",
        category="theatre",
        starts_at=timezone.now(),
        state="live",
    )
    answers: dict[tuple[int, int], set[int]] = {}
    for tick in ticks:
        batch = [sent(people[who], f"{who}-{what}", f"c{what}") for who, what in tick]
        for asked, outcome in zip(tick, accept(show, batch).outcomes, strict=True):
            answers.setdefault(asked, set()).add(outcome.number)
    assert all(len(numbers) == 1 for numbers in answers.values())
    assert numbers_of(show) == list(range(1, len(answers) + 1))


def test_one_that_is_refused_keeps_no_other_back(chat, make_user):
    ada, bob = make_user("ada"), make_user("bob")
    batch = [sent(ada, "x" * 501), sent(bob, "well"), sent(ada, "  "), sent(ada, "good", to=99)]
    outcomes = accept(chat.show, batch).outcomes
    codes = [one.code if isinstance(one, Refused) else one.number for one in outcomes]
    assert codes == ["chat.too_long", 1, "chat.empty", "chat.unknown_number"]


def test_who_sends_again_what_waits_is_told_so_again(chat, make_user):
    Chat.objects.filter(pk=chat.pk).update(hold=Chat.Hold.EVERYBODY)
    ada = make_user("ada")
    for _ in range(2):
        assert accept(chat.show, [sent(ada, client="a")]).outcomes == [Waits()]
    assert Held.objects.count() == 1
    assert numbers_of(chat.show) == []


def test_slow_mode_counts_within_one_tick(chat, make_user):
    Chat.objects.filter(pk=chat.pk).update(slow_seconds=30)
    ada = make_user("ada")
    first, second = accept(chat.show, [sent(ada, "one"), sent(ada, "two")]).outcomes
    assert (first, second.code) == (Posted(1), "chat.slow")


def test_a_reply_names_a_message_of_this_show(chat, make_user, make_show):
    ada = make_user("ada")
    other = make_show(state="live")
    accept(other, [sent(ada, "elsewhere")])
    outcome = accept(chat.show, [sent(ada, "what?", to=1)]).outcomes[0]
    assert outcome.code == "chat.unknown_number"
    accept(chat.show, [sent(ada, "here")])
    assert accept(chat.show, [sent(ada, "yes", to=1)]).outcomes == [Posted(2)]


def test_a_tick_asks_the_same_questions_however_many_write(
    chat, make_user, django_assert_max_num_queries
):
    people = [make_user(f"person-{n}") for n in range(20)]
    accept(chat.show, [sent(people[0])])
    with django_assert_max_num_queries(14):
        accept(chat.show, [sent(one, client=f"c{one.pk}") for one in people])


@pytest.mark.django_db(transaction=True)
def test_nothing_is_created_after_a_silence(make_show, make_user):
    """Many write while somebody is silenced: whatever has a number after the silence is refused."""
    show, ada = make_show(state="live"), make_user("ada")
    stopped, refused = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not stopped.is_set():
            number += 1
            outcome = accept(show, [sent(ada, f"{threading.get_ident()} {number}")]).outcomes[0]
            if isinstance(outcome, Refused):
                refused.set()
        connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        writing = [pool.submit(write) for _ in range(3)]
        try:
            while Message.objects.filter(show=show).count() < 10:
                pass
            act = verbs.silence(show, "ada", 10, by=show.creator)
            assert refused.wait(20)
        finally:
            stopped.set()
        for one in writing:
            one.result()
    assert not Message.objects.filter(show=show, number__gt=act.number).exists()
    numbers = [*numbers_of(show), act.number]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


@pytest.mark.embedded  # others choose by what is in the tables
def test_no_question_of_a_tick_goes_through_the_whole_log(chat):
    """It did, and each message cost more than the one before."""
    asked = {
        "chat_message_once": posting._sent(chat.pk, [1], ["a"]),
        "chat_message_last": author_rights._people(chat.pk, [1], timezone.now()),
    }
    for index, question in asked.items():
        assert f"{index} (" in question.explain()
        assert "chat_message_show" not in question.explain()
