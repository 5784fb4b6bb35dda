"""Reports: what a relay tells web, unasked.

Each has a number, counted up from 1 since the relay started (its boot). A report is sent again
until web took it, so web skips a number that it has seen: told at least once, done once.
"""

from typing import Annotated, get_args

from msgspec import Meta, Struct

from .fields import LARGEST, Boot, Count, Name, Part, Places, Reason, Session, Stage, Tagged

# Of one batch; a relay with more to tell sends several.
MOST_REPORTS = 200


class PerformerArrived(Tagged, frozen=True):
    """Media really flows, for the first time in this session."""

    stage: Stage
    session: Session
    part: Part
    epoch: Count


class PerformerSilent(Tagged, frozen=True):
    """Nothing for two seconds; the session is kept and may come back."""

    stage: Stage
    session: Session
    part: Part
    epoch: Count


class PerformerBack(Tagged, frozen=True):
    """Media flows again after a silence, in the same session."""

    stage: Stage
    session: Session
    part: Part
    epoch: Count


class PerformerLimited(Tagged, frozen=True):
    """They send more than a performer may, and `dropped` packets were not taken since this was told
    last; at most every ten seconds."""

    stage: Stage
    session: Session
    part: Part
    epoch: Count
    dropped: Count


class PerformerLeft(Tagged, frozen=True):
    """The session is over: left (asked to), gone (silent too long), replaced (a higher epoch took
    over), failed (never came to media) or closed (the stage was)."""

    stage: Stage
    session: Session
    part: Part
    epoch: Count
    reason: Reason


class AudienceCounted(Tagged, frozen=True):
    """How many receive media now; sent when it changed, at most once a second for each stage."""

    stage: Stage
    viewers: Places


class SessionEnded(Tagged, frozen=True):
    """A viewer's session is over."""

    stage: Stage
    session: Session
    reason: Reason


class Heartbeat(Tagged, frozen=True):
    """A sign of life: `cpu` as a fraction of one core, `bitrate` out in bits a second."""

    cpu: float
    sessions: Places
    bitrate: Count
    max_sessions: Places


Report = (
    PerformerArrived
    | PerformerSilent
    | PerformerBack
    | PerformerLimited
    | PerformerLeft
    | AudienceCounted
    | SessionEnded
    | Heartbeat
)
REPORTS: tuple[type[Tagged], ...] = get_args(Report)
# Of these the newest says it all: it takes the place of one about the same stage that still waits.
STATES = (AudienceCounted, Heartbeat)


class Numbered(Struct, frozen=True):
    number: Annotated[int, Meta(ge=1, le=LARGEST)]
    report: Report


class Batch(Struct, frozen=True):
    """What one POST to /backstage/reports carries, oldest first. `unknown`: the types of reports
    that a relay of a later release sent as well; this release has nothing to do about them."""

    relay: Name
    boot: Boot
    reports: tuple[Numbered, ...]
    unknown: tuple[str, ...] = ()
