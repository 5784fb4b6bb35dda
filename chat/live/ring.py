"""The newest entries of one chat, ready to be told: take() tell() since() newest() following().
Pure.

A ring is whole between `floor` and `upto`: whoever was told up to a number in there can be told the
rest without a look at the database. `told` is up to where everybody was told already.
"""

from collections import deque
from collections.abc import Iterable
from itertools import takewhile

from streaming.foundation.sockets.envelopes import say

from ..log.entries import Entry
from ..log.history import MOST_ENTRIES, PAGE_ENTRIES, Span
from ..models import Act

# Acts that may leave another message pinned; what else does so has a message read anew.
OF_PINS = (Act.Kind.PIN, Act.Kind.UNDO)
# In one envelope, about: a socket holds 256 KiB at most, and a letter may be four bytes long.
PIECE_LETTERS = 48 * 1024
# For one person: `after`, `upto`, and the entries between as JSON.
Piece = tuple[int, int, str]


class Ring:
    def __init__(self, span: Span) -> None:
        self.floor, self.upto = span.after, span.upto
        self.told = span.upto
        self.edition = 0  # another, whenever something reads otherwise, or is pinned
        self._entries: deque[Entry] = deque(span.entries)

    def take(self, span: Span) -> bool:
        """Whether it follows on what is here; what is known already is passed over."""
        if span.after > self.upto:
            return False
        if span.upto > self.upto:
            new = [entry for entry in span.entries if entry.number > self.upto]
            self._entries.extend(new)
            self.upto = span.upto
            self.edition += any(entry.for_moderators.get("kind") in OF_PINS for entry in new)
        self.change(span.again or {})
        self._drop_old()
        return True

    def change(self, again: dict[int, Entry]) -> None:
        """These read otherwise now."""
        if not again:
            return
        self.edition += 1
        for place, entry in enumerate(self._entries):
            if entry.number in again:
                self._entries[place] = again[entry.number]

    def find(self, numbers: Iterable[int]) -> list[Entry]:
        wanted = set(numbers)
        return [entry for entry in self._entries if entry.number in wanted]

    def tell(self) -> list[tuple[str, str]]:
        """What is new since the last time, for the audience and for moderators; in several pieces
        where it is long."""
        after, self.told = self.told, self.upto
        pieces, piece, size = [], list[Entry](), 0
        for entry in self._after(after):
            if piece and size > PIECE_LETTERS:
                pieces.append(_told(after, piece[-1].number, piece))
                after, piece, size = piece[-1].number, [], 0
            piece.append(entry)
            size += len(entry.moderators_text)
        return [*pieces, _told(after, self.upto, piece)]

    def since(self, number: int, moderates: bool, person: int | None) -> Piece:
        """The newest ones after this number, where these are many."""
        after = max(self.floor, min(number, self.told))
        entries = [entry for entry in self._after(after) if entry.number <= self.told]
        texts: list[str] = []
        size = 0
        for entry in reversed(entries):
            text = entry.text(moderates, person)
            size += len(text or "")
            if size > PIECE_LETTERS:
                after = entry.number
                break
            if text is not None:
                texts.append(text)
        return after, self.told, f"[{','.join(reversed(texts))}]"

    def following(self, number: int, moderates: bool, person: int | None) -> Piece:
        """The same from the other end: whole from this number on, as much as goes in one piece."""
        after = min(number, self.told)
        entries = [entry for entry in self._after(after) if entry.number <= self.told]
        return piece(entries, after, self.told, moderates, person)

    def newest(self, moderates: bool, person: int | None) -> Piece:
        return self.since(self.told - PAGE_ENTRIES, moderates, person)

    def _after(self, number: int) -> list[Entry]:
        """From the newest on, because most ask for few."""
        found = list(takewhile(lambda entry: entry.number > number, reversed(self._entries)))
        return found[::-1]

    def _drop_old(self) -> None:
        """What nobody was told yet is kept, however much that is."""
        floor = min(self.upto - MOST_ENTRIES, self.told)
        if floor > self.floor:
            self.floor = floor
            while self._entries and self._entries[0].number <= floor:
                self._entries.popleft()


def piece(
    entries: Iterable[Entry], after: int, upto: int, moderates: bool, person: int | None
) -> Piece:
    """Those between the two numbers, or as many of them as go in one envelope."""
    texts: list[str] = []
    size = 0
    for entry in entries:
        if entry.number <= after or (text := entry.text(moderates, person)) is None:
            continue
        if texts and size > PIECE_LETTERS:
            upto = entry.number - 1
            break
        texts.append(text)
        size += len(text)
    return after, upto, f"[{','.join(texts)}]"


def _told(after: int, upto: int, entries: list[Entry]) -> tuple[str, str]:
    if all(entry.public is entry.for_moderators for entry in entries):
        text = _envelope(after, upto, [entry.public_text or "" for entry in entries])
        return text, text
    public = [told for entry in entries if (told := entry.public_text) is not None]
    for_moderators = [entry.moderators_text for entry in entries]
    return _envelope(after, upto, public), _envelope(after, upto, for_moderators)


def _envelope(after: int, upto: int, texts: list[str]) -> str:
    return with_entries(say("chat.entries", after=after, upto=upto), texts)


def with_entries(envelope: str, texts: list[str] | str) -> str:
    """The envelope with entries that are JSON already."""
    entries = texts if isinstance(texts, str) else f"[{','.join(texts)}]"
    return f'{envelope[:-1]},"entries":{entries}}}'
