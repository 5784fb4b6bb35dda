"""The life of a show as a table of allowed moves. Pure: no clock, no database.

Everything that affects the state of a show is decided by MOVES; shows/planning/schedule.py,
shows/air/on_air.py, shows/air/taking_back.py and shows/air/reopening.py make the moves, and nothing
else writes `Show.state`.

    draft → announced ⇄ rehearsal
            announced → doors → live ⇄ interrupted, intermission → ended → replay
    announced, rehearsal, doors → cancelled
    live, interrupted, intermission → announced   a start that was a mistake is taken back
    ended → interrupted                           a show that ended by waiting is reopened
"""

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from streaming.foundation.refusals import Refused


class State(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    REHEARSAL = "rehearsal"
    DOORS = "doors"
    LIVE = "live"
    INTERRUPTED = "interrupted"
    INTERMISSION = "intermission"
    ENDED = "ended"
    REPLAY = "replay"
    CANCELLED = "cancelled"


LABELS = {
    State.DRAFT: gettext_lazy("Draft"),
    State.ANNOUNCED: gettext_lazy("Announced"),
    State.REHEARSAL: gettext_lazy("In rehearsal"),
    State.DOORS: gettext_lazy("Doors are open"),
    State.LIVE: gettext_lazy("Live"),
    State.INTERRUPTED: gettext_lazy("Interrupted"),
    State.INTERMISSION: gettext_lazy("Intermission"),
    State.ENDED: gettext_lazy("Ended"),
    State.REPLAY: gettext_lazy("Replay"),
    State.CANCELLED: gettext_lazy("Cancelled"),
}

MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.ANNOUNCED}),
    State.ANNOUNCED: frozenset({State.REHEARSAL, State.DOORS, State.CANCELLED}),
    State.REHEARSAL: frozenset({State.ANNOUNCED, State.CANCELLED}),
    State.DOORS: frozenset({State.LIVE, State.CANCELLED}),
    State.LIVE: frozenset({State.INTERRUPTED, State.INTERMISSION, State.ENDED, State.ANNOUNCED}),
    State.INTERRUPTED: frozenset({State.LIVE, State.INTERMISSION, State.ENDED, State.ANNOUNCED}),
    State.INTERMISSION: frozenset({State.LIVE, State.INTERRUPTED, State.ENDED, State.ANNOUNCED}),
    State.ENDED: frozenset({State.REPLAY, State.INTERRUPTED}),
    State.REPLAY: frozenset(),
    State.CANCELLED: frozenset(),
}

# A rehearsal is the cast's own business: to everybody else the show is simply announced.
COMING = frozenset({State.ANNOUNCED, State.REHEARSAL, State.DOORS})
ON_AIR = frozenset({State.LIVE, State.INTERRUPTED, State.INTERMISSION})
OVER = frozenset({State.ENDED, State.REPLAY})


def may_move(here: str, there: str) -> bool:
    return State(there) in MOVES[State(here)]


def check_move(here: str, there: str) -> None:
    """Refuse with `show.wrong_moment` unless the table allows the move."""
    if not may_move(here, there):
        raise wrong_moment(here)


def wrong_moment(here: str) -> Refused:
    return Refused(
        "show.wrong_moment",
        _("That cannot be done now: the show is “%(state)s”.") % {"state": LABELS[State(here)]},
    )
