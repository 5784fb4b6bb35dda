"""What may be asked on the socket of a chat; docs/protocol.md describes each. Pure."""

import re

from streaming.foundation.sockets.envelopes import Kind, Reader, is_flag, is_name, is_text

from ..rules.settings_fields import RULES, SECRET

LARGEST = 2**31 - 1  # what a column of numbers holds
LONGEST_TEXT = 100_000  # chat.too_long says more than that it is malformed
LONGEST_SIGN, LONGEST_WHY, MOST_OPTIONS = 12, 300, 6
PERSON = re.compile(r"[a-z0-9_-]{1,150}")


def is_count(value: object, least: int = 0, most: int = LARGEST) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _maybe(kind: Kind) -> Kind:
    return lambda value: value is None or kind(value)


def _is_person(value: object) -> bool:
    return isinstance(value, str) and PERSON.fullmatch(value) is not None


def _are_options(value: object) -> bool:
    return isinstance(value, list) and len(value) <= 20 and all(is_text(one, 1000) for one in value)


KINDS: dict[str, Kind] = {
    "client": is_name,
    "text": lambda value: value == "" or is_text(value, LONGEST_TEXT),
    "to": _maybe(lambda value: is_count(value, 1)),
    "kind": lambda value: value in ("message", "question"),
    "after": is_count,
    "number": lambda value: is_count(value, 1),
    "sign": lambda value: is_text(value, LONGEST_SIGN),
    "on": is_flag,
    "option": lambda value: is_count(value, 0, MOST_OPTIONS),
    "times": lambda value: is_count(value, 1, 20),
    "why": lambda value: value == "" or is_text(value, LONGEST_WHY),
    "person": _is_person,
    "minutes": lambda value: value in (1, 10, 60, None) and not isinstance(value, bool),
    "options": _are_options,
    "before": lambda value: is_count(value, 1),
    "held": lambda value: is_count(value, 1),
    **dict.fromkeys(("followers_only", "verified_only", "links_off", "locked"), is_flag),
    "slow_seconds": lambda value: is_count(value, 0, 3600),
    "min_age_minutes": lambda value: is_count(value, 0, 525600),
    "hold": lambda value: value in ("nobody", "words", "everybody"),
    "blocked_words": lambda value: value == "" or is_text(value, 4000),
    "pin.number": _maybe(lambda value: is_count(value, 1)),
}
FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "write": (("client", "text"), ("to", "kind")),
    "resume": (("after",), ()),
    "before": (("number",), ()),
    "react": (("number", "sign", "on"), ()),
    "vote": (("number", "option", "on"), ()),
    "applaud": (("sign", "times"), ()),
    "typing": ((), ()),
    "delete": (("number",), ("why",)),
    "ping": ((), ()),
    # by who keeps order
    "silence": (("person", "minutes"), ("why",)),
    "ban": (("person",), ("why",)),
    "undo": (("number",), ("why",)),
    "rules": ((), RULES + SECRET),
    "pin": (("number",), ()),
    "announce": (("client", "text"), ()),
    "poll": (("client", "text", "options"), ()),
    "settle": (("number",), ()),
    "acts": ((), ("before",)),
    "queue": ((), ()),
    "release": (("held",), ()),
    "drop": (("held",), ("why",)),
    "person": (("person",), ()),
}
read = Reader(FIELDS, KINDS)
