"""An interrupted show waits for its performers, and not for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditRecord
from shows.air.appearances import arrived, fell_silent, left
from shows.air.grace import LONGEST_WAIT, NOBODY_CAME_BACK, end_abandoned, waits_until
from shows.air.on_air import pause, unpause
from shows.air.relay_runs import heard_from, take
from shows.air.sweep import end_due, sweep
from shows.models import RelayRun, Show
from streaming.foundation.refusals import Refused

from ..evening import NOON, RELAY, enter

pytestmark = pytest.mark.django_db
SILENT_SECONDS = 2.0  # before the relay tells of it


@pytest.fixture
def on_air(clock, make_show):
    """A show, and the session of its performer, who sends."""
    show = make_show(state="doors", starts_at=NOON, grace_seconds=90)
    heartbeat()
    session = enter(show)
    arrived(session)
    return show, session


def heartbeat() -> None:
    run = heard_from(RELAY, "one")
    take(run, RelayRun.objects.get(pk=run.pk).number + 1, lambda: None)


def pass_by(clock, seconds: float) -> None:
    """Time with a relay that lives and a clock that looks: now and then, at last each second.
    What it ended too early stays ended."""
    rest = int(seconds)
    while rest:
        step = 5 if rest > 10 else 1
        rest -= step
        clock.shift(step)
        heartbeat()
        end_due(timezone.now())


def state_of(show) -> str:
    return Show.objects.values_list("state", flat=True).get(pk=show.pk)


def cut(clock, session: str) -> None:
    """The line is cut; that is known when the silence has lasted."""
    clock.shift(SILENT_SECONDS)
    fell_silent(session)


@pytest.mark.parametrize("seconds", [3, 10, 30, 89])
@pytest.mark.parametrize("how", ["same session", "other encoder"])
def test_who_is_back_in_time_is_in_the_same_broadcast(clock, on_air, seconds, how):
    show, session = on_air
    cut(clock, session)
    pass_by(clock, seconds - SILENT_SECONDS)
    assert state_of(show) == "interrupted"
    if how == "other encoder":
        left(session, reason="gone")
        session = enter(show)
    arrived(session)
    pass_by(clock, 100)
    assert (state_of(show), show.broadcasts.count()) == ("live", 1)
    assert show.broadcasts.get().interrupted_at is None


def test_after_the_grace_the_show_is_over_and_says_so(clock, on_air):
    show, session = on_air
    cut(clock, session)
    pass_by(clock, 95 - SILENT_SECONDS)
    assert state_of(show) == "ended"
    ended_at = show.broadcasts.get().ended_at
    assert (ended_at - NOON).total_seconds() == 92
    said = AuditRecord.objects.get(verb="show.ended")
    assert (said.actor, said.reason) == (None, NOBODY_CAME_BACK)
    with pytest.raises(Refused) as refused:
        enter(show)
    assert refused.value.code == "show.wrong_moment"


def test_each_interruption_has_the_whole_grace(clock, on_air):
    show, session = on_air
    for _ in range(3):
        cut(clock, session)
        pass_by(clock, 60)
        arrived(session)
        pass_by(clock, 5)
    assert (state_of(show), show.broadcasts.count()) == ("live", 1)


@pytest.mark.parametrize("grace", [10, 90, 600])
def test_each_show_has_a_grace_of_its_own(clock, on_air, grace):
    show, session = on_air
    Show.objects.filter(pk=show.pk).update(grace_seconds=grace)
    cut(clock, session)
    show.refresh_from_db()
    assert waits_until(show) == timezone.now() + timedelta(seconds=grace)
    pass_by(clock, grace - 1)
    assert state_of(show) == "interrupted"
    pass_by(clock, 1)
    assert state_of(show) == "ended"


def test_only_interrupted_shows_wait(clock, on_air):
    assert waits_until(Show.objects.get()) is None
    pass_by(clock, 200)
    assert state_of(on_air[0]) == "live"


def test_a_paused_show_waits_for_its_host_and_has_its_grace_after_that(clock, on_air):
    show, session = on_air
    pause(show, by=show.creator)
    show.refresh_from_db()
    assert waits_until(show) is None
    cut(clock, session)
    pass_by(clock, 600)
    assert state_of(show) == "intermission"
    unpause(show, by=show.creator, somebody_sends=False)
    assert waits_until(Show.objects.get()) == timezone.now() + timedelta(seconds=90)
    pass_by(clock, 89)
    assert state_of(show) == "interrupted"
    pass_by(clock, 1)
    assert state_of(show) == "ended"


def test_an_intermission_with_nobody_on_stage_ends_after_two_hours(clock, on_air):
    """A host whose machine died cannot end it, and the page would wait for ever."""
    show, session = on_air
    pause(show, by=show.creator)
    left(session, reason="gone")
    pass_by(clock, LONGEST_WAIT.total_seconds() - 60)
    assert state_of(show) == "intermission"
    pass_by(clock, 120)
    assert state_of(show) == "ended"
    assert show.broadcasts.get().ending == "waiting"


def test_an_intermission_waits_for_a_host_who_is_there(clock, on_air):
    show, _session = on_air
    pause(show, by=show.creator)
    pass_by(clock, LONGEST_WAIT.total_seconds() + 120)
    assert state_of(show) == "intermission"


def test_who_knocks_in_time_has_a_moment_to_send(clock, on_air):
    show, session = on_air
    cut(clock, session)
    left(session, reason="gone")
    pass_by(clock, 88)
    session = enter(show)
    pass_by(clock, 8)
    assert state_of(show) == "interrupted"
    arrived(session)
    assert state_of(show) == "live"


def test_who_knocks_and_never_sends_keeps_no_show_waiting(clock, on_air):
    show, session = on_air
    cut(clock, session)
    left(session, reason="gone")
    for _ in range(20):
        pass_by(clock, 5)
        if state_of(show) == "ended":
            break
        enter(show, take_over=True)
    assert timezone.now() - NOON <= timedelta(seconds=2 + 90 + 10 + 5)


def test_nobody_is_judged_by_hearsay(clock, on_air):
    """The site was away while the performer came back: what the relay kept is told first."""
    show, session = on_air
    cut(clock, session)
    clock.shift(100)
    assert end_due(timezone.now()) == 0
    run = heard_from(RELAY, "one")
    take(run, 50, lambda: arrived(session))
    pass_by(clock, 5)
    assert state_of(show) == "live"


def test_a_relay_that_is_gone_for_good_is_not_waited_for(clock, on_air):
    show, session = on_air
    cut(clock, session)
    clock.shift(90 + 121)
    sweep(timezone.now())
    assert state_of(show) == "ended"


def test_who_comes_back_at_the_very_moment_is_not_ended(clock, on_air):
    show, session = on_air
    cut(clock, session)
    clock.shift(95)
    heartbeat()
    arrived(session)
    with pytest.raises(Refused):
        end_abandoned(show, timezone.now())
    assert state_of(show) == "live"


def test_a_grace_of_many_hours_is_waited_to_its_end(on_air):
    """As the demo has it."""
    show, session = on_air
    Show.objects.filter(pk=show.pk).update(grace_seconds=9 * 3600)
    fell_silent(session)
    show.refresh_from_db()
    assert waits_until(show) == NOON + timedelta(hours=9)
