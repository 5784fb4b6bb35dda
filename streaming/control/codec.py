"""Codec: commands, answers and reports as JSON, version 1.

Strict on purpose: a version, type or field that is not known here is refused with `Unreadable`,
so that two processes of different releases notice at once instead of half-understanding.

    {"v": 1, "type": "watch", "stage": "…", "session": "…", "offer": "v=0…", "layer": "auto"}
    {"v": 1, "relay": "…", "boot": "…", "reports": [{"number": 1, "type": "heartbeat", …}]}
"""

import dataclasses
import json
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

from .reports import MOST_REPORTS, REPORTS, Batch, Numbered, Report

VERSION = 1
MOST_BYTES = 128 * 1024
MOST_ITEMS = 10_000
LARGEST = 1 << 53  # what every JSON reader agrees about
Thing = TypeVar("Thing")


class Unreadable(ValueError):
    """These bytes are no thing of ours; `code` reads control.reason."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def encode(thing: Any) -> bytes:
    """A command or an answer."""
    return _bytes({"v": VERSION, "type": name_of(type(thing)), **_fields_of(thing)})


def decode(data: bytes, among: Iterable[type[Thing]]) -> Thing:
    """The command or answer in these bytes, if it is one of these types; else Unreadable."""
    found = _versioned(data)
    return _typed(found, among)


def encode_reports(batch: Batch) -> bytes:
    reports = [
        {"number": one.number, "type": name_of(type(one.report)), **_fields_of(one.report)}
        for one in batch.reports
    ]
    return _bytes({"v": VERSION, "relay": batch.relay, "boot": batch.boot, "reports": reports})


def decode_reports(data: bytes) -> Batch:
    found = _versioned(data)
    _only(found, {"relay", "boot", "reports"}, {"relay", "boot", "reports"}, "reports")
    relay, boot = (_value(found[name], str, name) for name in ("relay", "boot"))
    rows = found["reports"]
    if not isinstance(rows, list) or len(rows) > MOST_REPORTS:
        raise Unreadable("control.wrong_field", f"reports is no list of {MOST_REPORTS} at most.")
    return Batch(relay, boot, tuple(_numbered(row) for row in rows))


def _snake(kind: type) -> str:
    """CloseStage reads close_stage on the wire."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


name_of: Callable[[type], str] = cache(_snake)


def _numbered(row: Any) -> Numbered:
    if not isinstance(row, dict) or "number" not in row:
        raise Unreadable("control.missing_field", "A report has no number.")
    number = _value(row["number"], int, "number")
    if number < 1:
        raise Unreadable("control.wrong_field", "The numbers of reports start at 1.")
    rest = {name: value for name, value in row.items() if name != "number"}
    return Numbered(number, typing.cast(Report, _typed(rest, REPORTS)))


def _bytes(found: dict[str, Any]) -> bytes:
    try:
        data = json.dumps(
            found, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        ).encode()
    except ValueError as error:  # lone surrogates, NaN
        raise Unreadable("control.wrong_field", f"This cannot be written: {error}.") from None
    if len(data) > MOST_BYTES:
        raise _too_large()
    return data


def _too_large() -> Unreadable:
    return Unreadable("control.too_large", f"A body has {MOST_BYTES} bytes at most.")


def _fields_of(thing: Any) -> dict[str, Any]:
    fields = {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return _fields_of(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _versioned(data: bytes) -> dict[str, Any]:
    """The object in these bytes without its version, which is ours."""
    if len(data) > MOST_BYTES:
        raise _too_large()
    try:
        found = json.loads(data, object_pairs_hook=_once_each, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("control.malformed", "This is no JSON.") from None
    if not isinstance(found, dict):
        raise Unreadable("control.malformed", "This is no JSON object.")
    version = found.pop("v", None)
    if version != VERSION or isinstance(version, bool):
        raise Unreadable("control.version", f"Only version {VERSION} is spoken here.")
    return found


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("control.malformed", "A field is there twice.")
    return found


def _no_constant(name: str) -> None:
    raise Unreadable("control.malformed", f"{name} is no JSON.")


def _typed(found: dict[str, Any], among: Iterable[type[Thing]]) -> Thing:
    name = found.pop("type", None)
    for kind in among:
        if name_of(kind) == name:
            return _made(found, kind)
    raise Unreadable("control.unknown_type", "This type is not known here.")


def _made(found: Any, kind: type[Thing]) -> Thing:
    if not isinstance(found, dict):
        raise Unreadable("control.wrong_field", f"{name_of(kind)} is no object.")
    hints, required = _shape(kind)
    _only(found, hints.keys(), required, name_of(kind))
    return kind(**{name: _value(found[name], hints[name], name) for name in found})


def _read_shape(kind: type) -> tuple[Mapping[str, Any], frozenset[str]]:
    fields: Any = dataclasses.fields(kind)
    required = {field.name for field in fields if field.default is dataclasses.MISSING}
    return typing.get_type_hints(kind), frozenset(required)


_shape: Callable[[type], tuple[Mapping[str, Any], frozenset[str]]] = cache(_read_shape)


def _only(
    found: Mapping[str, Any], known: Iterable[str], required: Iterable[str], where: str
) -> None:
    if unknown := found.keys() - set(known):
        raise Unreadable("control.unknown_field", f"{where} has no field {min(unknown)[:40]!r}.")
    if missing := set(required) - found.keys():
        raise Unreadable("control.missing_field", f"{where} needs {min(missing)}.")


def _value(value: Any, hint: Any, name: str) -> Any:
    """`value` as the hint wants it; a number is never a truth, a truth never a number."""
    if isinstance(hint, types.UnionType):
        if value is None and type(None) in typing.get_args(hint):
            return None
        hint = typing.get_args(hint)[0]
    if typing.get_origin(hint) is tuple and isinstance(value, list) and len(value) <= MOST_ITEMS:
        return tuple(_value(item, typing.get_args(hint)[0], name) for item in value)
    if dataclasses.is_dataclass(hint):
        return _made(value, typing.cast(type, hint))
    if hint is str and isinstance(value, str) and _is_text(value):
        return value
    if hint is bool and isinstance(value, bool):
        return value
    if hint in (int, float) and isinstance(value, int) and not isinstance(value, bool):
        if abs(value) <= LARGEST:
            return hint(value)
    elif hint is float and isinstance(value, float):
        return value
    raise Unreadable("control.wrong_field", f"{name} is of the wrong kind.")


def _is_text(value: str) -> bool:
    """No half characters: they could not be written again."""
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
