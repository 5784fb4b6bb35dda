"""Envelopes on browser sockets, read and written; docs/protocol.md describes each. Pure.

Whoever sends may be anybody: what is not exactly an envelope of ours is `Malformed`, with the id to
answer to where one can be read.
"""

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

from .turned_away import TurnedAway

VERSION = 1
MOST_BYTES = 128 * 1024
LONGEST_SDP = 64 * 1024
LONGEST_ID, LONGEST_PART = 64, 150
LARGEST = 1 << 53  # what every JSON reader agrees about
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
ETAG = re.compile(r"[\x21\x23-\x7e]{1,128}")
Id = int | float | str | None


def _is_text(value: object, most: int) -> bool:
    """No half characters and no zeros: databases and wires take neither."""
    if not isinstance(value, str) or not 0 < len(value) <= most or "\0" in value:
        return False
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def _is_sdp(value: object) -> bool:
    return _is_text(value, LONGEST_SDP)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def _is_etag(value: object) -> bool:
    return value is None or (isinstance(value, str) and ETAG.fullmatch(value) is not None)


def _is_part(value: object) -> bool:
    return _is_text(value, LONGEST_PART)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


KINDS = {
    "sdp": _is_sdp,
    "fragment": _is_sdp,
    "session": _is_name,
    "layer": _is_name,
    "etag": _is_etag,
    "part": _is_part,
    "muted": _is_flag,
    "take_over": _is_flag,
}
# What each type has to carry, and what it may.
FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "watch": (("sdp",), ("layer",)),
    "perform": (("sdp",), ("take_over",)),
    "probe": (("sdp",), ()),
    "candidates": (("session", "etag", "fragment"), ()),
    "choose": (("session", "layer"), ()),
    "attend": (("session",), ()),
    "leave": (("session",), ()),
    "show.go_live": ((), ()),
    "show.pause": ((), ()),
    "show.resume": ((), ()),
    "show.end": ((), ()),
    "part.mute": (("part", "muted"), ()),
    "part.remove": (("part",), ()),
    "part.restore": (("part",), ()),
    "ping": ((), ()),
}


class Malformed(Exception):
    """This is no envelope that can be followed."""

    def __init__(self, re: Id, why: str, code: str = "socket.malformed") -> None:
        super().__init__(why)
        self.re, self.code = re, code


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a client: its fields are of their kinds, and what is wanted is there."""

    id: Id
    type: str
    fields: dict[str, Any] = field(default_factory=dict)


def read(text: str) -> Asked:
    found = _object(text)
    number = _id(found.get("id"))
    version, kind = found.get("v"), found.get("type")
    if version != VERSION or isinstance(version, bool):
        raise Malformed(number, f"Only version {VERSION} is spoken here.")
    if number is None:
        raise Malformed(None, "An envelope has an id: a number or a short text.")
    if not isinstance(kind, str):
        raise Malformed(number, "An envelope has a type.")
    if kind not in FIELDS:
        raise Malformed(number, "This type is not known here.", "socket.unknown_type")
    return Asked(number, kind, _fields(found, kind, number))


def _fields(found: dict[str, Any], kind: str, number: Id) -> dict[str, Any]:
    wanted, allowed = FIELDS[kind]
    if missing := [name for name in wanted if name not in found]:
        raise Malformed(number, f"{kind} needs {missing[0]}.")
    given = {name: found[name] for name in (*wanted, *allowed) if name in found}
    for name, value in given.items():
        if not KINDS[name](value):
            raise Malformed(number, f"{name} is of the wrong kind, or too long.")
    return given


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed(None, "This is no JSON.") from None
    if not isinstance(found, dict):
        raise Malformed(None, "This is no JSON object.")
    return found


def _id(value: object) -> Id:
    """What the reply can repeat; None for anything else."""
    if isinstance(value, str):
        return value if _is_text(value, LONGEST_ID) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def say(kind: str, **fields: object) -> str:
    """What the server says, as text for the socket."""
    return json.dumps(
        {"v": VERSION, "type": kind, **fields}, separators=(",", ":"), ensure_ascii=False
    )


def error(re: Id, code: str, sentence: str, retry_after: int | None = None) -> str:
    more = {} if retry_after is None else {"retry_after": retry_after}
    return say("error", re=re, code=code, sentence=sentence, **more)


def refusal(re: Id, away: TurnedAway) -> str:
    return error(re, away.code, away.sentence, away.retry_after)
