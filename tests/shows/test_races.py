"""Two at once: one deed is done, the other is told, and nothing is half done."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditRecord
from shows.air import on_air
from shows.letters.owed import Kind
from shows.models import Broadcast, CastMember, Invitation, Letter, Seat, Show
from shows.planning import casting, schedule, seats, writing
from shows.states import ON_AIR, State
from tests.tools.concurrently import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(show: Show) -> Show:
    """The row as each request reads it for itself."""
    return Show.objects.select_related("creator").get(pk=show.pk)


def each(times: int, show: Show, verb, **said):
    """The same verb that many times, each with a row of its own in hand."""
    rows = [fresh(show) for _ in range(times)]
    return [lambda row=row: verb(row, by=row.creator, **said) for row in rows]


def test_a_show_announced_by_many_presses_is_announced_once(make_show):
    show = make_show(state="draft")
    assert at_once(*each(6, show, schedule.announce)) == {"done": 1, "show.wrong_moment": 5}
    assert AuditRecord.objects.filter(verb="show.announced").count() == 1


def test_many_who_go_live_begin_one_broadcast(make_show):
    show = make_show(state="doors")
    assert at_once(*each(6, show, on_air.go_live)) == {"done": 1, "show.wrong_moment": 5}
    assert Broadcast.objects.filter(show=show).count() == 1


@pytest.mark.parametrize("state", ["announced", "doors"])
def test_a_show_goes_live_or_is_cancelled_and_never_both(make_show, make_user, state):
    show = make_show(state=state)
    seats.take_seat(show, make_user("ada"))
    ends = at_once(*each(1, show, on_air.go_live), *each(1, show, schedule.cancel, reason="Ill"))
    assert ends == {"done": 1, "show.wrong_moment": 1}
    told = Letter.objects.filter(show=show, kind=Kind.CANCELLED).count()
    running = Broadcast.objects.filter(show=show, ended_at=None).count()
    expected = (1, 0) if fresh(show).state == State.LIVE else (0, 1)
    assert (running, told) == expected


def test_different_moves_at_once_leave_one_whole_story(make_show):
    """Whatever order they came in: each step of the record starts where the one before ended."""
    show = make_show(state="doors")
    ends = at_once(
        *each(2, show, on_air.go_live),
        *each(2, show, on_air.interrupt),
        *each(2, show, on_air.resume),
        *each(2, show, on_air.end),
    )
    assert ends.keys() <= {"done", "show.wrong_moment"}
    here = "doors"
    for record in AuditRecord.objects.filter(verb__startswith="show.").order_by("pk"):
        assert record.before["state"] == here
        here = record.after["state"]
    assert fresh(show).state == here
    running = Broadcast.objects.filter(show=show, ended_at=None).count()
    assert running == (1 if here in ON_AIR else 0)


def test_a_move_and_a_cancellation_owe_letters_of_two_versions(make_show, make_user):
    show = make_show()
    seats.take_seat(show, make_user("ada"))
    later = show.starts_at + timedelta(days=1)
    ends = at_once(
        *each(1, show, schedule.reschedule, starts_at=later), *each(1, show, schedule.cancel)
    )
    assert ends in ({"done": 2}, {"done": 1, "show.wrong_moment": 1})
    news = Letter.objects.filter(show=show).exclude(kind=Letter.Kind.SEAT)
    versions = list(news.values_list("schedule_version", flat=True))
    assert len(set(versions)) == len(versions) == ends["done"]
    assert fresh(show).schedule_version == ends["done"]


def test_a_draft_is_deleted_while_it_is_written_on(make_show):
    """Either the words were still kept and went with the draft, or there was no draft any more."""
    for number in range(4):
        show = make_show(state="draft", slug=f"draft-{number}")
        ends = at_once(
            *each(2, show, writing.delete_draft),
            *each(1, show, writing.change_show, summary="New words"),
            *each(1, show, schedule.announce),
            *each(1, show, casting.invite_person, person="ada@example.org", part="performer"),
        )
        assert ends.keys() <= {"done", "gone", "show.wrong_moment"}, ends
        left = Show.objects.filter(pk=show.pk).first()
        assert left is None or left.state == State.ANNOUNCED
        assert left is not None or not CastMember.objects.filter(show_id=show.pk).exists()


def test_an_invitation_for_one_seats_one_of_twenty(make_show, make_user):
    show = make_show(access="invitation")
    people = [make_user(f"guest{number}") for number in range(20)]
    invitation = Invitation.objects.create(show=show, places=1)

    def accept(person):
        return lambda: seats.accept_invitation(seats.find_invitation(invitation.code), person)

    ends = at_once(*[accept(person) for person in people])
    assert ends == {"done": 1, "invitation.used_up": 19}
    invitation.refresh_from_db()
    assert (invitation.used, Seat.objects.count(), fresh(show).seats_taken) == (1, 1, 1)


def test_taking_and_giving_back_at_once_counts_right(make_show, make_user):
    show, ada = make_show(capacity=3), make_user("ada")
    invitation = Invitation.objects.create(show=show, places=2)
    for _ in range(5):
        takes = [lambda: seats.take_seat(fresh(show), ada, invitation=invitation)] * 4
        gives = [lambda: seats.give_back_seat(fresh(show), ada)] * 4
        ends = at_once(*takes, *gives)
        assert ends.keys() == {"done"}, ends
        invitation.refresh_from_db()
        there = Seat.objects.filter(show=show).count()
        assert (fresh(show).seats_taken, invitation.used) == (there, there)


def test_a_part_answered_while_it_is_taken_away(make_show, make_user):
    show = make_show()
    member = casting.invite(show, user=make_user("ada"), part="performer", by=show.creator)

    def mine() -> CastMember:
        return CastMember.objects.select_related("show", "user").get(pk=member.pk)

    first, second = mine(), mine()
    ends = at_once(
        lambda: casting.answer(first, accepted=True),
        lambda: casting.dismiss(second, by=show.creator),
    )
    assert ends in ({"done": 2}, {"done": 1, "gone": 1})
    assert not CastMember.objects.filter(pk=member.pk).exists()


def test_a_cast_never_grows_beyond_its_bound(make_show, monkeypatch):
    monkeypatch.setattr(casting, "MOST_CAST", 4)
    show = make_show()
    names = [f"Guest {number}" for number in range(8)]
    deeds = [lambda name=name: casting.credit(show, name=name, part="performer") for name in names]
    assert at_once(*deeds) == {"done": 3, "cast.full": 5}


def test_the_date_of_an_announcement_is_the_one_it_has_then(make_show):
    """A row in hand that another tab has moved meanwhile decides nothing."""
    show = make_show(state="draft")
    old = fresh(show)
    near = timezone.now() + timedelta(minutes=30)
    schedule.reschedule(show, by=show.creator, starts_at=near)
    schedule.announce(old, by=show.creator)
    assert fresh(show).reminded == Kind.HOUR_BEFORE
