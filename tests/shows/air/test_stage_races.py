"""Many at once on one stage: one performs, each report counts once, epochs only rise."""

import pytest

from shows.air.appearances import appear, arrived, fell_silent, left
from shows.air.relay_runs import heard_from, take
from shows.models import Appearance, Show

from ..test_races import at_once, fresh

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 12


def entering(show, **more):
    row = fresh(show)
    return lambda: appear(row, user=row.creator, key=None, relay="r", **more)


def test_of_many_who_want_one_part_one_gets_it(make_show):
    show = make_show(state="doors")
    ends = at_once(*(entering(show) for _ in range(TIMES)))
    assert ends == {"done": 1, "stage.taken": TIMES - 1}


def test_of_many_who_take_over_each_has_an_epoch_of_its_own(make_show):
    show = make_show(state="doors")
    ends = at_once(*(entering(show, take_over=True) for _ in range(TIMES)))
    assert ends == {"done": TIMES}
    epochs = sorted(Appearance.objects.values_list("pk", flat=True))
    assert len(set(epochs)) == TIMES


def test_a_report_that_comes_many_times_at_once_counts_once(make_show):
    run, done = heard_from("r", "one"), []
    ends = at_once(*(lambda: take(run, 1, lambda: done.append(True)) for _ in range(TIMES)))
    assert (ends, len(done)) == ({"done": TIMES}, 1)


def test_a_relay_that_is_first_heard_of_twice_at_once_has_one_run():
    ends = at_once(*(lambda: heard_from("r", "one") for _ in range(TIMES)))
    assert ends == {"done": TIMES}


def test_the_first_pictures_of_two_performers_raise_one_curtain(make_show, make_user):
    show = make_show(state="doors")
    sessions = [
        Appearance.objects.create(
            show=show, user=show.creator, part=f"part-{number}", session=f"s{number}", relay="r"
        ).session
        for number in range(TIMES)
    ]
    ends = at_once(*(lambda session=session: arrived(session) for session in sessions))
    assert ends == {"done": TIMES}
    assert (Show.objects.get().state, show.broadcasts.count()) == ("live", 1)
    ends = at_once(*(lambda session=session: fell_silent(session) for session in sessions))
    assert (ends, Show.objects.get().state) == ({"done": TIMES}, "interrupted")
    ends = at_once(*(lambda session=session: left(session, reason="gone") for session in sessions))
    assert (ends, Show.objects.get().state) == ({"done": TIMES}, "interrupted")
