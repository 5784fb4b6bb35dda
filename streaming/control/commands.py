"""Commands: what web asks of a relay, and what the relay answers.

Web decides who may; a relay does what it is told, or says why it cannot. A command names its stage
(the show's uuid as hex) and its session (chosen by web, unguessable), so it can be sent again: what
is done already is done. Whoever performs carries an epoch: for one part of one stage the highest
epoch wins, whatever order commands arrive in.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Perform:
    """Open the stage if need be, and let this session send the part. A higher epoch takes over."""

    stage: str
    session: str
    part: str
    epoch: int
    offer: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """Let this session see what is on stage. `layer` is auto, audio, or the name of a layer.
    `of_cast`: they see one another, and are no audience. `network`: where they come from, for
    nobody may begin many sessions at once; empty where that does not matter. `instead_of`: the
    session that this one takes the place of; nobody else is to notice. `counter`: if the offer does
    not fit, an offer of the relay is wanted in place of a refusal."""

    stage: str
    session: str
    offer: str
    layer: str = "auto"
    of_cast: bool = False
    network: str = ""
    instead_of: str = ""
    counter: bool = False


@dataclass(frozen=True, slots=True)
class Accept:
    """The answer of a viewer to the offer that the relay made it. Once for each session."""

    stage: str
    session: str
    answer: str


@dataclass(frozen=True, slots=True)
class Patch:
    """Trickled candidates, or an ICE restart. `etag` is the one the client believes in, without
    quotes; None where it sent none or any will do (`*`)."""

    stage: str
    session: str
    etag: str | None
    fragment: str


@dataclass(frozen=True, slots=True)
class Refresh:
    """A viewer cannot go on without a keyframe, and no decoder asks for one in time."""

    stage: str
    session: str


@dataclass(frozen=True, slots=True)
class Choose:
    """A viewer wants this layer from the next keyframe on."""

    stage: str
    session: str
    layer: str


@dataclass(frozen=True, slots=True)
class Hush:
    """Forward no sound of this part, or again; whoever performs it, now or later. Pictures go on.
    Remembered until the stage is closed, so it may be said before anybody performs."""

    stage: str
    part: str
    muted: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """Forward nothing of anybody to the audience, or again from the next keyframe on; the cast goes
    on seeing one another. Remembered like Hush. Of two the one with the higher number counts,
    whatever order they arrive in."""

    stage: str
    paused: bool
    number: int


@dataclass(frozen=True, slots=True)
class Leave:
    """End one session. Unknown sessions are gone already: Done."""

    stage: str
    session: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CloseStage:
    """End every session of the stage. A stage that is not there is closed already: Done."""

    stage: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Describe:
    """How busy the relay is, and what it holds: this stage, or a number of all that there are."""

    stage: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """To Perform and Watch: the SDP answer, and the ETag of its ICE session without quotes; to
    Watch also the layers that may be chosen from now, best first, and how large each is
    (1280x720; empty while no picture of it has come). `boot` is the run of the relay with which the
    session ends at the latest. With `counter` the SDP is an offer of the relay, which waits for
    Accept."""

    sdp: str
    etag: str
    session: str
    layers: tuple[str, ...] = ()
    boot: str = ""
    sizes: tuple[str, ...] = ()
    counter: bool = False


@dataclass(frozen=True, slots=True)
class Patched:
    """To Patch: a new etag and fragment after an ICE restart, None and empty after a trickle."""

    etag: str | None = None
    fragment: str = ""
    boot: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """To Accept, Choose, Refresh, Hush, Pause, Leave and CloseStage."""


@dataclass(frozen=True, slots=True)
class Load:
    """How busy a relay is: `cpu` as a fraction of one core, `bitrate` out in bits a second."""

    cpu: float
    sessions: int
    bitrate: int
    max_sessions: int


@dataclass(frozen=True, slots=True)
class PictureLine:
    """One picture, or one layer of it, as it comes in, told without decoding; 0 is unknown.
    `reordered`: it has B-frames, which browsers cannot play live; `limited`: the performer sends
    more than the relay takes, and the rest is dropped."""

    part: str
    codec: str
    bitrate: int
    fps: float = 0.0
    width: int = 0
    height: int = 0
    keyframe_seconds: float = 0.0
    reordered: bool = False
    limited: bool = False


@dataclass(frozen=True, slots=True)
class StageLine:
    """One stage as Describe lists it; `layers` are what a viewer may choose from now, `hushed` the
    parts whose sound is not forwarded, `pictures` what performers send; `paused`: nothing is
    forwarded to the audience."""

    stage: str
    performers: int
    viewers: int
    bitrate: int = 0
    layers: tuple[str, ...] = ()
    hushed: tuple[str, ...] = ()
    pictures: tuple[PictureLine, ...] = ()
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """To Describe. A new `boot` means that everything before it is forgotten."""

    relay: str
    boot: str
    load: Load
    stages: tuple[StageLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """To any command: a stable code, a sentence, and the HTTP status that says the same."""

    code: str
    sentence: str
    status: int
    retry_after: int | None = None


COMMANDS = (
    Perform, Watch, Accept, Patch, Choose, Refresh, Hush, Pause, Leave, CloseStage, Describe,
)  # fmt: skip
ANSWERS = (Answered, Patched, Done, Described, Refused)
Command = (
    Perform | Watch | Accept | Patch | Choose | Refresh | Hush | Pause | Leave | CloseStage
    | Describe
)  # fmt: skip
Answer = Answered | Patched | Done | Described | Refused
