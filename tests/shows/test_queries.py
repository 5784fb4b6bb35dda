from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from shows import queries
from shows.models import Broadcast
from shows.planning.seats import take_seat
from shows.views.time_spans import Evenings


def test_the_fullest_house_stands_first_and_whoever_waits_last(make_show):
    quiet, full, waiting = (make_show(state=s) for s in ("live", "live", "interrupted"))
    Broadcast.objects.filter(show=full).update(viewer_count=50)
    Broadcast.objects.filter(show=waiting).update(viewer_count=90)
    assert list(queries.on_now()) == [full, quiet, waiting]


def test_a_late_start_stays_on_the_list_for_an_hour(make_show):
    late = make_show(starts_at=timezone.now() - timedelta(minutes=50))
    make_show(starts_at=timezone.now() - timedelta(minutes=70))
    assert list(queries.coming_up()) == [late]


def test_the_archive_is_what_was_played_the_latest_first(make_show):
    now = timezone.now()
    old = make_show(state="ended", starts_at=now - timedelta(days=9))
    new = make_show(state="replay", starts_at=now - timedelta(days=1))
    make_show(state="cancelled", starts_at=now - timedelta(days=1))
    assert list(queries.archive()) == [new, old]


def test_a_member_finds_their_seats_and_reminders_and_nobody_elses(make_show, make_user):
    ada, ben = make_user("ada"), make_user("ben")
    seated, reminded, salon = make_show(), make_show(), make_show(access="invitation")
    take_seat(seated, ada)
    reminded.reminders.create(user=ada)
    salon.reminders.create(user=ada)  # the seat was given back: the show is not theirs to see
    take_seat(make_show(), ben)
    assert list(queries.of_audience(ada)) == [seated, reminded]


def test_an_invitation_to_a_cast_waits_for_its_answer(make_show, make_user):
    ada = make_user("ada")
    member = make_show().cast.create(user=ada)
    make_show(state="cancelled").cast.create(user=ada)
    make_show().cast.create(user=ada, answer="declined")
    assert list(queries.asked_to_join(ada)) == [member]


@pytest.mark.parametrize(
    ("words", "found"), [("moon paper", 1), ("moon salt", 0), ("", 1), ("CREATOR", 1)]
)
def test_every_word_must_be_somewhere(make_show, words, found):
    make_show(title="Paper Moons")
    assert queries.narrowed(queries.listed(), words=words).count() == found


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (datetime(2026, 5, 1, 20, tzinfo=UTC), datetime(2026, 5, 2, 4, tzinfo=UTC)),
        (datetime(2026, 5, 2, 3, 59, tzinfo=UTC), datetime(2026, 5, 2, 4, tzinfo=UTC)),
        (datetime(2026, 5, 2, 4, tzinfo=UTC), datetime(2026, 5, 3, 4, tzinfo=UTC)),
    ],
)
def test_tonight_ends_at_four(now, ends):
    assert Evenings(now).tonight_ends == ends


def test_a_night_in_which_the_clocks_change_ends_at_four_all_the_same():
    berlin = ZoneInfo("Europe/Berlin")
    evenings = Evenings(datetime(2026, 10, 24, 22, tzinfo=berlin))
    assert evenings.tonight_ends.isoformat() == "2026-10-25T04:00:00+01:00"
    assert evenings.week_ends.isoformat() == "2026-11-01T04:00:00+01:00"
