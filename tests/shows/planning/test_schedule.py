from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditRecord
from shows import signals
from shows.planning import schedule, seats
from streaming.foundation.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(django_capture_on_commit_callbacks):
    """What is announced while a deed is done: heard(signal, deed)."""

    def listen(signal, deed) -> list[dict]:
        said: list[dict] = []

        def write_down(sender, **told):
            said.append(told)

        signal.connect(write_down)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                deed()
        finally:
            signal.disconnect(write_down)
        return said

    return listen


def test_a_draft_goes_on_the_bill_and_the_house_hears_of_it(make_show, heard):
    show = make_show(state="draft")
    said = heard(signals.announced, lambda: schedule.announce(show, by=show.creator))
    show.refresh_from_db()
    assert (show.state, [told["show"] for told in said]) == ("announced", [show])
    assert show.announced_at is not None


def test_a_draft_whose_time_has_gone_by_is_not_announced(make_show):
    show = make_show(state="draft", starts_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(Refused) as refused:
        schedule.announce(show, by=show.creator)
    show.refresh_from_db()
    assert (refused.value.code, show.state) == ("show.starts_in_past", "draft")


def test_a_draft_is_not_announced_by_ending_a_rehearsal(make_show):
    show = make_show(state="draft")
    with pytest.raises(Refused) as refused:
        schedule.end_rehearsal(show, by=show.creator)
    assert refused.value.code == "show.wrong_moment"


def test_moving_keeps_seats_and_says_where_it_was(make_show, make_user, heard):
    show = make_show()
    seats.take_seat(show, make_user("bob"))
    before, later = show.starts_at, show.starts_at + timedelta(days=1)
    said = heard(
        signals.rescheduled,
        lambda: schedule.reschedule(show, by=show.creator, starts_at=later),
    )
    show.refresh_from_db()
    assert (show.starts_at, show.schedule_version, show.seats_taken) == (later, 1, 1)
    assert [told["was_at"] for told in said] == [before]


def test_moving_a_draft_tells_nobody(make_show, heard):
    show = make_show(state="draft")
    later = show.starts_at + timedelta(days=1)
    said = heard(
        signals.rescheduled,
        lambda: schedule.reschedule(show, by=show.creator, starts_at=later),
    )
    assert (said, AuditRecord.objects.filter(verb="show.rescheduled").count()) == ([], 0)


@pytest.mark.parametrize("state", ["doors", "live", "interrupted", "ended", "replay", "cancelled"])
def test_once_the_doors_are_open_the_date_stays(make_show, state):
    show = make_show(state=state)
    later = show.starts_at + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        schedule.reschedule(show, by=show.creator, starts_at=later)
    assert refused.value.code == "show.wrong_moment"


def test_opening_the_doors_ends_a_rehearsal(make_show, heard):
    show = make_show(state="rehearsal")
    said = heard(signals.doors_opened, lambda: schedule.open_doors(show, by=show.creator))
    assert (show.state, len(said)) == ("doors", 1)


def test_a_cancelled_show_keeps_the_reason_and_is_a_new_version_of_its_date(make_show, heard):
    show = make_show()
    said = heard(
        signals.cancelled, lambda: schedule.cancel(show, by=show.creator, reason="Flooded.")
    )
    show.refresh_from_db()
    assert (show.state, show.cancelled_reason, show.schedule_version) == (
        "cancelled",
        "Flooded.",
        1,
    )
    assert len(said) == 1


def test_a_second_press_is_refused_even_with_an_old_row_in_hand(make_show):
    show = make_show()
    old = type(show).objects.get(pk=show.pk)
    schedule.open_doors(show, by=show.creator)
    with pytest.raises(Refused):
        schedule.open_doors(old, by=show.creator)
    assert AuditRecord.objects.filter(verb="show.doors").count() == 1
