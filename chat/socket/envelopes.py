"""What may be asked on the socket of a chat; docs/protocol.md describes each. Pure."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from streaming.foundation.sockets.envelopes import NO_ZEROS, Asked, Name, Reader

from ..rules.settings_fields import RULES, SECRET

LARGEST = 2**31 - 1  # what a column of numbers holds
LONGEST_TEXT = 100_000  # far above a message: chat.too_long says more than that it is malformed
LONGEST_SIGN, LONGEST_WHY, MOST_OPTIONS = 12, 300, 6
Number = Annotated[int, Meta(ge=1, le=LARGEST)]
After = Annotated[int, Meta(ge=0, le=LARGEST)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT, pattern=NO_ZEROS)]
Sign = Annotated[str, Meta(min_length=1, max_length=LONGEST_SIGN, pattern=NO_ZEROS)]
Why = Annotated[str, Meta(max_length=LONGEST_WHY, pattern=NO_ZEROS)]
Person = Annotated[str, Meta(pattern=r"\A[a-z0-9_-]{1,150}\Z")]
# More than a poll may have, so that the refusal says how many it may.
Options = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=1000, pattern=NO_ZEROS)]],
    Meta(max_length=20),
]


class Write(Asked, frozen=True, kw_only=True, tag="write"):
    client: Name
    text: Text
    to: Number | None = None
    kind: Literal["message", "question"] = "message"


class Resume(Asked, frozen=True, kw_only=True, tag="resume"):
    after: After


class Before(Asked, frozen=True, kw_only=True, tag="before"):
    number: Number


class React(Asked, frozen=True, kw_only=True, tag="react"):
    number: Number
    sign: Sign
    on: bool


class Vote(Asked, frozen=True, kw_only=True, tag="vote"):
    number: Number
    option: Annotated[int, Meta(ge=0, le=MOST_OPTIONS)]
    on: bool


class Applaud(Asked, frozen=True, kw_only=True, tag="applaud"):
    sign: Sign
    times: Annotated[int, Meta(ge=1, le=20)]  # of one second, as a page gathers them


class Typing(Asked, frozen=True, kw_only=True, tag="typing"):
    pass


class Delete(Asked, frozen=True, kw_only=True, tag="delete"):
    number: Number
    why: Why = ""


class Ping(Asked, frozen=True, kw_only=True, tag="ping"):
    pass


# ── by moderators


class Silence(Asked, frozen=True, kw_only=True, tag="silence"):
    person: Person
    minutes: Literal[1, 10, 60] | None
    why: Why = ""


class Ban(Asked, frozen=True, kw_only=True, tag="ban"):
    person: Person
    why: Why = ""


class Undo(Asked, frozen=True, kw_only=True, tag="undo"):
    number: Number
    why: Why = ""


class Rules(Asked, frozen=True, kw_only=True, tag="rules"):
    slow_seconds: Annotated[int, Meta(ge=0, le=3600)] | UnsetType = UNSET
    followers_only: bool | UnsetType = UNSET
    verified_only: bool | UnsetType = UNSET
    min_age_minutes: Annotated[int, Meta(ge=0, le=525600)] | UnsetType = UNSET
    links_off: bool | UnsetType = UNSET
    locked: bool | UnsetType = UNSET
    hold: Literal["nobody", "words", "everybody"] | UnsetType = UNSET
    blocked_words: Annotated[str, Meta(max_length=4000, pattern=NO_ZEROS)] | UnsetType = UNSET

    def changes(self) -> dict[str, object]:
        """Those that were given."""
        given = {name: getattr(self, name) for name in RULES + SECRET}
        return {name: value for name, value in given.items() if value is not UNSET}


class Pin(Asked, frozen=True, kw_only=True, tag="pin"):
    number: Number | None


class Announce(Asked, frozen=True, kw_only=True, tag="announce"):
    client: Name
    text: Text


class Poll(Asked, frozen=True, kw_only=True, tag="poll"):
    client: Name
    text: Text
    options: Options


class Settle(Asked, frozen=True, kw_only=True, tag="settle"):
    number: Number


class Acts(Asked, frozen=True, kw_only=True, tag="acts"):
    before: Number | None = None


class Queue(Asked, frozen=True, kw_only=True, tag="queue"):
    pass


class Release(Asked, frozen=True, kw_only=True, tag="release"):
    held: Number


class Drop(Asked, frozen=True, kw_only=True, tag="drop"):
    held: Number
    why: Why = ""


class AboutPerson(Asked, frozen=True, kw_only=True, tag="person"):
    person: Person


OfChat = (
    Write | Resume | Before | React | Vote | Applaud | Typing | Delete | Ping
    | Silence | Ban | Undo | Rules | Pin | Announce | Poll | Settle | Acts | Queue | Release | Drop
    | AboutPerson
)  # fmt: skip
read: Reader[OfChat] = Reader(OfChat)
