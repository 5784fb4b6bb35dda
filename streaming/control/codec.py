"""Codec: commands, answers and reports as JSON, version 1. Bounds and types stand in the structs.

    {"v": 1, "type": "watch", "stage": "…", "session": "…", "offer": "v=0…", "layer": "auto"}
    {"v": 1, "relay": "…", "boot": "…", "reports": [{"number": 1, "type": "heartbeat", …}]}

Site and relays are upgraded one process at a time. So a field that is not known here is skipped: it
is of a later release, and has a default. A report of an unknown type is skipped too, and told to
the reader; an unknown command or answer is refused. A new version number would mean that
neither release can read the other. Nothing is written here that would not be read again.
"""

from collections.abc import Iterable
from typing import Annotated, TypeVar

from msgspec import DecodeError, Meta, Raw, Struct, ValidationError, json
from msgspec.json import Decoder

from .commands import ANSWERS, COMMANDS, Answer, Command
from .fields import LARGEST, Boot, Name, Tagged, name_of
from .reports import MOST_REPORTS, REPORTS, Batch, Numbered, Report

VERSION = 1
# Two texts of 64 KiB, or 200 reports of 500 bytes.
MOST_BYTES = 128 * 1024
Found = TypeVar("Found")


class Unreadable(ValueError):
    """These bytes are no word of ours; `code` reads control.reason."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class _Head(Struct):
    v: object = None
    type: object = None


class _Row(Struct):
    number: Annotated[int, Meta(ge=1, le=LARGEST)]
    type: str


class _Rows(Struct):
    relay: Name
    boot: Boot
    reports: Annotated[list[Raw], Meta(max_length=MOST_REPORTS)]


_heads, _rows, _batches = Decoder(_Head), Decoder(_Row), Decoder(_Rows)
_commands: Decoder[Command] = Decoder(Command)
_answers: Decoder[Answer] = Decoder(Answer)
_reports: Decoder[Report] = Decoder(Report)


def _names(kinds: Iterable[type[Tagged]]) -> frozenset[str]:
    return frozenset(map(name_of, kinds))


_COMMANDS, _ANSWERS, _REPORTS = _names(COMMANDS), _names(ANSWERS), _names(REPORTS)


def encode(word: Command | Answer) -> bytes:
    return _body(_written(word))


def encode_reports(batch: Batch) -> bytes:
    rows = [b'{"number":%d,%b' % (one.number, _written(one.report)[1:]) for one in batch.reports]
    head = json.encode({"relay": batch.relay, "boot": batch.boot})
    return _body(b'%b,"reports":[%b]}' % (head[:-1], b",".join(rows)))


def decode_command(data: bytes) -> Command:
    _check(data, _COMMANDS)
    return _read(data, _commands)


def decode_answer(data: bytes) -> Answer:
    _check(data, _ANSWERS)
    return _read(data, _answers)


def decode_reports(data: bytes) -> Batch:
    _check(data)
    found = _read(data, _batches)
    rows = [(_read(raw, _rows), raw) for raw in found.reports]
    known = [
        Numbered(row.number, _read(raw, _reports)) for row, raw in rows if row.type in _REPORTS
    ]
    unknown = {row.type[:64] for row, _raw in rows} - _REPORTS
    return Batch(found.relay, found.boot, tuple(known), tuple(sorted(unknown)))


def _written(word: Tagged) -> bytes:
    """In JSON; what its reader would refuse is refused here, where it can be told apart."""
    try:
        data = json.encode(word)
        json.decode(data, type=type(word))
    except (UnicodeEncodeError, DecodeError) as error:
        raise Unreadable("control.wrong_field", f"This cannot be written: {error}.") from None
    return data


def _body(found: bytes) -> bytes:
    data = b'{"v":%d,%b' % (VERSION, found[1:])
    if len(data) > MOST_BYTES:
        raise _too_large()
    return data


def _too_large() -> Unreadable:
    return Unreadable("control.too_large", f"A body has {MOST_BYTES} bytes at most.")


def _check(data: bytes, known: frozenset[str] | None = None) -> None:
    """This is an object of our version, and of a known type."""
    if len(data) > MOST_BYTES:
        raise _too_large()
    try:
        head = _heads.decode(data)
    except (DecodeError, RecursionError):
        raise Unreadable("control.malformed", "This is no JSON object.") from None
    if head.v is True or head.v != VERSION:
        raise Unreadable("control.version", f"Only version {VERSION} is spoken here.")
    if known is not None and not (isinstance(head.type, str) and head.type in known):
        raise Unreadable("control.unknown_type", "This type is not known here.")


def _read(data: bytes | Raw, decoder: Decoder[Found]) -> Found:
    try:
        return decoder.decode(data)
    except (DecodeError, RecursionError) as error:
        raise Unreadable(_code(error), f"{error}.") from None


def _code(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "control.malformed"
    missing = str(error).startswith("Object missing required field")
    return "control.missing_field" if missing else "control.wrong_field"
