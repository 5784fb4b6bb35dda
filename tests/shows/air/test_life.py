"""The life of a show, lived at random: whatever is pressed, the row follows the table."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from accounts.models import AuditRecord, User
from shows.air import on_air, reopening, taking_back
from shows.models import Broadcast, Show
from shows.planning import schedule
from shows.planning.casting import join_as_host
from shows.states import MOVES, ON_AIR, State
from streaming.foundation.refusals import Refused

# Every verb, and the states it leads through on its way from each state it may start in.
VERBS = {
    "announce": (schedule.announce, {"draft": ["announced"]}),
    "rehearse": (schedule.rehearse, {"announced": ["rehearsal"]}),
    "end_rehearsal": (schedule.end_rehearsal, {"rehearsal": ["announced"]}),
    "open_doors": (
        schedule.open_doors,
        {"announced": ["doors"], "rehearsal": ["announced", "doors"]},
    ),
    "cancel": (
        schedule.cancel,
        {"announced": ["cancelled"], "rehearsal": ["cancelled"], "doors": ["cancelled"]},
    ),
    "go_live": (
        on_air.go_live,
        {
            "announced": ["doors", "live"],
            "rehearsal": ["announced", "doors", "live"],
            "doors": ["live"],
        },
    ),
    "interrupt": (on_air.interrupt, {"live": ["interrupted"]}),
    "resume": (on_air.resume, {"interrupted": ["live"]}),
    "pause": (
        on_air.pause,
        {"live": ["intermission"], "interrupted": ["intermission"], "intermission": []},
    ),
    "go_on": (partial(on_air.unpause, somebody_sends=True), {"intermission": ["live"]}),
    "go_on_alone": (
        partial(on_air.unpause, somebody_sends=False),
        {"intermission": ["interrupted"]},
    ),
    "end": (on_air.end, dict.fromkeys(ON_AIR, ["ended"])),
    "wait_in_vain": (
        partial(on_air.end, ending=Broadcast.Ending.WAITING),
        dict.fromkeys(ON_AIR, ["ended"]),
    ),
    "take_back": (taking_back.take_back, dict.fromkeys(ON_AIR, ["announced"])),
    "reopen": (reopening.reopen, {"ended": ["interrupted"]}),
}
# Rules that the table cannot know, of acts that it allows.
NOT_NOW = {"show.start_stands": "take_back", "show.stays_ended": "reopen"}


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        name = f"life-{uuid4().hex[:12]}"  # lives follow one another in one database
        self.creator = User.objects.create_user(name, f"{name}@example.org")
        self.show = Show.objects.create(
            creator=self.creator,
            title="A Life",
            slug=name,
            category="theatre",
            starts_at=timezone.now() + timedelta(days=1),
        )
        join_as_host(self.show)
        self.lived = ["draft"]
        self.runs = 0
        self.waited_in_vain = self.was_reopened = False

    @rule(name=st.sampled_from(sorted(VERBS)), stale=st.booleans())
    def press(self, name: str, stale: bool) -> None:
        """Any button at any time, also on a page that was opened long ago."""
        verb, ways = VERBS[name]
        show = self.show if stale else Show.objects.get(pk=self.show.pk)
        way = ways.get(self.lived[-1])
        try:
            verb(show, by=self.creator)
        except Refused as refused:
            if refused.code in NOT_NOW:
                assert NOT_NOW[refused.code] == name
                assert self.was_reopened if name == "take_back" else not self.waited_in_vain
                return
            assert refused.code == "show.wrong_moment"
            # A page that tells an older state may refuse; one that is fresh refuses by the table.
            assert way is None or stale
            return
        assert way is not None
        assert name != "reopen" or self.waited_in_vain
        assert name != "take_back" or not self.was_reopened
        if way:
            self.lived += way if not stale else [State(show.state)]
        self.runs += name in ("go_live", "reopen")
        self.waited_in_vain = name == "wait_in_vain"
        self.was_reopened |= name == "reopen"

    @invariant()
    def the_row_is_where_the_life_led(self) -> None:
        assert Show.objects.get(pk=self.show.pk).state == self.lived[-1]

    @invariant()
    def one_broadcast_runs_on_air_and_none_elsewhere(self) -> None:
        running = self.show.broadcasts.filter(ended_at=None).count()
        assert running == (1 if self.lived[-1] in ON_AIR else 0)
        assert self.show.broadcasts.count() == self.runs

    @invariant()
    def every_step_written_down_is_in_the_table(self) -> None:
        steps = AuditRecord.objects.filter(target_id=str(self.show.pk), verb__startswith="show.")
        here = "draft"
        for step in steps.order_by("pk"):
            assert step.before["state"] == here
            here = step.after["state"]
            assert State(here) in MOVES[State(step.before["state"])]
        assert here == self.lived[-1]


class TestLife(TestCase, Life.TestCase):
    settings = settings(
        database=None,
        max_examples=25,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
