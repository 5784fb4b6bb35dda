"""Envelopes on browser sockets, read and written; docs/protocol.md describes each. Pure.

Whoever sends may be anybody: what is not exactly an envelope of ours is `Malformed`, with the id to
answer to where one can be read. Each socket has a Reader, made from the types that it knows.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..refusals import Refused
from ..text import is_storable

VERSION = 1
MOST_BYTES = 128 * 1024
LONGEST_ID = 64
LARGEST = 1 << 53  # what every JSON reader agrees about
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
Id = int | float | str | None
Kind = Callable[[object], bool]
# What a type has to carry, and what it may.
Fields = tuple[tuple[str, ...], tuple[str, ...]]


def is_text(value: object, most: int) -> bool:
    """A text that is not empty, not too long, and that a database can keep."""
    return isinstance(value, str) and 0 < len(value) <= most and is_storable(value)


def is_name(value: object) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def is_flag(value: object) -> bool:
    return isinstance(value, bool)


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


class Reader:
    """Reads the types of one socket; `kinds` says what a field of each name may be, or of one type
    alone as `type.name`."""

    def __init__(self, types: Mapping[str, Fields], kinds: Mapping[str, Kind]) -> None:
        self.types, self.kinds = types, kinds

    def __call__(self, text: str) -> Asked:
        found = _object(text)
        number = _id(found.get("id"))
        version, kind = found.get("v"), found.get("type")
        if version != VERSION or isinstance(version, bool):
            raise Malformed(number, f"Only version {VERSION} is spoken here.")
        if number is None:
            raise Malformed(None, "An envelope has an id: a number or a short text.")
        if not isinstance(kind, str):
            raise Malformed(number, "An envelope has a type.")
        if kind not in self.types:
            raise Malformed(number, "This type is not known here.", "socket.unknown_type")
        return Asked(number, kind, self._fields(found, kind, number))

    def _fields(self, found: dict[str, Any], kind: str, number: Id) -> dict[str, Any]:
        wanted, allowed = self.types[kind]
        if missing := [name for name in wanted if name not in found]:
            raise Malformed(number, f"{kind} needs {missing[0]}.")
        given = {name: found[name] for name in (*wanted, *allowed) if name in found}
        for name, value in given.items():
            if not self.kinds.get(f"{kind}.{name}", self.kinds[name])(value):
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
        return value if is_text(value, LONGEST_ID) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def say(kind: str, **fields: object) -> str:
    """What the server says, as text for the socket."""
    return json.dumps(
        {"v": VERSION, "type": kind, **fields}, separators=(",", ":"), ensure_ascii=False
    )


def error(re: Id, code: str, sentence: str, retry_after: int | None = None, **more: object) -> str:
    if retry_after is not None:
        more["retry_after"] = retry_after
    return say("error", re=re, code=code, sentence=sentence, **more)


def refusal(re: Id, no: Refused) -> str:
    return error(re, no.code, no.sentence, no.retry_after, **no.more)
