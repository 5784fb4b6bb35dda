"""Commands: what web asks of a relay, and what the relay answers.

Web decides who may; a relay does what it is told, or says why it cannot. A command names its stage
(the show's uuid as hex) and its session (chosen by web, unguessable), so it can be sent again: what
is done already is done. Whoever performs carries an epoch: for one part of one stage the highest
epoch wins, whatever order commands arrive in.
"""

from typing import get_args

from msgspec import Struct

from .fields import (
    Boot,
    Count,
    Layer,
    Name,
    Part,
    Places,
    Reason,
    Session,
    Stage,
    Status,
    Tagged,
    Text,
)


class Perform(Tagged, frozen=True):
    """Open the stage if need be, and let this session send the part. A higher epoch takes over.
    It brings what holds, for a relay that has begun anew: `muted` says what Hush says, `paused`
    with `pause_number` what Pause says. False says nothing: what the relay remembers stays."""

    stage: Stage
    session: Session
    part: Part
    epoch: Count
    offer: Text
    name: Name = ""
    muted: bool = False
    paused: bool = False
    pause_number: Count = 0


class Watch(Tagged, frozen=True):
    """Let this session see what is on stage. `layer` is auto, audio, or the name of a layer.
    `of_cast`: they see one another, and are no audience. `network`: where they come from, for
    nobody may begin many sessions at once; empty where that does not matter. `instead_of`: the
    session that this one takes the place of; nobody else is to notice. `counter`: if the offer does
    not fit, an offer of the relay is wanted in place of a refusal."""

    stage: Stage
    session: Session
    offer: Text
    layer: Layer = "auto"
    of_cast: bool = False
    network: Name = ""
    instead_of: Session = ""
    counter: bool = False


class Accept(Tagged, frozen=True):
    """The answer of a viewer to the offer that the relay made it. Once for each session."""

    stage: Stage
    session: Session
    answer: Text


class Patch(Tagged, frozen=True):
    """Trickled candidates, or an ICE restart. `etag` is the one the client believes in, without
    quotes; None where it sent none or any will do (`*`)."""

    stage: Stage
    session: Session
    etag: Text | None
    fragment: Text


class Refresh(Tagged, frozen=True):
    """A viewer cannot go on without a keyframe, and no decoder asks for one in time."""

    stage: Stage
    session: Session


class Choose(Tagged, frozen=True):
    """A viewer wants this layer from the next keyframe on."""

    stage: Stage
    session: Session
    layer: Layer


class Hush(Tagged, frozen=True):
    """Forward no sound of this part, or again; whoever performs it, now or later. Pictures go on.
    Remembered until the stage is closed, so it may be said before anybody performs."""

    stage: Stage
    part: Part
    muted: bool


class Pause(Tagged, frozen=True):
    """Forward nothing of anybody to the audience, or again from the next keyframe on; the cast goes
    on seeing one another. Remembered like Hush. Of two the one with the higher number counts,
    whatever order they arrive in."""

    stage: Stage
    paused: bool
    number: Count


class Leave(Tagged, frozen=True):
    """End one session. Unknown sessions are gone already: Done."""

    stage: Stage
    session: Session
    reason: Reason = ""


class CloseStage(Tagged, frozen=True):
    """End every session of the stage. A stage that is not there is closed already: Done."""

    stage: Stage
    reason: Reason = ""


class Describe(Tagged, frozen=True):
    """How busy the relay is, and what it holds: this stage, or a number of all that there are."""

    stage: Stage = ""


class Answered(Tagged, frozen=True):
    """To Perform and Watch: the SDP answer, and the ETag of its ICE session without quotes; to
    Perform also the layers in which a picture is taken, to Watch those that may be chosen from now,
    best first, and how large each is (1280x720; empty while no picture of it has come). `boot` is
    the run of the relay with which the session ends at the latest. With `counter` the SDP is an
    offer of the relay, which waits for Accept."""

    sdp: Text
    etag: Text
    session: Session
    layers: tuple[Layer, ...] = ()
    boot: Boot = ""
    sizes: tuple[Name, ...] = ()
    counter: bool = False


class Patched(Tagged, frozen=True):
    """To Patch: a new etag and fragment after an ICE restart, None and empty after a trickle."""

    etag: Text | None = None
    fragment: Text = ""
    boot: Boot = ""


class Done(Tagged, frozen=True):
    """To Accept, Choose, Refresh, Hush, Pause, Leave and CloseStage."""


class Load(Struct, frozen=True, omit_defaults=True):
    """How busy a relay is: `cpu` as a fraction of one core, `bitrate` out in bits a second."""

    cpu: float
    sessions: Places
    bitrate: Count
    max_sessions: Places


class PictureLine(Struct, frozen=True, omit_defaults=True):
    """One picture, or one layer of it, as it comes in, told without decoding; 0 is unknown.
    `reordered`: it has B-frames, which browsers cannot play live; `limited`: the performer sends
    more than the relay takes, and the rest is dropped."""

    part: Part
    codec: Name
    bitrate: Count
    fps: float = 0.0
    width: Count = 0
    height: Count = 0
    keyframe_seconds: float = 0.0
    reordered: bool = False
    limited: bool = False


class StageLine(Struct, frozen=True, omit_defaults=True):
    """One stage as Describe lists it; `layers` are what a viewer may choose from now, `hushed` the
    parts whose sound is not forwarded, `pictures` what performers send; `paused`: nothing is
    forwarded to the audience."""

    stage: Stage
    performers: Places
    viewers: Places
    bitrate: Count = 0
    layers: tuple[Layer, ...] = ()
    hushed: tuple[Part, ...] = ()
    pictures: tuple[PictureLine, ...] = ()
    paused: bool = False


class Described(Tagged, frozen=True):
    """To Describe. A new `boot` means that everything before it is forgotten."""

    relay: Name
    boot: Boot
    load: Load
    stages: tuple[StageLine, ...] = ()


class Refused(Tagged, frozen=True):
    """To any command: a stable code, a sentence, and the HTTP status that says the same."""

    code: Name
    sentence: str
    status: Status
    retry_after: Count | None = None


Command = (
    Perform | Watch | Accept | Patch | Choose | Refresh | Hush | Pause | Leave | CloseStage
    | Describe
)  # fmt: skip
Answer = Answered | Patched | Done | Described | Refused
COMMANDS: tuple[type[Tagged], ...] = get_args(Command)
ANSWERS: tuple[type[Tagged], ...] = get_args(Answer)
