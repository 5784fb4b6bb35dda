"""Rows of the log as clients are told them (docs/protocol.md), for everybody and for moderators.
Pure: the rows and what is known about them are given.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..models import Act, Message
from ..rules.text import named

Told = dict[str, Any]
# Of a person, as everybody reads it: `person`, `name`, `badge`.
AuthorCard = dict[str, str | None]
FOR_MODERATORS = (Act.Kind.SILENCE, Act.Kind.BAN, Act.Kind.DROP, Act.Kind.RELEASE)


@dataclass(slots=True)
class Known:
    """What stands beside the rows: cards of people, counts of signs, votes, names that are real."""

    cards: Mapping[int, AuthorCard] = field(default_factory=dict)
    counts: Mapping[int, dict[str, int]] = field(default_factory=dict)
    votes: Mapping[int, list[int]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    rules: Told = field(default_factory=dict)
    moderators_rules: Told = field(default_factory=dict)

    def card(self, person: int | None) -> AuthorCard | None:
        return None if person is None else self.cards.get(person)


@dataclass
class Entry:
    """One number of the log. `public` is None where only moderators are told it."""

    number: int
    public: Told | None
    for_moderators: Told
    author: int | None = None
    client: str = ""
    of: int | None = None  # the message that another is to be read anew for
    person: int | None = None  # whose rights it changed
    by: int | None = None  # who acted
    reviewed: Told | None = None  # to `person`: what became of what they sent

    def told(self, moderates: bool) -> Told | None:
        return self.for_moderators if moderates else self.public

    @cached_property
    def public_text(self) -> str | None:
        return None if self.public is None else _json(self.public)

    @cached_property
    def moderators_text(self) -> str:
        same = self.public is self.for_moderators
        return self.public_text or "" if same else _json(self.for_moderators)

    def text(self, moderates: bool, person: int | None = None) -> str | None:
        """`person` reads what they wrote themselves with their own name for it."""
        told = self.told(moderates)
        if told is not None and person is not None and person == self.author and self.client:
            return _json(told | {"client": self.client})
        return self.moderators_text if moderates else self.public_text

    def counted(self, name: str, now: Any) -> "Entry":
        """The same with other `counts` or `votes`."""
        if self.public is None or "deleted" in self.public:
            return self
        told = self.public | {name: now}
        return Entry(self.number, told, told, self.author, self.client)


def _json(told: Told) -> str:
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False)


def of_message(message: Message, known: Known, to: int | None = None) -> Entry:
    """`to`: the number of what it replies to."""
    told: Told = {
        "number": message.number,
        "kind": message.kind,
        "at": message.written_at.isoformat(),
        "by": known.card(message.author_id),
    }
    for_moderators = told
    if message.deletion is not None:
        told["deleted"] = who_deleted(message.deletion)
        for_moderators = told | {"deletion": _deletion(message.deletion, known)}
    else:
        told |= _said(message, known, to)
    return Entry(message.number, told, for_moderators, message.author_id, message.client_id)


def who_deleted(act: Act) -> str:
    """As it was then, whoever has left since."""
    return str(act.details.get("deleted", "moderator"))


def _deletion(act: Act, known: Known) -> Told:
    return {"number": act.number, "by": known.card(act.by_id), "why": act.why}


def _said(message: Message, known: Known, to: int | None) -> Told:
    told: Told = {"text": message.text}
    if to is not None:
        told["to"] = to
    if names := [name for name in named(message.text) if name in known.names]:
        told["mentions"] = names
    if counts := known.counts.get(message.number):
        told["counts"] = counts
    if message.kind in (Message.Kind.QUESTION, Message.Kind.POLL):
        told["votes"] = known.votes.get(message.number, [0] * (len(message.options) or 1))
        told["settled"] = message.settled_id is not None
    if message.kind == Message.Kind.POLL:
        told["options"] = message.options
    return told


def of_act(act: Act, known: Known, restores: Told | None = None) -> Entry:
    """`restores`: of an undoing, the message as it is again."""
    told: Told = {"number": act.number, "kind": act.kind, "at": act.done_at.isoformat()}
    of = act.message.number if act.message else None
    if act.kind in (Act.Kind.DELETE, Act.Kind.PIN, Act.Kind.SETTLE):
        told["of"] = of
    if act.kind == Act.Kind.DELETE:
        told["deleted"] = who_deleted(act)
    for_moderators = told | {"by": known.card(act.by_id)}
    if act.kind == Act.Kind.DELETE:
        for_moderators["why"] = act.why
    elif act.kind == Act.Kind.UNDO:
        told |= {"of": act.undone.number if act.undone else None, "restores": restores}
        for_moderators |= told
    elif act.kind == Act.Kind.RULES:
        told["rules"], for_moderators["rules"] = known.rules, known.moderators_rules
    elif act.kind in FOR_MODERATORS:
        for_moderators |= {"minutes": _minutes(act), "person": _name(act, known), "why": act.why}
    public = None if act.kind in FOR_MODERATORS or _is_hidden(act) else told
    person = act.person_id or (act.undone.person_id if act.undone else None)
    return Entry(
        act.number,
        public,
        for_moderators,
        of=of,
        person=person,
        by=act.by_id,
        reviewed=_reviewed(act),
    )


def _reviewed(act: Act) -> Told | None:
    """To the author of a held message, by the `client` id they gave it; number None: dropped."""
    if act.kind == Act.Kind.RELEASE and act.message and act.message.client_id:
        return {"client": act.message.client_id, "number": act.message.number}
    if act.kind == Act.Kind.DROP and act.details.get("client"):
        return {"client": act.details["client"], "number": None}
    return None


def _is_hidden(act: Act) -> bool:
    """It undoes something that only moderators were told."""
    return act.undone is not None and act.undone.kind in FOR_MODERATORS


def _name(act: Act, known: Known) -> str | None:
    card = known.card(act.person_id)
    return card["person"] if card else None


def _minutes(act: Act) -> int | None:
    if act.kind != Act.Kind.SILENCE or act.until is None:
        return None
    return round((act.until - act.done_at).total_seconds() / 60)
