"""Reports: what a relay tells web, unasked.

Each has a number, counted up from 1 since the relay started (its boot). A report is sent again
until web took it, so web skips a number that it has seen: told at least once, done once.
"""

from dataclasses import dataclass

# Of one batch; a relay with more to tell sends several.
MOST_REPORTS = 200


@dataclass(frozen=True, slots=True)
class PerformerArrived:
    """Media really flows, for the first time in this session."""

    stage: str
    session: str
    part: str
    epoch: int


@dataclass(frozen=True, slots=True)
class PerformerSilent:
    """Nothing for two seconds; the session is kept and may come back."""

    stage: str
    session: str
    part: str
    epoch: int


@dataclass(frozen=True, slots=True)
class PerformerBack:
    """Media flows again after a silence, in the same session."""

    stage: str
    session: str
    part: str
    epoch: int


@dataclass(frozen=True, slots=True)
class PerformerLimited:
    """They send more than a performer may, and `dropped` packets were not taken since this was told
    last; at most every ten seconds."""

    stage: str
    session: str
    part: str
    epoch: int
    dropped: int


@dataclass(frozen=True, slots=True)
class PerformerLeft:
    """The session is over: left (asked to), gone (silent too long), replaced (a higher epoch took
    over), failed (never came to media) or closed (the stage was)."""

    stage: str
    session: str
    part: str
    epoch: int
    reason: str


@dataclass(frozen=True, slots=True)
class AudienceCounted:
    """How many receive media now; sent when it changed, at most once a second for each stage."""

    stage: str
    viewers: int


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A viewer's session is over."""

    stage: str
    session: str
    reason: str


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A sign of life: `cpu` as a fraction of one core, `bitrate` out in bits a second."""

    cpu: float
    sessions: int
    bitrate: int
    max_sessions: int


REPORTS = (
    PerformerArrived,
    PerformerSilent,
    PerformerBack,
    PerformerLimited,
    PerformerLeft,
    AudienceCounted,
    SessionEnded,
    Heartbeat,
)
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


@dataclass(frozen=True, slots=True)
class Numbered:
    number: int
    report: Report


@dataclass(frozen=True, slots=True)
class Batch:
    """What one POST to /backstage/reports carries, oldest first."""

    relay: str
    boot: str
    reports: tuple[Numbered, ...]
