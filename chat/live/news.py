"""What processes of the site tell each other about chats, as structs. doorbell.py carries them.

A bell says that there is something new; what it is stands in the rows. Fields that are not known
are skipped, and each field that is added needs a default: so the processes of a house can be
upgraded one by one.
"""

import logging

from msgspec import Struct, ValidationError, convert, field

log = logging.getLogger(__name__)

Counts = list[tuple[int, int]]  # of an account: its key, and how many
Wrote = list[tuple[int, bool, int]]  # the key, whether they moderate, how many messages


class Totals(Struct, frozen=True, omit_defaults=True):
    """What one process has counted in a second: applause by sign, who types, how many people are
    there, which accounts have several sockets, and who wrote. None: as it was."""

    came: dict[str, int] = field(default_factory=dict)
    typing: list[str] = field(default_factory=list)
    people: int | None = None
    sockets: Counts | None = None
    wrote: Wrote = field(default_factory=list)


class ChatBell(Struct, frozen=True, omit_defaults=True, tag_field="type", tag="chat.bell"):
    """At one chat. `process` is who rings, empty where that process has to hear it as well. There
    is something up to the number `upto`, or somewhere (`grown`); signs or votes of the message
    `counted` are others since `by` pressed; who may be here may be others (`house`); something
    waits for review."""

    show: int
    process: str = field(name="from")
    upto: int = 0
    grown: bool = False
    counted: int = 0
    by: int = 0
    house: bool = False
    waiting: bool = False
    pulse: Totals | None = None


class PersonBell(Struct, frozen=True, omit_defaults=True, tag_field="type", tag="chat.person"):
    """In every chat: the rights of this person, or who they are, may be another. With `left` their
    account is closed, and in the chats of `shows` stands something of theirs under that name."""

    person: int
    left: str = ""
    shows: list[int] = field(default_factory=list)


Bell = ChatBell | PersonBell


def read(found: object) -> Bell | None:
    """What the channel layer brings; None for a bell of a later release that is not known here."""
    try:
        bell: Bell = convert(found, Bell)
    except ValidationError:
        log.warning("A bell made no sense", exc_info=True)
        return None
    return bell
