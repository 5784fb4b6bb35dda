"""A show that ended because nobody came back goes on, within an hour and as the same evening."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chat.models import Chat
from chat.rules.hours import hours_of
from shows.air import hosting
from shows.air.appearances import arrived, fell_silent
from shows.air.grace import waits_until
from shows.air.relay_runs import heard_from
from shows.air.sweep import end_due, sweep
from shows.models import Letter, Show
from shows.planning.seats import take_seat

from ..evening import NOON, RELAY, enter, refusal, state_of

pytestmark = pytest.mark.django_db
GRACE = timedelta(minutes=10)


@pytest.fixture
def show(clock, make_show, make_user):
    """On air since noon; its performer falls silent at once."""
    show = make_show(state="doors", starts_at=NOON, capacity=5)
    take_seat(show, make_user("seat"))
    session = enter(show)
    arrived(session)
    sweep(NOON)
    fell_silent(session)
    show.refresh_from_db()
    return show


@pytest.fixture
def ended(show, clock):
    """Nobody came back."""
    clock.shift(GRACE)
    look()
    show.refresh_from_db()
    assert show.state == "ended"
    return show


def look() -> None:
    heard_from(RELAY, "one").save()
    run = heard_from(RELAY, "one")
    run.heard_at = timezone.now()
    run.save()
    end_due(timezone.now())


# ── keep waiting


def test_ten_minutes_unless_the_creator_chose_otherwise(show):
    assert waits_until(show) == NOON + GRACE


def test_each_press_gives_the_whole_time_again(show, clock):
    for _ in range(3):
        clock.shift(timedelta(minutes=9))
        hosting.keep_waiting(show, by=show.creator)
        assert waits_until(show) == timezone.now() + GRACE
        look()
    clock.shift(GRACE)
    look()
    assert state_of(show) == "ended"


def test_nobody_waits_longer_than_two_hours(show, clock):
    while timezone.now() < NOON + timedelta(minutes=110):
        clock.shift(timedelta(minutes=5))
        hosting.keep_waiting(show, by=show.creator)
    assert waits_until(show) == NOON + timedelta(hours=2)
    assert refusal(hosting.keep_waiting, show, by=show.creator).code == "show.waited_long_enough"


def test_the_next_interruption_begins_anew(show, clock):
    hosting.keep_waiting(show, by=show.creator)
    session = enter(show)
    arrived(session)
    clock.shift(timedelta(minutes=30))
    fell_silent(session)
    assert waits_until(Show.objects.get()) == timezone.now() + GRACE


@pytest.mark.parametrize("state", ["announced", "live", "intermission", "ended"])
def test_only_an_interrupted_show_waits(make_show, state):
    show = make_show(state=state)
    assert refusal(hosting.keep_waiting, show, by=show.creator).code == "show.wrong_moment"


# ── reopen


def test_the_evening_goes_on_in_a_second_broadcast(ended, clock):
    chat, _new = Chat.objects.get_or_create(show=ended)
    clock.shift(timedelta(minutes=59))
    assert not hours_of(chat, timezone.now()).open
    hosting.reopen(ended, by=ended.creator)
    assert (state_of(ended), ended.seats.count()) == ("interrupted", 1)
    assert hours_of(chat, timezone.now()).open
    assert waits_until(Show.objects.get()) == timezone.now() + GRACE
    arrived(enter(ended))
    assert state_of(ended) == "live"
    first, second = ended.broadcasts.order_by("number")
    assert (first.ending, first.number, second.number, second.ended_at) == ("waiting", 1, 2, None)


def test_nobody_is_told_again_that_it_is_time(ended, clock):
    sweep(timezone.now())
    letters = Letter.objects.filter(kind="start").count()
    hosting.reopen(ended, by=ended.creator)
    arrived(enter(ended))
    sweep(timezone.now())
    assert Letter.objects.filter(kind="start").count() == letters


def test_it_can_end_by_waiting_and_be_reopened_once_more(ended, clock):
    hosting.reopen(ended, by=ended.creator)
    clock.shift(GRACE)
    look()
    assert state_of(ended) == "ended"
    hosting.reopen(ended, by=ended.creator)
    assert ended.broadcasts.count() == 3


def test_after_an_hour_it_stays_ended(ended, clock):
    clock.shift(timedelta(hours=1))
    assert refusal(hosting.reopen, ended, by=ended.creator).code == "show.stays_ended"


def test_what_its_host_ended_stays_ended(show):
    hosting.end(show, by=show.creator)
    assert refusal(hosting.reopen, show, by=show.creator).code == "show.stays_ended"


def test_a_reopened_show_has_begun_and_is_not_taken_back(ended):
    Show.objects.update(starts_at=NOON + timedelta(days=1))
    hosting.reopen(ended, by=ended.creator)
    assert refusal(hosting.take_back, ended, by=ended.creator).code == "show.start_stands"


@pytest.mark.parametrize("deed", [hosting.take_back, hosting.keep_waiting, hosting.reopen])
def test_only_hosts_decide(ended, make_user, deed):
    assert refusal(deed, ended, by=make_user("eve")).code == "stage.not_host"
