"""The log as it is now, read from the rows: newest() after() before() between() again(). What is
settled or deleted reads as it is now, and the act that made it so stands at its own number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.models import User

from ..models import Act, Chat, Message
from ..rules.settings_fields import rules_of
from ..rules.text import named
from . import author_cards
from .counts import signs_under, votes_for
from .entries import AuthorCard, Entry, Known, of_act, of_message

MOST_ENTRIES = 500
PAGE_ENTRIES = 50


@dataclass(slots=True)
class Span:
    """All there is between two numbers, in order: later than `after`, up to `upto`."""

    after: int
    upto: int
    entries: list[Entry]
    again: dict[int, Entry] | None = None  # messages of before that read otherwise now


def newest(show: int, most: int = MOST_ENTRIES) -> Span:
    upto = _last(show)
    return between(show, max(0, upto - most), upto)


def after(show: int, number: int, most: int = MOST_ENTRIES) -> Span:
    """The next ones after this number, and those of before that they changed."""
    upto = min(_last(show), number + most)
    if upto <= number:
        return Span(number, number, [])
    span = between(show, number, upto)
    span.again = again(show, {entry.of for entry in span.entries if entry.of is not None})
    return span


def before(show: int, number: int, most: int = PAGE_ENTRIES) -> Span:
    """A page of what was before this number; it begins where the log does when `after` is 0."""
    upto = min(_last(show), number - 1)
    return between(show, max(0, upto - most), upto)


def reread(show: int, after: int, upto: int) -> dict[int, Entry]:
    """All there is between the two as it reads now."""
    return {entry.number: entry for entry in between(show, after, upto).entries}


def again(show: int, numbers: set[int]) -> dict[int, Entry]:
    """These messages as they read now."""
    if not numbers:
        return {}
    messages = _messages(show, Q(number__in=numbers))
    known = _known(show, messages, [])
    return {entry.number: entry for entry in _told(messages, known)}


def fresh(show: int, messages: list[Message], known_cards: Mapping[int, AuthorCard]) -> list[Entry]:
    """What was accepted in this moment: nobody has reacted to it yet. Faces that are known already
    are not read again."""
    missing = {one.author_id for one in messages if one.author_id} - set(known_cards)
    known = Known(dict(known_cards) | (author_cards.read(show, missing) if missing else {}))
    known.names = _real(messages)
    replies = [one.reply_to_id for one in messages if one.reply_to_id]
    numbers: dict[int | None, int] = {}
    if replies:
        numbers |= dict(Message.objects.filter(pk__in=replies).values_list("pk", "number"))
    return [of_message(one, known, numbers.get(one.reply_to_id)) for one in messages]


def _last(show: int) -> int:
    return Chat.objects.filter(pk=show).values_list("last_number", flat=True).first() or 0


def between(show: int, low: int, high: int) -> Span:
    """Later than `low`, up to `high`; nothing is missing there."""
    if high <= low:
        return Span(low, high, [])
    these = Q(number__gt=low, number__lte=high)
    messages, acts = _messages(show, these), _acts(show, these)
    known = _known(show, messages, acts)
    entries = [*_told(messages, known), *(of_act(act, known, _restored(show, act)) for act in acts)]
    return Span(low, high, sorted(entries, key=lambda entry: entry.number))


def _messages(show: int, which: Q) -> list[Message]:
    rows = Message.objects.filter(which, show=show).select_related("deletion", "reply_to")
    return list(rows.order_by("number"))


def _acts(show: int, which: Q) -> list[Act]:
    rows = Act.objects.filter(which, show=show).select_related("message", "undone__message")
    return list(rows.order_by("number"))


def _restored(show: int, act: Act) -> dict | None:
    if act.undone is None or act.undone.message is None:
        return None
    number = act.undone.message.number
    entry = again(show, {number}).get(number)
    return entry.public if entry else None


def _told(messages: list[Message], known: Known) -> list[Entry]:
    return [
        of_message(one, known, one.reply_to.number if one.reply_to else None) for one in messages
    ]


def _known(show: int, messages: list[Message], acts: list[Act]) -> Known:
    people = {one.author_id for one in messages} | {act.by_id for act in acts}
    people |= {act.person_id for act in acts}
    people |= {one.deletion.by_id for one in messages if one.deletion}
    known = Known(author_cards.read(show, {one for one in people if one is not None}))
    known.names = _real(messages)
    known.counts, known.votes = signs_under(messages), votes_for(messages)
    if any(act.kind == Act.Kind.RULES for act in acts):
        chat = Chat.objects.get(pk=show)
        known.rules, known.moderators_rules = rules_of(chat, moderates=False), rules_of(chat)
    return known


def _real(messages: Iterable[Message]) -> frozenset[str]:
    """Which of the names in these texts somebody has."""
    names = {name for one in messages for name in named(one.text)}
    if not names:
        return frozenset()
    people = User.objects.filter(username__in=names, is_active=True)
    return frozenset(people.values_list("username", flat=True))


def totals(show: int, numbers: set[int]) -> dict[str, dict[int, Any]]:
    """How many signs are under these messages, and how many votes they have."""
    messages = list(Message.objects.filter(show=show, number__in=numbers, deletion=None))
    counts: dict[int, Any] = {one.number: {} for one in messages}
    return {"counts": counts | signs_under(messages), "votes": votes_for(messages)}
