import pytest

from chat import signals
from chat.log import counts, voting
from chat.models import Chat, Message, Vote
from chat.moderation import verbs
from streaming.foundation.refusals import Refused


def refused(deed, *arguments, **named) -> str:
    with pytest.raises(Refused) as refusal:
        deed(*arguments, **named)
    return refusal.value.code


@pytest.fixture
def crowd(make_user):
    return [make_user(f"guest{number}") for number in range(3)]


def test_a_poll_counts_one_vote_each_and_a_change_of_mind(chat, host, line, crowd):
    poll = line(host, "Which?", kind="poll", options=["this", "that", "neither"])
    for person in crowd:
        voting.vote(chat.show, poll.number, 1, True, by=person)
        voting.vote(chat.show, poll.number, 1, True, by=person)
    voting.vote(chat.show, poll.number, 2, True, by=crowd[0])
    voting.vote(chat.show, poll.number, 0, False, by=crowd[1])
    assert counts.votes_for([poll]) == {poll.number: [0, 2, 1]}
    voting.vote(chat.show, poll.number, 1, False, by=crowd[1])
    assert counts.votes_for([poll]) == {poll.number: [0, 1, 1]}


def test_a_question_is_voted_up(chat, line, crowd):
    asked = line(crowd[0], kind="question")
    for person in crowd:
        voting.vote(chat.show, asked.number, 0, True, by=person)
    assert counts.votes_for([asked]) == {asked.number: [3]}
    assert refused(voting.vote, chat.show, asked.number, 1, True, by=crowd[0]) == "chat.wrong_kind"


def test_nothing_is_counted_after_it_was_settled(chat, host, line, crowd):
    poll = line(host, kind="poll", options=["a", "b"])
    verbs.settle(chat.show, poll.number, by=host)
    assert refused(voting.vote, chat.show, poll.number, 0, True, by=crowd[0]) == "chat.settled"
    assert Vote.objects.count() == 0


@pytest.mark.parametrize("option", [-1, 2, 1 << 40])
def test_an_option_that_is_none_is_refused(chat, host, line, crowd, option):
    poll = line(host, kind="poll", options=["a", "b"])
    code = refused(voting.vote, chat.show, poll.number, option, True, by=crowd[0])
    assert code == "chat.wrong_kind"


def test_signs_are_counted_once_from_each(chat, line, crowd):
    said = line(crowd[0])
    for person in crowd:
        voting.react(chat.show, said.number, "👏", True, by=person)
        voting.react(chat.show, said.number, "👏", True, by=person)
    voting.react(chat.show, said.number, "😂", True, by=crowd[0])
    voting.react(chat.show, said.number, "👏", False, by=crowd[0])
    assert counts.signs_under([said]) == {said.number: {"👏": 2, "😂": 1}}
    assert refused(voting.react, chat.show, said.number, "x", True, by=crowd[0]) == (
        "chat.wrong_kind"
    )


def test_who_may_raise_a_hand(chat, host, line, crowd):
    said, bob = line(crowd[0]), crowd[1]
    Chat.objects.update(locked=True, slow_seconds=60, followers_only=True)
    voting.react(chat.show, said.number, "👏", True, by=bob)
    act = verbs.silence(chat.show, bob.username, 10, by=host)
    assert refused(voting.react, chat.show, said.number, "👏", True, by=bob) == "chat.silenced"
    verbs.ban(chat.show, bob.username, by=host)
    assert refused(voting.react, chat.show, said.number, "👏", True, by=bob) == "chat.banned"
    chat.show.state = "cancelled"
    chat.show.save()
    assert refused(voting.react, chat.show, said.number, "👏", True, by=host) == "chat.closed"
    assert act.person == bob


def test_what_is_deleted_or_elsewhere_is_not_there(chat, host, line, crowd, make_show):
    said = line(crowd[0], kind="question")
    other = make_show(state="live")
    for show in (chat.show, other):
        if show == chat.show:
            verbs.delete(show, said.number, by=host)
        assert refused(voting.vote, show, said.number, 0, True, by=crowd[1]) == (
            "chat.unknown_number"
        )
        assert refused(voting.react, show, said.number, "👏", True, by=crowd[1]) == (
            "chat.unknown_number"
        )


def test_many_messages_cost_one_query_each(chat, line, crowd, django_assert_num_queries):
    rows = [line(crowd[0], kind="question") for _ in range(10)]
    voting.vote(chat.show, rows[3].number, 0, True, by=crowd[1])
    voting.react(chat.show, rows[4].number, "👏", True, by=crowd[1])
    with django_assert_num_queries(1):
        votes = counts.votes_for(rows)
    assert (len(votes), votes[rows[3].number], votes[rows[4].number]) == (10, [1], [0])
    with django_assert_num_queries(1):
        assert counts.signs_under(rows) == {rows[4].number: {"👏": 1}}


def test_the_pulse_is_told_which_message(chat, line, crowd, django_capture_on_commit_callbacks):
    said, told = line(crowd[0]), []

    def hear(show, number, **_):
        told.append((show, number))

    signals.counted.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        voting.react(chat.show, said.number, "👏", True, by=crowd[1])
    assert told == [(chat.show, said.number)]
    assert Message.objects.count() == 1
