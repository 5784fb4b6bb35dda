"""Queries that are written once say what Django would say each time."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Follow, User
from chat.live import own_reactions
from chat.log import numbering, posting, voting
from chat.models import Held
from chat.moderation import verbs
from chat.people import author_rights, logins
from chat.rules import state
from chat.socket import self_state
from chat.sql.prepared import SIZES, Many, One, Prepared


@pytest.fixture
def evening(chat, host, line, make_user, client):
    """A chat in which something of everything has happened; its people and logins."""
    crowd = [make_user(f"guest{number}") for number in range(5)]
    said = [line(one, kind="question", client_id=f"c{one.pk}") for one in crowd]
    Held.objects.create(show=chat.show, author=crowd[0], kind="message", text="Hm", client_id="h")
    Follow.objects.create(follower=crowd[1], creator=host)
    voting.vote(chat.show, said[1].number, 0, True, by=crowd[0])
    voting.react(chat.show, said[2].number, "👏", True, by=crowd[0])
    verbs.silence(chat.show, crowd[3].username, 10, by=host)
    client.force_login(crowd[0], backend="allauth.account.auth_backends.AuthenticationBackend")
    return [one.pk for one in crowd], client.session.session_key


def test_each_of_them_answers_as_the_plain_query_does(chat, evening):
    people, login = evening
    show, now, then = chat.pk, timezone.now(), timezone.now() - timedelta(hours=1)
    clients = [f"c{pk}" for pk in people] + ["h"]
    for question, values, rows in (
        (author_rights.PEOPLE, (show, people, then), 5),
        (author_rights.RESTRICTIONS, (show, people, now), 1),
        (state.SHOWS, ([show],), 1),
        (numbering.LOCK, (show,), 1),
        (posting.SENT, (show, people, clients), 6),
        (logins.SESSIONS, ([login, "none"], now), 1),
        (logins.USER, (people[0],), 1),
        (self_state.SHOW, (chat.show.slug,), 1),
        (own_reactions.OWN_SIGNS, (show, people[0], 0, 99), 1),
        (own_reactions.OWN_VOTES, (show, people[0], 0, 99), 1),
    ):
        plain = [tuple(row) for row in question._build(*values)]
        assert (sorted(question(*values)), len(plain)) == (sorted(plain), rows)


NAMES = Prepared(
    lambda keys, since: User.objects.filter(pk__in=keys, date_joined__gt=since).values_list("pk"),
    Many(),
    One(datetime),
)


def test_lists_of_every_length_are_asked_for(make_user):
    mine, since = make_user("ada").pk, timezone.now() - timedelta(days=1)
    for size in {1, 3, *SIZES}:
        assert NAMES([*range(mine, mine + size)], since) == [(mine,)]
    assert NAMES([mine], timezone.now() + timedelta(days=1)) == []


@pytest.mark.django_db
def test_a_mark_that_is_lost_is_an_error():
    lost = Prepared(lambda key: User.objects.filter(pk=1).values_list("pk"), One())
    with pytest.raises(ValueError, match="marks"):
        lost(1)
