from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shows.air.on_air import go_live
from shows.air.sweep import DID_NOT_TAKE_PLACE, sweep
from shows.letters.reminders import remind_me
from shows.models import Letter

from ..evening import NOON


def state_after_sweep(show) -> str:
    sweep(timezone.now())
    show.refresh_from_db()
    return show.state


def test_doors_open_at_their_time_and_not_a_second_before(clock, make_show):
    show = make_show(starts_at=NOON + timedelta(minutes=60), doors_minutes=15)
    clock.move_to(NOON + timedelta(minutes=44, seconds=59))
    assert state_after_sweep(show) == "announced"
    clock.shift(1)
    assert state_after_sweep(show) == "doors"


def test_a_rehearsal_ends_when_the_doors_open(clock, make_show):
    show = make_show(state="rehearsal", starts_at=NOON + timedelta(minutes=5))
    assert state_after_sweep(show) == "doors"


@pytest.mark.parametrize("state", ["draft", "live", "ended", "cancelled", "replay"])
def test_the_clock_opens_no_other_doors(clock, make_show, state):
    assert state_after_sweep(make_show(state=state, starts_at=NOON)) == state


def test_hidden_doors_stay_shut(clock, make_show):
    assert state_after_sweep(make_show(starts_at=NOON, hidden_at=NOON)) == "announced"


@pytest.mark.parametrize("state", ["announced", "rehearsal", "doors"])
def test_a_show_that_never_started_is_given_up_six_hours_after_its_end(clock, make_show, state):
    show = make_show(state=state, starts_at=NOON, length_minutes=60)
    clock.move_to(NOON + timedelta(hours=7, seconds=-1))
    assert state_after_sweep(show) == "doors"
    clock.shift(1)
    assert state_after_sweep(show) == "cancelled"
    assert show.cancelled_reason == DID_NOT_TAKE_PLACE


def test_a_show_on_air_is_never_given_up(clock, make_show):
    show = make_show(state="live", starts_at=NOON - timedelta(days=3))
    assert state_after_sweep(show) == "live"


def test_a_second_sweep_does_nothing(clock, make_show, make_user):
    remind_me(make_show(starts_at=NOON + timedelta(minutes=5)), make_user())
    nothing = dict.fromkeys(sweep(timezone.now() - timedelta(days=1)), 0)
    assert sweep(timezone.now()) == nothing | {"doors_opened": 1}
    assert sweep(timezone.now()) == nothing


def test_one_broken_show_does_not_keep_the_others_waiting(clock, make_show):
    from shows.models import Show
    from shows.signals import doors_opened

    first = make_show(starts_at=NOON - timedelta(minutes=1))
    second = make_show(starts_at=NOON)

    def stumble(sender, show, **_):
        if show.pk == first.pk:
            raise RuntimeError("a listener has a bad day")

    doors_opened.connect(stumble, sender=Show)
    try:
        assert state_after_sweep(second) == "doors"
    finally:
        doors_opened.disconnect(stumble, sender=Show)


def test_going_on_air_early_is_the_start(clock, make_show, make_user):
    """But not in its first minute: a wrong press that is taken back by then tells nobody."""
    show = make_show(starts_at=NOON + timedelta(hours=2))
    remind_me(show, make_user())
    go_live(show, by=show.creator)
    clock.shift(59)
    sweep(timezone.now())
    assert not Letter.objects.filter(kind="start").exists()
    clock.shift(1)
    sweep(timezone.now())
    told = Letter.objects.filter(kind="start").values_list("user__username", flat=True)
    assert set(told) == {"ada"}


def test_going_on_air_in_time_is_told_at_once(clock, make_show, make_user):
    show = make_show(state="doors", starts_at=NOON)
    remind_me(show, make_user())
    clock.shift(5)
    go_live(show, by=show.creator)
    sweep(timezone.now())
    assert Letter.objects.filter(kind="start").count() == 1


def test_a_quiet_minute_costs_few_queries_however_many_shows_there_are(clock, make_show):
    for _ in range(5):
        make_show(starts_at=NOON + timedelta(days=30))
    with CaptureQueriesContext(connection) as queries:
        sweep(timezone.now())
    assert len(queries) == 8
