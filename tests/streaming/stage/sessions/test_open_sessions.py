"""Members' sessions on stages are rows: none is forgotten, and none outlives the right to it."""

import threading
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.utils import timezone

from accounts.suspensions import suspend
from shows.access import Visitor
from shows.models import MediaSession, Show
from streaming.control.commands import Accept, Answered, Leave, Perform, Watch
from streaming.control.reports import Batch, Numbered, PerformerLeft, SessionEnded
from streaming.foundation.refusals import Refused
from streaming.launch.worker import Worker
from streaming.stage.doors import backstage
from streaming.stage.sessions import open_sessions as remembered
from streaming.stage.sessions import performing, watching
from streaming.stage.sessions.sessions import Entrance, Place

from .test_evictions import listening

pytestmark = pytest.mark.django_db(transaction=True)
OFFER = "v=0"


@pytest.fixture
def told(settings):
    with listening(settings) as commands:
        yield commands


@pytest.fixture
def show(make_show):
    return make_show(state="live")


@pytest.fixture
def member(make_user):
    return make_user("member")


def open_sessions(user, show, count, **how) -> list[str]:
    """As many as somebody opens whom the relay takes each time; the newest last."""
    names = [f"{user.username}-{MediaSession.objects.count()}-{number}" for number in range(count)]
    for name in names:
        place = Place(show.uuid.hex, name, "")
        remembered.remember(user, show, place, **how)
        assert remembered.stays(user, place)
    return names


def kept() -> list[str]:
    return list(MediaSession.objects.order_by("pk").values_list("session", flat=True))


def ended(told) -> set[str]:
    for messenger in threading.enumerate():
        if "_tell" in messenger.name:
            messenger.join(10)
    return {command.session for command in told if isinstance(command, Leave)}


def test_a_suspension_ends_all_of_them_though_the_cache_is_gone(told, show, member, make_user):
    names = open_sessions(member, show, 20)
    cache.clear()
    suspend(member, by=make_user("staff", is_staff=True, is_superuser=True), reason="x")
    assert (ended(told), kept()) == (set(names), [])


def test_the_oldest_of_many_makes_room(told, show, member, make_user):
    names = open_sessions(member, show, remembered.MOST + 3)
    others = open_sessions(make_user("other"), show, 1)
    assert (ended(told), kept()) == (set(names[:3]), names[3:] + others)


def let_in(user, show) -> Entrance:
    return watching.let_in(Visitor(user), show, OFFER, relay="", network="192.0.2.1")


def taken(entrance: Entrance) -> None:
    """What follows when the relay has taken them."""
    answer = Answered(sdp=OFFER, etag="e", session=entrance.place.session)
    async_to_sync(watching.confirmed)(entrance, answer)


@pytest.mark.parametrize("row", ["before", "after"])
def test_who_is_suspended_while_the_relay_is_asked_is_not_let_in(
    told, show, member, make_user, row
):
    """Whether the suspension found a row to end, or came a moment before it was written."""
    staff = make_user("staff", is_staff=True, is_superuser=True)
    if row == "after":
        suspend(member, by=staff, reason="x")
    entrance = let_in(member, show)
    if row == "before":
        suspend(member, by=staff, reason="x")
    with pytest.raises(Refused) as refused:
        taken(entrance)
    assert refused.value.code == "session.unknown"
    assert entrance.place.session in ended(told)


def test_who_is_suspended_while_the_relay_reads_their_answer_is_out(told, show, member, make_user):
    [session] = open_sessions(member, show, 1)
    suspend(member, by=make_user("staff", is_staff=True, is_superuser=True), reason="x")
    with pytest.raises(Refused) as refused:
        async_to_sync(watching.accept)(Place(show.uuid.hex, session, ""), OFFER, member)
    assert refused.value.code == "session.unknown"
    assert Accept in {type(one) for one in told}
    assert session in ended(told)


def test_who_is_refused_by_the_relay_leaves_no_row(told, show, member):
    with pytest.raises(Refused):  # this relay says Done to everything
        async_to_sync(watching.begin)(let_in(member, show))
    with pytest.raises(Refused):
        async_to_sync(performing.begin)(
            performing.let_in(show, show.creator, OFFER, login="a session of the site")
        )
    assert {type(one) for one in told} == {Watch, Perform}
    assert kept() == []


def test_coming_costs_two_queries_for_a_member_and_none_for_a_stranger(
    told, show, member, django_assert_num_queries
):
    place = Place(show.uuid.hex, "a session", "")
    with django_assert_num_queries(2):
        remembered.remember(member, show, place)
        remembered.stays(member, place)
    entrance = let_in(AnonymousUser(), show)
    with django_assert_num_queries(0):
        taken(entrance)


def test_a_session_whose_end_the_relay_reports_has_no_row(show, member):
    first, second, third = open_sessions(member, show, 3)
    stage = show.uuid.hex
    reports = [
        SessionEnded(stage, first, "left"),
        PerformerLeft(stage, second, "member", 1, "left"),
    ]
    numbered = tuple(Numbered(number, one) for number, one in enumerate(reports, 1))
    backstage.follow(Batch("relay", "boot", numbered))
    assert kept() == [third]


def test_the_clock_forgets_what_is_over(show, member, make_show):
    on, old = open_sessions(member, show, 2)
    open_sessions(member, make_show(state="cancelled", title="Not tonight"), 1)
    MediaSession.objects.filter(session=old).update(
        opened_at=timezone.now() - remembered.KEEP - timedelta(hours=1)
    )
    worker = Worker()
    worker.pruned_at = float("-inf")
    worker.tick()
    assert kept() == [on]
    Show.objects.filter(pk=show.pk).update(state="ended")
    assert (remembered.tidy(timezone.now()), kept()) == (1, [])
