"""Reminders: on the list, off it, and not to be written to at all."""

import pytest
from django.http import Http404

from shows.letters.owed import wants_reminders
from shows.letters.reminders import find_stop, forget, remind_me, stop, stop_path
from shows.models import Quiet, Reminder, Show
from shows.planning.seats import take_seat
from streaming.foundation.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(make_user):
    return make_user("ada")


def code_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


@pytest.mark.parametrize("state", ["announced", "rehearsal", "doors"])
def test_a_show_to_come_reminds_once_however_often_it_is_asked(make_show, ada, state):
    show = make_show(state=state)
    assert remind_me(show, ada) == remind_me(show, ada) == Reminder.objects.get()
    assert wants_reminders(show, ada)


@pytest.mark.parametrize("state", ["draft", "live", "interrupted", "ended", "replay", "cancelled"])
def test_there_is_nothing_to_be_reminded_of_at_other_moments(make_show, ada, state):
    with pytest.raises(Refused) as refusal:
        remind_me(make_show(state=state), ada)
    assert refusal.value.code == "show.wrong_moment"
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("state", ["announced", "live", "cancelled"])
def test_to_be_forgotten_is_always_allowed(make_show, ada, state):
    show = make_show()
    remind_me(show, ada)
    Show.objects.filter(pk=show.pk).update(state=state)
    show.refresh_from_db()
    assert (forget(show, ada), forget(show, ada)) == (True, False)


def test_stop_silences_a_seat_too_and_asking_again_ends_the_silence(make_show, ada):
    show = make_show()
    take_seat(show, ada)
    remind_me(show, ada)
    stop(show, ada)
    stop(show, ada)
    assert (Reminder.objects.count(), Quiet.objects.count()) == (0, 1)
    assert not wants_reminders(show, ada)
    remind_me(show, ada)
    assert (Quiet.objects.count(), wants_reminders(show, ada)) == (0, True)


def test_a_stop_link_finds_the_show_and_the_person_and_no_other_link_does(make_show, ada):
    show = make_show()
    code = code_of(stop_path(show, ada))
    assert find_stop(code) == (show, ada)
    for forged in (code[:-1], f"{show.pk}-{ada.pk + 1}:{code.partition(':')[2]}", "", "1-1", "é"):
        with pytest.raises(Http404):
            find_stop(forged)


def test_a_stop_link_of_who_has_left_or_of_a_deleted_show_is_unknown(make_show, ada):
    show = make_show()
    code = code_of(stop_path(show, ada))
    ada.is_active = False
    ada.save()
    with pytest.raises(Http404):
        find_stop(code)
    ada.is_active = True
    ada.save()
    show.delete()
    with pytest.raises(Http404):
        find_stop(code)
