"""Reports of relays are taken once, in order, and a run that ended is noticed."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from shows.air.appearances import appear, arrived
from shows.air.relay_runs import give_up_on_silent, heard_from, is_current, take
from shows.models import RelayRun, Show
from streaming.foundation.refusals import Refused

pytestmark = pytest.mark.django_db


def on_air(show):
    arrived(appear(show, user=show.creator, key=None, relay="r").session, boot="one")
    return show


def state_of(show) -> str:
    return Show.objects.values_list("state", flat=True).get(pk=show.pk)


def test_a_number_is_taken_once():
    done = []
    run = heard_from("r", "one")
    for number in (1, 1, 3, 2, 3, 4):
        take(run, number, lambda number=number: done.append(number))
    assert done == [1, 3, 4]


def test_another_run_counts_anew():
    done = []
    for boot in ("one", "two"):
        take(heard_from("r", boot), 1, lambda boot=boot: done.append(boot))
    assert done == ["one", "two"]
    assert (is_current(heard_from("r", "one")), is_current(heard_from("r", "two"))) == (False, True)


@pytest.mark.parametrize("error", [Refused("show.wrong_moment", "No."), KeyError("a bug")])
def test_a_report_that_cannot_be_followed_does_not_stop_those_behind_it(error):
    def deed():
        raise error

    run = heard_from("r", "one")
    assert take(run, 1, deed) is True
    assert take(run, 1, deed) is False


def test_with_the_database_away_nothing_is_taken():
    def deed():
        raise OperationalError("gone")

    run = heard_from("r", "one")
    with pytest.raises(OperationalError):
        take(run, 1, deed)
    assert take(run, 1, lambda: None) is True


def test_a_relay_that_began_anew_holds_nobody(make_show):
    heard_from("r", "one")
    show = on_air(make_show(state="doors"))
    heard_from("r", "one")
    assert state_of(show) == "live"
    heard_from("r", "two")
    assert state_of(show) == "interrupted"


def test_a_relay_that_says_nothing_for_minutes_is_given_up(make_show):
    run = heard_from("r", "one")
    show = on_air(make_show(state="doors"))
    assert give_up_on_silent(timezone.now() + timedelta(minutes=1)) == 0
    assert give_up_on_silent(run.heard_at + timedelta(minutes=3)) == 1
    assert state_of(show) == "interrupted"


def test_old_runs_are_forgotten():
    heard_from("r", "one")
    RelayRun.objects.update(heard_at=timezone.now() - timedelta(days=8))
    heard_from("r", "two")
    assert RelayRun.objects.get().boot == "two"
