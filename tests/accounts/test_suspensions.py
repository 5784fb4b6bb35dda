"""Suspending and restoring people."""

import pytest
from django.urls import reverse

from accounts.models import AuditRecord, Suspension
from accounts.roles import grant_role, is_moderator
from accounts.signals import person_restored, person_suspended
from accounts.suspensions import is_suspended, lift, suspend
from shows.access import Visitor, can_see
from shows.planning.keys import issue_key
from shows.queries import listed
from streaming.foundation.refusals import Refused


@pytest.fixture
def staff(make_user):
    return make_user("staff", is_staff=True)


def verbs():
    return list(AuditRecord.objects.order_by("id").values_list("verb", flat=True))


def test_suspending_twice_is_once_and_leaves_one_record(make_user, staff):
    ada = make_user("ada")
    suspend(ada, by=staff, reason="Shouting.")
    suspend(ada, by=staff, reason="Again.")
    assert is_suspended(ada)
    assert [one.reason for one in Suspension.objects.all()] == ["Shouting."]
    assert verbs() == ["person.suspended"]


def test_restoring_keeps_the_history(make_user, staff):
    ada = make_user("ada")
    suspend(ada, by=staff, reason="Shouting.")
    lift(ada, by=staff, reason="Apologised.")
    lift(ada, by=staff)
    assert not is_suspended(ada)
    assert Suspension.objects.get().lifted_by == staff
    assert verbs() == ["person.suspended", "person.restored"]


def test_both_are_announced_after_the_commit(make_user, staff, django_capture_on_commit_callbacks):
    heard = []

    def suspended(user, **_):
        heard.append(("suspended", user))

    def restored(user, **_):
        heard.append(("restored", user))

    person_suspended.connect(suspended)
    person_restored.connect(restored)
    ada = make_user("ada")
    with django_capture_on_commit_callbacks(execute=True):
        suspend(ada, by=staff, reason="x")
    with django_capture_on_commit_callbacks(execute=True):
        lift(ada, by=staff)
    person_suspended.disconnect(suspended)
    person_restored.disconnect(restored)
    assert heard == [("suspended", ada), ("restored", ada)]


def test_nobody_suspends_themselves(staff):
    with pytest.raises(Refused) as refusal:
        suspend(staff, by=staff, reason="x")
    assert refusal.value.code == "person.yourself"


def test_only_an_administrator_suspends_staff(make_user, staff):
    with pytest.raises(Refused) as refusal:
        suspend(make_user("other", is_staff=True), by=staff, reason="x")
    assert refusal.value.code == "person.staff"
    suspend(staff, by=make_user("root", is_staff=True, is_superuser=True), reason="x")
    assert is_suspended(staff)


def test_the_shows_of_somebody_suspended_vanish_and_come_back(make_show, make_user, staff):
    show = make_show()
    guest = Visitor(make_user("guest"))
    suspend(show.creator, by=staff, reason="x")
    assert (list(listed()), can_see(guest, show)) == ([], False)
    lift(show.creator, by=staff)
    assert (list(listed()), can_see(guest, show)) == ([show], True)


def test_stream_keys_of_somebody_suspended_end(
    make_show, staff, django_capture_on_commit_callbacks
):
    show = make_show()
    key, _secret = issue_key(show, holder=show.creator, by=show.creator)
    with django_capture_on_commit_callbacks(execute=True):
        suspend(show.creator, by=staff, reason="x")
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_a_suspended_moderator_keeps_no_order(make_user, staff):
    ada = make_user("ada")
    grant_role(ada, "moderator", by=staff)
    assert is_moderator(ada)
    suspend(ada, by=staff, reason="x")
    assert not is_moderator(ada)


def test_suspended_staff_do_not_enter_the_admin(make_user, staff, login):
    root = make_user("root", is_staff=True, is_superuser=True)
    client = login(staff)
    assert client.get(reverse("admin:index")).status_code == 200
    suspend(staff, by=root, reason="x")
    assert client.get(reverse("admin:index")).status_code == 302
