"""Who appears on stage, and what follows for the show."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shows.air import hosting
from shows.air.appearances import appear, arrived, fell_silent, left, lost, on_stage
from shows.air.sweep import sweep
from shows.models import Appearance, CastMember, Show
from shows.planning.keys import issue_key
from streaming.foundation.refusals import Refused

pytestmark = pytest.mark.django_db
RELAY = "127.0.0.1:8190"


def enter(show, user=None, **more) -> Appearance:
    more.setdefault("key", None)
    return appear(show, user=user or show.creator, relay=RELAY, **more)


def state_of(show) -> str:
    return Show.objects.values_list("state", flat=True).get(pk=show.pk)


@pytest.fixture
def partner(make_user, make_show):
    def join(show):
        user = make_user("partner")
        CastMember.objects.create(show=show, user=user, answer="accepted")
        return user

    return join


@pytest.mark.parametrize("state", ["announced", "rehearsal", "doors", "live", "interrupted"])
def test_performers_may_appear_from_the_announcement_to_the_end(make_show, state):
    assert enter(make_show(state=state)).state == "waiting"


@pytest.mark.parametrize("state", ["draft", "ended", "replay", "cancelled"])
def test_and_at_no_other_time(make_show, state):
    with pytest.raises(Refused) as refused:
        enter(make_show(state=state))
    assert refused.value.code == "show.wrong_moment"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("announced", "announced"),
        ("rehearsal", "rehearsal"),
        ("doors", "live"),
        ("live", "live"),
        ("interrupted", "live"),
    ],
)
def test_the_first_picture_raises_the_curtain_once_the_doors_are_open(make_show, before, after):
    show = make_show(state=before)
    arrived(enter(show).session, boot="one")
    assert state_of(show) == after
    assert show.broadcasts.filter(ended_at=None).count() == (after == "live")


def test_who_is_silent_interrupts_and_who_is_back_resumes(make_show):
    show = make_show(state="doors")
    session = enter(show).session
    arrived(session)
    fell_silent(session)
    assert state_of(show) == "interrupted"
    arrived(session)
    assert state_of(show) == "live"
    left(session, reason="gone")
    assert (state_of(show), show.broadcasts.count()) == ("interrupted", 1)


def test_a_show_goes_on_while_one_performer_sends(make_show, partner):
    show = make_show(state="doors")
    one, two = enter(show), enter(show, partner(show))
    arrived(one.session)
    arrived(two.session)
    fell_silent(one.session)
    assert state_of(show) == "live"
    left(two.session, reason="left")
    assert state_of(show) == "interrupted"


def test_who_left_does_not_come_back(make_show):
    show = make_show(state="doors")
    session = enter(show).session
    left(session, reason="key_revoked")
    arrived(session)
    assert (state_of(show), on_stage(show).count()) == ("doors", 0)


def test_an_end_is_no_interruption(make_show):
    show = make_show(state="ended")
    appearance = Appearance.objects.create(
        show=show, user=show.creator, part="creator", session="s", relay=RELAY, state="sending"
    )
    left(appearance.session, reason="closed")
    assert state_of(show) == "ended"


def test_words_about_nobody_change_nothing(make_show):
    for deed in (arrived, fell_silent, lambda session: left(session, reason="gone")):
        deed("nobody")


def test_each_epoch_is_above_all_before(make_show):
    show = make_show()
    first = enter(show)
    left(first.session, reason="left")
    second = enter(show)
    epoch = second.epoch
    Appearance.objects.all().delete()
    assert first.epoch < epoch < enter(show).epoch


def test_a_part_has_one_performer(make_show):
    show = make_show(state="doors")
    arrived(enter(show).session)
    with pytest.raises(Refused) as refused:
        enter(show)
    assert refused.value.code == "stage.taken"
    assert enter(show, take_over=True).state == "waiting"


def test_two_parts_have_two(make_show, partner):
    show = make_show(state="doors")
    arrived(enter(show).session)
    assert enter(show, partner(show)).state == "waiting"


def test_who_sends_with_a_key_is_not_replaced_by_the_same_key(make_show):
    show = make_show(state="doors")
    key, _secret = issue_key(show, holder=show.creator, by=show.creator)
    session = enter(show, key=key).session
    arrived(session)
    with pytest.raises(Refused):
        enter(show, key=key)
    fell_silent(session)
    assert enter(show, key=key).state == "waiting"


def test_who_was_let_in_a_moment_ago_keeps_the_part_from_others(make_show):
    show = make_show(state="doors")
    key, _secret = issue_key(show, holder=show.creator, by=show.creator)
    waiting = enter(show, key=key)
    with pytest.raises(Refused):
        enter(show)
    assert enter(show, key=key).state == "waiting"
    Appearance.objects.update(asked_at=timezone.now() - timedelta(seconds=11))
    assert enter(show).epoch > waiting.epoch


def test_a_relay_that_ends_loses_its_performers_alone(make_show, make_user):
    here, there = make_show(state="doors"), make_show(state="doors", creator=make_user("other"))
    arrived(enter(here).session, boot="one")
    arrived(appear(there, user=there.creator, key=None, relay="other:1").session)
    assert lost(RELAY, but="two") == 1
    assert (state_of(here), state_of(there)) == ("interrupted", "live")


def test_the_lost_may_be_found(make_show):
    show = make_show(state="doors")
    session = enter(show).session
    lost(RELAY)
    arrived(session)
    assert state_of(show) == "live"


def test_who_was_on_stage_before_the_doors_opened_is_live_when_it_is_time(make_show):
    now = timezone.now()
    show = make_show(state="announced", doors_minutes=15, starts_at=now + timedelta(minutes=1))
    arrived(enter(show).session)
    sweep(now)
    assert state_of(show) == "doors"
    sweep(show.starts_at)
    assert state_of(show) == "live"


def test_doors_without_a_performer_wait(make_show):
    show = make_show(state="doors")
    enter(show)
    sweep(show.starts_at)
    assert state_of(show) == "doors"


def test_a_guest_alone_raises_no_curtain_and_goes_live_with_it(make_show, partner):
    """Whoever is no host is on stage for the cast alone until a host comes or says so."""
    show = make_show(state="doors")
    arrived(enter(show, partner(show)).session)
    sweep(show.starts_at)
    assert state_of(show) == "doors"
    arrived(enter(show).session)
    assert state_of(show) == "live"


def test_a_host_raises_the_curtain_for_guests(make_show, partner):
    show = make_show(state="doors")
    arrived(enter(show, partner(show)).session)
    hosting.raise_curtain(show, by=show.creator)
    assert state_of(show) == "live"


@pytest.mark.parametrize(("part", "state"), [("host", "live"), ("performer", "doors")])
def test_an_encoder_counts_as_whoever_holds_its_key(make_show, make_user, part, state):
    show, user = make_show(state="doors"), make_user("partner")
    CastMember.objects.create(show=show, user=user, answer="accepted", part=part)
    key, _secret = issue_key(show, holder=user, by=show.creator)
    arrived(enter(show, user, key=key).session)
    assert state_of(show) == state
