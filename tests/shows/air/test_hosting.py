"""What hosts do while the show is on, and who they are."""

from functools import partial

import pytest

from accounts.models import AuditRecord
from shows.access import can_host
from shows.air import hosting, on_air
from shows.air.appearances import appear, arrived, fell_silent, left
from shows.models import CastMember, Mute, Removal, Show
from streaming.foundation.refusals import Refused

pytestmark = pytest.mark.django_db
RELAY = "127.0.0.1:8190"


@pytest.fixture
def show(make_show):
    """On air, with its creator sending."""
    show = make_show(state="doors")
    show.session = appear(show, user=show.creator, key=None, relay=RELAY).session
    arrived(show.session)
    show.refresh_from_db()
    return show


@pytest.fixture
def guest(make_user, show):
    user = make_user("guest")
    CastMember.objects.create(show=show, user=user, answer="accepted", part="performer")
    return user


def refusal(deed, *what, **how) -> str:
    with pytest.raises(Refused) as refused:
        deed(*what, **how)
    return refused.value.code


def state_of(show) -> str:
    return Show.objects.values_list("state", flat=True).get(pk=show.pk)


@pytest.mark.parametrize(
    ("part", "answer", "may"),
    [
        ("host", "accepted", True),
        ("host", "invited", False),
        ("performer", "accepted", False),
        ("moderator", "accepted", False),
    ],
)
def test_hosts_are_those_who_accepted_to_be(make_show, make_user, part, answer, may):
    show, user = make_show(), make_user("ada")
    CastMember.objects.create(show=show, user=user, answer=answer, part=part)
    assert can_host(user, show) is may
    assert can_host(show.creator, show)


@pytest.mark.parametrize(
    "deed",
    [
        hosting.raise_curtain,
        hosting.pause,
        hosting.go_on,
        hosting.end,
        lambda show, by: hosting.mute(show, "creator", by=by, muted=True),
        lambda show, by: hosting.remove(show, "creator", by=by),
        lambda show, by: hosting.restore(show, "creator", by=by),
    ],
)
def test_nobody_else_directs_a_show(show, guest, deed):
    assert refusal(deed, show, by=guest) == "stage.not_host"
    assert state_of(show) == "live"


# ── the curtain


@pytest.mark.parametrize("state", ["announced", "rehearsal", "doors"])
def test_the_curtain_rises_when_somebody_sends(make_show, state):
    show = make_show(state=state)
    begin = partial(hosting.raise_curtain, by=show.creator, early=True)
    assert refusal(begin, show) == "stage.empty"
    session = appear(show, user=show.creator, key=None, relay=RELAY).session
    assert refusal(begin, show) == "stage.empty"
    arrived(session)
    if state != "doors":  # where media raises it by itself
        begin(show)
    assert state_of(show) == "live"
    assert refusal(begin, show) == "show.wrong_moment"


# ── pause


def test_a_paused_show_is_not_resumed_by_media(show):
    hosting.pause(show, by=show.creator)
    run = show.broadcasts.get()
    assert (state_of(show), run.paused_by) == ("intermission", show.creator)
    fell_silent(show.session)
    arrived(show.session)
    assert state_of(show) == "intermission"
    hosting.go_on(show, by=show.creator)
    assert (state_of(show), on_air.paused_number(show)) == ("live", None)
    assert show.broadcasts.count() == 1


def test_a_show_that_goes_on_without_anybody_waits_for_them(show):
    hosting.pause(show, by=show.creator)
    left(show.session, reason="left")
    before = show.broadcasts.get().paused_at
    hosting.go_on(show, by=show.creator)
    run = show.broadcasts.get()
    assert (state_of(show), run.paused_at) == ("interrupted", None)
    assert run.interrupted_at > before
    arrived(appear(show, user=show.creator, key=None, relay=RELAY).session)
    assert state_of(show) == "live"


def test_an_interrupted_show_can_be_paused_too(show):
    left(show.session, reason="gone")
    assert refusal(hosting.go_on, show, by=show.creator) == "show.wrong_moment"
    hosting.pause(show, by=show.creator)
    hosting.pause(show, by=show.creator)  # twice is once
    arrived(appear(show, user=show.creator, key=None, relay=RELAY).session)
    assert state_of(show) == "intermission"


@pytest.mark.parametrize("state", ["announced", "doors", "ended", "cancelled"])
def test_only_what_is_on_air_can_be_paused(make_show, state):
    show = make_show(state=state)
    assert refusal(hosting.pause, show, by=show.creator) == "show.wrong_moment"


