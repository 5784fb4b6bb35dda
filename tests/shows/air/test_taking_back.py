"""A start before its time: asked for twice, taken back within five minutes, and told rightly."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from shows.air import hosting
from shows.air.appearances import arrived
from shows.air.presence import note_presence
from shows.air.sweep import sweep
from shows.air.taking_back import takes_back_until, was_taken_back
from shows.letters import post
from shows.letters.reminders import remind_me
from shows.models import CastMember, Letter, Presence
from shows.planning.schedule import reschedule
from shows.planning.seats import take_seat

from ..evening import NOON, enter, refusal, state_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def show(clock, make_show, make_user):
    """Announced for in three days, with a seat that is taken, and its creator on stage."""
    show = make_show(title="Hamlet", starts_at=NOON + 3 * DAY, capacity=5)
    take_seat(show, make_user("seat"))
    post.send_letters(holder="test")
    mail.outbox.clear()
    arrived(enter(show))
    return show


def begin(show, **how) -> None:
    hosting.raise_curtain(show, by=show.creator, **how)


def tick() -> None:
    sweep(timezone.now())
    post.send_letters(holder="test")


def subjects(name: str = "seat") -> list[str]:
    return [one.subject for one in mail.outbox if one.to == [f"{name}@example.org"]]


# ── asked for twice


def test_a_show_of_another_day_does_not_begin_by_one_press(show):
    refused = refusal(begin, show)
    assert (refused.code, refused.status, state_of(show)) == ("show.too_early", 409, "announced")
    asked = refused.sentence.replace("\xa0", " ")
    assert asked.startswith("It begins in 3 days: Tuesday, 4 March 2031, 12:00 (UTC).")
    assert asked.endswith("Open the doors now and tell one person?")
    begin(show, early=True)
    assert state_of(show) == "live"


def test_with_the_doors_it_begins_as_ever(show, clock):
    clock.move_to(NOON + 3 * DAY - timedelta(minutes=15))
    begin(show)
    assert state_of(show) == "live"


def test_who_directs_a_show_is_not_counted_nor_told(show, clock, make_user):
    host, guest = make_user("host"), make_user("guest")
    CastMember.objects.create(show=show, user=host, part="host", answer="accepted")
    remind_me(show, host)
    CastMember.objects.create(
        show=show, user=guest, part="performer", answer="accepted", answered_at=NOON
    )
    assert refusal(begin, show).sentence.endswith("tell 2 people?")
    begin(show, early=True)
    clock.shift(60)
    tick()
    told = Letter.objects.filter(kind="start").values_list("user__username", flat=True)
    assert set(told) == {"seat", "guest"}


# ── taken back


def test_a_start_is_taken_back_and_all_is_as_it_was(show, clock, make_user):
    begin(show, early=True)
    note_presence(show, make_user("viewer"))
    clock.shift(50)
    hosting.take_back(show, by=show.creator)
    show.refresh_from_db()
    assert (show.state, show.starts_at, show.seats_taken) == ("announced", NOON + 3 * DAY, 1)
    assert show.broadcasts.get().ending == "taken_back"
    assert not Presence.objects.exists()
    assert was_taken_back(show)
    for _ in range(5):
        clock.shift(60)
        tick()
    assert subjects() == []  # the first minute tells nobody
    clock.shift(DAY)
    assert not was_taken_back(show)


def test_who_was_told_of_the_start_gets_one_letter_that_it_was_none(show, clock, make_user):
    begin(show, early=True)
    clock.shift(70)
    tick()
    take_seat(show, make_user("late"))
    hosting.take_back(show, by=show.creator)
    tick()
    tick()
    assert subjects() == ["Now: Hamlet", "A mistake: Hamlet hasn’t begun"]
    assert "Tuesday, 4 March 2031, 12:00 (UTC)" in mail.outbox[-1].body
    assert subjects("late") == []


def test_the_real_start_is_told_like_any_other(show, clock):
    begin(show, early=True)
    clock.shift(70)
    tick()
    hosting.take_back(show, by=show.creator)
    for moment in (2 * DAY, 3 * DAY - timedelta(hours=1), 3 * DAY):
        clock.move_to(NOON + moment)
        tick()
    assert subjects()[2:] == ["Tomorrow: Hamlet", "In an hour: Hamlet", "Now: Hamlet"]


def test_a_reminder_whose_moment_came_meanwhile_is_still_sent(show, clock):
    clock.move_to(NOON + 3 * DAY - timedelta(minutes=61))
    begin(show, early=True)
    clock.shift(120)
    tick()
    hosting.take_back(show, by=show.creator)
    tick()
    expected = ["Now: Hamlet", "A mistake: Hamlet hasn’t begun", "In an hour: Hamlet"]
    assert subjects() == expected


def test_a_reminder_that_is_still_owed_is_sent_all_the_same(show, clock):
    clock.move_to(NOON + 2 * DAY)
    sweep(timezone.now())
    arrived(enter(show))
    begin(show, early=True)
    hosting.take_back(show, by=show.creator)
    tick()
    assert subjects() == ["Tomorrow: Hamlet"]


def test_who_is_being_told_in_that_moment_is_told_of_the_mistake_too(show, clock):
    begin(show, early=True)
    clock.shift(70)
    sweep(timezone.now())
    held = post.hold(Letter.objects.get(kind="start").pk, "another sender")
    hosting.take_back(show, by=show.creator)
    tick()
    post._finish(held, Letter.Outcome.SENT)
    clock.shift(60)
    tick()
    assert subjects() == ["A mistake: Hamlet hasn’t begun"]


def test_a_second_start_that_was_not_told_is_no_second_mistake(show, clock):
    for _ in range(2):
        begin(show, early=True)
        clock.shift(70)
        sweep(timezone.now())
        if not mail.outbox:
            tick()
        hosting.take_back(show, by=show.creator)
        tick()
        arrived(enter(show))
    clock.shift(60)
    tick()
    assert subjects() == ["Now: Hamlet", "A mistake: Hamlet hasn’t begun"]


def test_a_letter_that_waits_is_not_sent_after_the_start_was_taken_back(show, clock):
    begin(show, early=True)
    clock.shift(70)
    sweep(timezone.now())
    hosting.take_back(show, by=show.creator)
    tick()
    assert subjects() == []
    assert Letter.objects.get(kind="start").outcome == "dropped"


def test_a_new_date_that_is_still_to_be_told_is_told(show, clock):
    reschedule(show, by=show.creator, starts_at=NOON + 4 * DAY)
    begin(show, early=True)
    hosting.take_back(show, by=show.creator)
    tick()
    assert subjects() == ["New date: Hamlet"]


def test_after_five_minutes_a_start_stands(show, clock):
    begin(show, early=True)
    clock.shift(299)
    assert takes_back_until(show) == NOON + timedelta(minutes=5)
    clock.shift(1)
    assert refusal(hosting.take_back, show, by=show.creator).code == "show.start_stands"
    assert state_of(show) == "live"


def test_at_its_time_a_show_has_begun_and_stays_so(show, clock):
    clock.move_to(NOON + 3 * DAY - timedelta(minutes=2))
    begin(show)
    assert takes_back_until(show) == show.starts_at
    clock.move_to(show.starts_at)
    assert refusal(hosting.take_back, show, by=show.creator).code == "show.start_stands"


@pytest.mark.parametrize("deed", [hosting.pause, lambda show, by: None])
def test_it_can_be_taken_back_from_the_intermission_too_and_happen_again(show, deed):
    for _ in range(2):
        begin(show, early=True)
        deed(show, by=show.creator)
        hosting.take_back(show, by=show.creator)
        arrived(enter(show))
        assert state_of(show) == "announced"


@pytest.mark.parametrize("state", ["announced", "doors", "ended", "cancelled"])
def test_what_has_not_begun_cannot_be_taken_back(make_show, state):
    show = make_show(state=state)
    assert refusal(hosting.take_back, show, by=show.creator).code == "show.wrong_moment"
