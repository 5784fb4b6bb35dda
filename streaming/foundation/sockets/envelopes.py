"""Envelopes on browser sockets, read and written; docs/protocol.md describes each. Pure.

Each thing that a client may ask is a struct with its bounds, and each socket has a Reader of those
that it knows. Whoever sends may be anybody: what is not exactly an envelope of ours is `Malformed`,
with the id to answer to where one can be read. Fields that are not known do no harm.
"""

import json
import math
import types
from collections.abc import Mapping
from typing import Annotated, Generic, TypeVar, get_args

from msgspec import DecodeError, Meta, Struct
from msgspec.json import Decoder

from ..refusals import Refused
from ..text import is_storable

VERSION = 1
MOST_BYTES = 128 * 1024
LONGEST_ID = 64
LARGEST = 1 << 53  # what every JSON reader agrees about
NO_ZEROS = r"\A[^\0]*\Z"  # databases and wires take none
Id = int | float | str
Name = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]


class Malformed(Exception):
    """This is no envelope that can be followed."""

    def __init__(self, re: Id | None, why: str, code: str = "socket.malformed") -> None:
        super().__init__(why)
        self.re, self.code = re, code


class Asked(Struct, frozen=True, kw_only=True, tag_field="type"):
    """One request of a client; each kind of request is a struct of its own with its `tag`."""

    id: Id

    @property
    def type(self) -> str:
        return name_of(type(self))


class _Head(Struct):
    v: object = None
    id: object = None
    type: object = None


def name_of(kind: type[Struct]) -> str:
    return str(kind.__struct_config__.tag)


_heads = Decoder(_Head)
A = TypeVar("A", bound=Asked, covariant=True)


class Reader(Generic[A]):
    """Reads the types of one socket: a union of structs."""

    def __init__(self, union: types.UnionType) -> None:
        kinds: tuple[type[A], ...] = get_args(union)
        self.kinds: Mapping[str, type[A]] = {name_of(kind): kind for kind in kinds}
        self._decoder: Decoder[A] = Decoder(union)

    def __call__(self, text: str) -> A:
        number = self._check(text)
        try:
            return self._decoder.decode(text)
        except (DecodeError, RecursionError) as error:
            raise Malformed(number, f"{error}.") from None

    def _check(self, text: str) -> Id:
        """What to answer to, where this has our version and a type that is known."""
        try:
            head = _heads.decode(text)
        except (DecodeError, RecursionError, UnicodeEncodeError):
            raise Malformed(None, "This is no JSON object.") from None
        number = _id(head.id)
        if head.v is True or head.v != VERSION:
            raise Malformed(number, f"Only version {VERSION} is spoken here.")
        if number is None:
            raise Malformed(None, "An envelope has an id: a number or a short text.")
        if not isinstance(head.type, str):
            raise Malformed(number, "An envelope has a type.")
        if head.type not in self.kinds:
            raise Malformed(number, "This type is not known here.", "socket.unknown_type")
        return number


def _id(value: object) -> Id | None:
    """What the reply can repeat; None for anything else."""
    if isinstance(value, str):
        return value if 0 < len(value) <= LONGEST_ID and is_storable(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def say(kind: str, **fields: object) -> str:
    """What the server says, as text for the socket."""
    return json.dumps(
        {"v": VERSION, "type": kind, **fields}, separators=(",", ":"), ensure_ascii=False
    )


def error(
    re: Id | None, code: str, sentence: str, retry_after: int | None = None, **more: object
) -> str:
    if retry_after is not None:
        more["retry_after"] = retry_after
    return say("error", re=re, code=code, sentence=sentence, **more)


def refusal(re: Id | None, no: Refused) -> str:
    return error(re, no.code, no.sentence, no.retry_after, **no.more)
