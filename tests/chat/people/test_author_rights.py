from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from accounts.models import Follow, Role, Suspension
from accounts.roles import grant_role
from accounts.suspensions import suspend
from chat.models import Act, Chat, Message
from chat.people.author_rights import rights_of
from shows.access import can_moderate


def rights_in(chat, user):
    return rights_of(chat, [user.pk], timezone.now())[user.pk]


def test_a_member_is_nobody_special(chat, make_user):
    found = rights_in(chat, make_user("bob"))
    assert (found.moderates, found.in_cast, found.badge, found.follows) == (
        False,
        False,
        None,
        False,
    )
    assert found.verified and not found.is_exempt


@pytest.mark.parametrize(
    ("name", "badge", "orderly"),
    [("host", "host", True), ("performer", "cast", False), ("moderator", "moderator", True)],
)
def test_a_part_gives_a_badge(chat, make_user, join, name, badge, orderly):
    user = make_user("bob")
    join(user, name)
    found = rights_in(chat, user)
    assert (found.badge, found.moderates, found.in_cast) == (badge, orderly, True)


def test_a_part_not_answered_is_none(chat, make_user, join):
    user = make_user("bob")
    join(user, "moderator", "invited")
    assert not rights_in(chat, user).is_exempt


def test_the_creator_is_host_and_the_site_keeps_order(chat, make_user):
    assert rights_in(chat, chat.show.creator).badge == "host"
    site = make_user("mod")
    grant_role(site, "moderator", by=None)
    assert (rights_in(chat, site).badge, rights_in(chat, site).moderates) == ("staff", True)
    assert rights_in(chat, make_user("boss", is_staff=True)).badge == "staff"


def test_whoever_is_suspended_keeps_no_order(chat, make_user, join):
    boss, mod = make_user("boss", is_staff=True), make_user("bob")
    join(mod)
    suspend(mod, by=boss, reason="because")
    assert rights_in(chat, mod).suspended and not rights_in(chat, mod).moderates


def test_silences_run_out_and_bans_reach_every_show_of_the_creator(chat, make_show, make_user):
    bob, now = make_user("bob"), timezone.now()
    other = Chat.objects.create(show=make_show(state="live"))
    elsewhere = Chat.objects.create(show=make_show(state="live", creator=make_user("eve")))

    def act(kind, number, **fields):
        return Act.objects.create(show=chat.show, kind=kind, number=number, person=bob, **fields)

    act("silence", 1, until=now - timedelta(seconds=1))
    assert not rights_in(chat, bob).silenced
    act("silence", 2, until=now + timedelta(minutes=9))
    longest = act("silence", 3, until=now + timedelta(minutes=10))
    assert rights_in(chat, bob).silenced_until == longest.until
    endless = act("silence", 4)
    assert (rights_in(chat, bob).silenced, rights_in(chat, bob).silenced_until) == (True, None)
    act("undo", 5, undone=endless)
    assert rights_in(chat, bob).silenced_until == longest.until
    assert not rights_in(other, bob).silenced
    ban = act("ban", 6)
    banned = [rights_in(one, bob).banned for one in (chat, other, elsewhere)]
    assert banned == [True, True, False]
    act("undo", 7, undone=ban)
    assert not rights_in(other, bob).banned


def test_slow_mode_knows_when_they_last_wrote_here(chat, make_user):
    bob = make_user("bob")
    line = Message.objects.create(show=chat.show, author=bob, number=1, text="Hello")
    assert rights_in(chat, bob).last_at is None  # nothing asks for it
    chat.slow_seconds = 60
    assert rights_in(chat, bob).last_at == line.written_at


def test_a_crowd_costs_as_many_queries_as_one(chat, make_user, django_assert_num_queries):
    crowd = [make_user(f"guest{number}") for number in range(20)]
    Follow.objects.create(follower=crowd[0], creator=chat.show.creator)
    with django_assert_num_queries(2):
        found = rights_of(chat, [user.pk for user in crowd], timezone.now())
    assert (len(found), found[crowd[0].pk].follows, found[crowd[1].pk].follows) == (20, True, False)


PARTS = [None, "host", "performer", "moderator"]
ANSWERS = ["accepted", "invited", "declined"]
OFFICES = [None, "staff", "creates", *Role.Name.values]


@pytest.mark.parametrize("office", OFFICES)
def test_moderators_are_the_same_to_the_doorkeeper(chat, make_user, join, office):
    """author_rights.py asks for many people at once what shows/access.py asks for one."""
    boss, crowd = make_user("boss", is_staff=True), []
    for part, answer, suspended in product(PARTS, ANSWERS, (False, True)):
        person = make_user(f"p{len(crowd)}", is_staff=office == "staff")
        if part:
            join(person, part, answer)
        if office in Role.Name.values:
            grant_role(person, office, by=None)
        if office == "creates":
            chat.show.creator = person
            chat.show.save()
        if suspended:
            Suspension.objects.create(user=person, started_by=boss, reason="because")
        crowd.append(person)
        found = rights_in(chat, person)
        assert found.moderates == can_moderate(person, chat.show), (part, answer, suspended)
    rights = rights_of(chat, [one.pk for one in crowd], timezone.now())
    assert [rights[one.pk].moderates for one in crowd] == [
        can_moderate(one, chat.show) for one in crowd
    ]