@pytest.mark.parametrize("paused", [True, False])
def test_the_host_ends_the_show(show, paused):
    if paused:
        hosting.pause(show, by=show.creator)
    hosting.end(show, by=show.creator)
    assert state_of(show) == "ended"
    assert refusal(hosting.end, show, by=show.creator) == "show.wrong_moment"


# ── parts


def test_mutes_say_who_and_when(show, guest):
    for _ in range(2):
        hosting.mute(show, "guest", by=show.creator, muted=True)
    mute = Mute.objects.get()
    assert (mute.user, mute.muted_by, mute.ended_at) == (guest, show.creator, None)
    hosting.mute(show, "guest", by=show.creator, muted=False)
    mute.refresh_from_db()
    assert (mute.ended_by, mute.ended_at is None) == (show.creator, False)
    verbs = AuditRecord.objects.filter(verb__startswith="part.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["part.muted", "part.unmuted"]


def test_who_is_removed_may_not_come_back_before_they_are_restored(show, guest):
    for _ in range(2):
        hosting.remove(show, "guest", by=show.creator)
    assert refusal(appear, show, user=guest, key=None, relay=RELAY) == "stage.removed"
    hosting.restore(show, "guest", by=show.creator)
    hosting.restore(show, "guest", by=show.creator)
    assert Removal.objects.get().restored_by == show.creator
    assert appear(show, user=guest, key=None, relay=RELAY).part == "guest"
    hosting.remove(show, "guest", by=show.creator)
    assert Removal.objects.count() == 2


def test_whoever_made_the_show_stays_and_nobody_removes_themselves(show, guest):
    CastMember.objects.filter(user=guest).update(part="host")
    for by, part in ((guest, "creator"), (guest, "guest"), (show.creator, "creator")):
        assert refusal(hosting.remove, show, part, by=by) == "stage.host_stays"


@pytest.fixture
def co_host(make_user, show):
    user = make_user("cohost")
    CastMember.objects.create(show=show, user=user, answer="accepted", part="host")
    return user


@pytest.fixture
def other_host(make_user, show):
    user = make_user("other")
    CastMember.objects.create(show=show, user=user, answer="accepted", part="host")
    return user


def test_hosts_mute_and_remove_one_another_and_nobody_does_that_to_the_creator(
    show, co_host, other_host
):
    mute = partial(hosting.mute, show, muted=True)
    for by in (other_host, show.creator):
        mute("cohost", by=by)
        with pytest.raises(Refused, match="Another host can") as refused:
            hosting.mute(show, "cohost", by=co_host, muted=False)
        assert refused.value.code == "stage.host_stays"
        hosting.mute(show, "cohost", by=by, muted=False)
        hosting.remove(show, "cohost", by=by)
        hosting.restore(show, "cohost", by=by)
    for deed in (mute, partial(hosting.remove, show)):
        assert refusal(deed, "creator", by=co_host) == "stage.host_stays"
        assert refusal(deed, "cohost", by=co_host) == "stage.host_stays"
    mute("creator", by=show.creator)
    hosting.mute(show, "creator", by=show.creator, muted=False)


def test_who_was_removed_directs_nothing_before_they_are_let_back(show, co_host, other_host):
    hosting.remove(show, "cohost", by=other_host)
    assert not can_host(co_host, show)
    for deed in (hosting.pause, hosting.end, partial(hosting.restore, part="cohost")):
        assert refusal(deed, show, by=co_host) == "stage.not_host"
    assert refusal(hosting.remove, show, "other", by=co_host) == "stage.not_host"
    hosting.restore(show, "cohost", by=show.creator)
    assert can_host(co_host, show)


@pytest.mark.parametrize("part", ["nobody", "stranger", ""])
def test_a_part_that_nobody_has_is_not_there(show, make_user, part):
    make_user("stranger")
    for deed in (hosting.remove, hosting.restore):
        assert refusal(deed, show, part, by=show.creator) == "cast.unknown_part"


def test_who_left_the_cast_can_be_unmuted_still(show, guest):
    appear(show, user=guest, key=None, relay=RELAY)
    hosting.mute(show, "guest", by=show.creator, muted=True)
    CastMember.objects.filter(user=guest).delete()
    hosting.mute(show, "guest", by=show.creator, muted=False)
    assert Mute.objects.filter(ended_at=None).count() == 0
