"""The only doorkeeper: who may see, watch, reserve, perform, moderate and edit."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from accounts.models import Role
from accounts.roles import grant_role
from accounts.suspensions import suspend
from shows import access
from shows.access import Visitor
from shows.models import CastMember, Show
from shows.planning import casting
from shows.planning.seats import take_seat
from shows.states import ON_AIR, State

NOBODY = AnonymousUser()
ANYBODY_SEES = set(State) - {State.DRAFT}
ANYBODY_WATCHES = {State.DOORS, State.ENDED, State.REPLAY} | ON_AIR
CAST_WATCHES = set(State) - {State.DRAFT, State.CANCELLED}
RESERVABLE = {State.ANNOUNCED, State.REHEARSAL, State.DOORS} | ON_AIR


def states_where(rule, make_show, **fields) -> set:
    return {state for state in State if rule(make_show(state=state, **fields))}


def in_cast(show: Show, user, part="performer", answer="accepted") -> CastMember:
    return CastMember.objects.create(show=show, user=user, part=part, answer=answer)


@pytest.mark.parametrize("kind", ["public", "unlisted", "password"])
def test_strangers_see_everything_but_drafts(make_show, kind):
    sees = states_where(lambda show: access.can_see(Visitor(NOBODY), show), make_show, access=kind)
    assert sees == ANYBODY_SEES


def test_strangers_do_not_see_shows_by_invitation(make_show):
    sees = states_where(
        lambda show: access.can_see(Visitor(NOBODY), show), make_show, access="invitation"
    )
    assert sees == set()


def test_a_seat_lets_its_member_see_a_show_by_invitation(make_show, make_user):
    show, ada, ben = make_show(access="invitation"), make_user("ada"), make_user("ben")
    take_seat(show, ada)
    assert access.can_see(Visitor(ada), show) is True
    assert access.can_see(Visitor(ben), show) is False


def test_the_creator_sees_their_show_in_every_state(make_show, make_user):
    creator = make_user("creator")
    sees = states_where(lambda show: access.can_see(Visitor(creator), show), make_show)
    assert sees == set(State)


def test_the_cast_sees_a_draft_asked_or_accepted_but_not_after_declining(make_show, make_user):
    show = make_show(state="draft")
    for answer, sees in [("invited", True), ("accepted", True), ("declined", False)]:
        user = make_user(answer)
        in_cast(show, user, answer=answer)
        assert access.can_see(Visitor(user), show) is sees


def test_a_hidden_show_is_seen_by_its_creator_and_the_sites_moderators_alone(make_show, make_user):
    show = make_show(hidden_at=timezone.now())
    moderator, performer = make_user("mod"), make_user("performer")
    grant_role(moderator, Role.Name.MODERATOR, by=None)
    in_cast(show, performer)
    seen = [access.can_see(Visitor(who), show) for who in (show.creator, moderator, performer)]
    assert seen == [True, True, False]


def test_shows_of_a_suspended_creator_are_gone(make_show, make_user):
    show = make_show()
    suspend(show.creator, by=make_user("staff", is_staff=True), reason="fraud")
    assert access.can_see(Visitor(NOBODY), show) is False
    assert access.can_edit(show.creator, show) is False
    assert access.can_perform(show.creator, show) is False


def test_unknown_and_forbidden_look_alike(make_show):
    make_show(slug="draft", state="draft")
    for slug in ("draft", "nowhere"):
        with pytest.raises(Http404) as refusal:
            access.find_show(Visitor(NOBODY), slug)
        assert str(refusal.value) == ""


def test_anybody_watches_from_the_doors_on(make_show):
    watches = states_where(lambda show: access.can_watch(Visitor(NOBODY), show), make_show)
    assert watches == ANYBODY_WATCHES


def test_the_cast_watches_rehearsals_too(make_show, make_user):
    creator = make_user("creator")
    watches = states_where(lambda show: access.can_watch(Visitor(creator), show), make_show)
    assert watches == CAST_WATCHES


def test_where_seats_are_counted_only_a_seat_lets_in(make_show, make_user):
    show, ada = make_show(state="doors", capacity=3), make_user("ada")
    assert access.can_watch(Visitor(ada), show) is False
    take_seat(show, ada)
    assert access.can_watch(Visitor(ada), show) is True


def test_a_suspended_member_watches_and_reserves_nothing(make_show, make_user):
    show, ada = make_show(state="live"), make_user("ada")
    suspend(ada, by=make_user("staff", is_staff=True), reason="noise")
    assert access.can_watch(Visitor(ada), show) is False
    assert access.can_reserve(Visitor(ada), show) is False


def test_a_password_opens_the_door_until_it_is_changed(make_show):
    show = make_show(state="live", access="password", password="first")
    inside = Visitor(NOBODY, frozenset({access.password_mark(show)}))
    assert access.is_locked(Visitor(NOBODY), show) is True
    assert access.can_watch(Visitor(NOBODY), show) is False
    assert access.can_watch(inside, show) is True
    show.password = "second"
    assert access.can_watch(inside, show) is False


def test_the_password_of_one_show_opens_no_other(make_show):
    one, other = (make_show(state="live", access="password", password="x") for _ in range(2))
    visitor = Visitor(NOBODY, frozenset({access.password_mark(one)}))
    assert access.can_watch(visitor, other) is False


def test_the_people_of_a_show_need_no_password(make_show):
    show = make_show(state="live", access="password", password="x")
    assert access.can_watch(Visitor(show.creator), show) is True


def test_a_seat_behind_a_password_needs_the_password_first(make_show, make_user):
    show, ada = make_show(access="password", password="x"), make_user("ada")
    assert access.can_reserve(Visitor(ada), show) is False
    inside = Visitor(ada, frozenset({access.password_mark(show)}))
    assert access.can_reserve(inside, show) is True


def test_seats_can_be_reserved_until_the_show_is_over(make_show, make_user):
    ada = make_user("ada")
    open_in = states_where(lambda show: access.can_reserve(Visitor(ada), show), make_show)
    assert open_in == RESERVABLE


@pytest.mark.parametrize(
    ("part", "performs", "moderates"),
    [("host", True, True), ("performer", True, False), ("moderator", False, True)],
)
def test_a_part_says_what_its_holder_may_do(make_show, make_user, part, performs, moderates):
    show, ada = make_show(), make_user("ada")
    in_cast(show, ada, part)
    assert access.can_perform(ada, show) is performs
    assert access.can_moderate(ada, show) is moderates
    assert access.can_edit(ada, show) is False


@pytest.mark.parametrize("answer", ["invited", "declined"])
def test_a_part_counts_only_once_it_is_accepted(make_show, make_user, answer):
    show, ada = make_show(), make_user("ada")
    in_cast(show, ada, "host", answer)
    assert access.can_perform(ada, show) is access.can_moderate(ada, show) is False


def test_nobody_performs_in_a_hidden_show(make_show):
    show = make_show(hidden_at=timezone.now())
    assert access.can_perform(show.creator, show) is False


def test_the_sites_moderators_keep_order_but_do_not_edit_or_perform(make_show, make_user):
    show, moderator = make_show(), make_user("mod")
    grant_role(moderator, Role.Name.MODERATOR, by=None)
    asked = (access.can_moderate, access.can_edit, access.can_perform)
    assert [rule(moderator, show) for rule in asked] == [True, False, False]


def test_strangers_may_do_nothing_but_look(make_show):
    show = make_show()
    asked = (access.can_edit, access.can_perform, access.can_moderate, access.has_seat)
    assert [rule(NOBODY, show) for rule in asked] == [False] * 4


def test_the_creator_cannot_decline_their_own_show(make_show):
    from streaming.foundation.refusals import Refused

    member = make_show().cast.get()
    with pytest.raises(Refused) as refusal:
        casting.answer(member, accepted=False)
    assert refusal.value.code == "cast.creator_stays"
