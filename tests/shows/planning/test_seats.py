import os
from collections import Counter

import pytest
from django.http import Http404

from accounts.models import User
from accounts.suspensions import suspend
from shows.models import Invitation, Seat, Show
from shows.planning.seats import accept_invitation, find_invitation, give_back_seat, take_seat
from streaming.foundation.refusals import Refused
from tests.tools.concurrently import at_once

PEOPLE = int(os.environ.get("FOOTLIGHTS_RACERS", "60"))
SEATS = 10


def code_of(refusal) -> str:
    return refusal.value.code


def test_asking_twice_gives_the_same_seat(make_show, make_user):
    show, ada = make_show(capacity=5), make_user("ada")
    assert take_seat(show, ada) == take_seat(show, ada)
    show.refresh_from_db()
    assert show.seats_taken == 1


def test_a_full_house_is_refused_and_counts_nothing(make_show, make_user):
    show = make_show(capacity=1)
    take_seat(show, make_user("ada"))
    with pytest.raises(Refused) as refusal:
        take_seat(show, make_user("ben"))
    assert code_of(refusal) == "seat.house_full"
    assert Show.objects.get(pk=show.pk).seats_taken == Seat.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "ended", "replay", "cancelled"])
def test_no_seat_in_a_show_that_nobody_can_enter(make_show, make_user, state):
    with pytest.raises(Refused) as refusal:
        take_seat(make_show(state=state, capacity=5), make_user("ada"))
    assert code_of(refusal) == "show.wrong_moment"


def test_a_seat_given_back_is_free_for_somebody_else(make_show, make_user):
    show, ada = make_show(capacity=1), make_user("ada")
    take_seat(show, ada)
    assert give_back_seat(show, ada) is True
    assert give_back_seat(show, ada) is False
    take_seat(show, make_user("ben"))
    assert Show.objects.get(pk=show.pk).seats_taken == 1


def test_an_invitation_seats_as_many_as_it_says(make_show, make_user):
    show = make_show(access="invitation", capacity=10)
    invitation = Invitation.objects.create(show=show, places=1)
    accept_invitation(find_invitation(invitation.code), make_user("ada"))
    with pytest.raises(Refused) as refusal:
        accept_invitation(find_invitation(invitation.code), make_user("ben"))
    assert code_of(refusal) == "invitation.used_up"
    assert Show.objects.get(pk=show.pk).seats_taken == 1


def test_a_suspended_person_gets_no_seat_by_invitation(make_show, make_user):
    invitation = Invitation.objects.create(show=make_show(access="invitation"))
    ada = make_user("ada")
    suspend(ada, by=make_user("staff", is_staff=True), reason="noise")
    with pytest.raises(Refused) as refusal:
        accept_invitation(invitation, ada)
    assert code_of(refusal) == "account.suspended"


@pytest.mark.parametrize("code", ["", "1", "1:forged", "x:y:z", "0"])
def test_forged_invitations_are_unknown(db, code):
    with pytest.raises(Http404):
        find_invitation(code)


def test_invitations_to_drafts_and_hidden_shows_are_unknown(make_show):
    for show in (make_show(state="draft"), make_show(hidden_at="2026-01-01T00:00:00Z")):
        with pytest.raises(Http404):
            find_invitation(Invitation.objects.create(show=show).code)


@pytest.mark.django_db(transaction=True)
def test_a_crowd_at_one_door_fills_exactly_the_seats_there_are(make_show):
    show = make_show(capacity=SEATS)
    people = User.objects.bulk_create(
        User(username=f"guest-{number}", email=f"{number}@example.org") for number in range(PEOPLE)
    )
    assert rush(show, people) == {"done": SEATS, "seat.house_full": PEOPLE - SEATS}
    show.refresh_from_db()
    assert show.seats_taken == show.seats.count() == SEATS


@pytest.mark.django_db(transaction=True)
def test_one_member_pressing_many_times_has_one_seat(make_show, make_user):
    show, ada = make_show(capacity=SEATS), make_user("ada")
    assert rush(show, [ada] * 12) == {"done": 12}
    show.refresh_from_db()
    assert show.seats_taken == show.seats.count() == 1


def rush(show: Show, people: list[User]) -> Counter[str]:
    """Everybody at once, each with a row of their own in hand."""
    return at_once(
        *[lambda one=one: take_seat(Show.objects.get(pk=show.pk), one) for one in people]
    )
