import pytest

from shows.air import on_air
from streaming.foundation.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["announced", "rehearsal", "doors"])
def test_going_live_begins_a_broadcast(make_show, state):
    show = make_show(state=state)
    run = on_air.go_live(show, by=show.creator)
    assert (show.state, run.number, run.ended_at) == ("live", 1, None)


def test_an_interruption_is_one_broadcast_not_two(make_show):
    show = make_show(state="doors")
    run = on_air.go_live(show, by=show.creator)
    on_air.interrupt(show)
    run.refresh_from_db()
    assert (show.state, run.interrupted_at is None) == ("interrupted", False)
    on_air.resume(show)
    run.refresh_from_db()
    assert (show.state, run.interrupted_at, show.broadcasts.count()) == ("live", None, 1)


@pytest.mark.parametrize("state", ["live", "interrupted", "intermission"])
def test_the_end_ends_the_broadcast(make_show, state):
    show = make_show(state=state)
    on_air.end(show, by=show.creator)
    run = show.broadcasts.get()
    assert (show.state, run.ended_at is None, run.viewer_count) == ("ended", False, 0)


@pytest.mark.parametrize("state", ["draft", "live", "interrupted", "ended", "replay", "cancelled"])
def test_a_show_goes_live_from_its_doors_alone_and_leaves_no_trace_otherwise(make_show, state):
    show = make_show(state=state)
    before = show.broadcasts.count()
    with pytest.raises(Refused) as refused:
        on_air.go_live(show, by=show.creator)
    show.refresh_from_db()
    assert (refused.value.code, show.broadcasts.count(), show.state) == (
        "show.wrong_moment",
        before,
        state,
    )
