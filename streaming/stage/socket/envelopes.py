"""What may be asked on the socket of a show; docs/protocol.md describes each. Pure."""

from typing import Annotated

from msgspec import Meta

from streaming.foundation.sockets.envelopes import NO_ZEROS, Asked, Name, Reader

LONGEST_SDP = 64 * 1024  # or of a fragment: as much as the doors for encoders and players read
LONGEST_PART = 150  # a username
Sdp = Annotated[str, Meta(min_length=1, max_length=LONGEST_SDP, pattern=NO_ZEROS)]
Part = Annotated[str, Meta(min_length=1, max_length=LONGEST_PART, pattern=NO_ZEROS)]
Etag = Annotated[str, Meta(pattern=r"\A[\x21\x23-\x7e]{1,128}\Z")]


class Watch(Asked, frozen=True, kw_only=True, tag="watch"):
    sdp: Sdp
    layer: Name = "auto"
    instead_of: Name = ""


class Perform(Asked, frozen=True, kw_only=True, tag="perform"):
    sdp: Sdp
    take_over: bool = False


class Probe(Asked, frozen=True, kw_only=True, tag="probe"):
    sdp: Sdp


class Candidates(Asked, frozen=True, kw_only=True, tag="candidates"):
    session: Name
    etag: Etag | None
    fragment: Sdp


class Choose(Asked, frozen=True, kw_only=True, tag="choose"):
    session: Name
    layer: Name


class Refresh(Asked, frozen=True, kw_only=True, tag="refresh"):
    session: Name


class Attend(Asked, frozen=True, kw_only=True, tag="attend"):
    session: Name


class Leave(Asked, frozen=True, kw_only=True, tag="leave"):
    session: Name


class GoLive(Asked, frozen=True, kw_only=True, tag="show.go_live"):
    early: bool = False


class TakeBack(Asked, frozen=True, kw_only=True, tag="show.take_back"):
    pass


class KeepWaiting(Asked, frozen=True, kw_only=True, tag="show.keep_waiting"):
    pass


class Reopen(Asked, frozen=True, kw_only=True, tag="show.reopen"):
    pass


class Pause(Asked, frozen=True, kw_only=True, tag="show.pause"):
    pass


class Resume(Asked, frozen=True, kw_only=True, tag="show.resume"):
    pass


class End(Asked, frozen=True, kw_only=True, tag="show.end"):
    pass


class Mute(Asked, frozen=True, kw_only=True, tag="part.mute"):
    part: Part
    muted: bool


class Remove(Asked, frozen=True, kw_only=True, tag="part.remove"):
    part: Part


class Restore(Asked, frozen=True, kw_only=True, tag="part.restore"):
    part: Part


class Ping(Asked, frozen=True, kw_only=True, tag="ping"):
    pass


OfShow = (
    Watch | Perform | Probe | Candidates | Choose | Refresh | Attend | Leave
    | GoLive | TakeBack | KeepWaiting | Reopen | Pause | Resume | End
    | Mute | Remove | Restore | Ping
)  # fmt: skip
read: Reader[OfShow] = Reader(OfShow)
