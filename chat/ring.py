"""The newest entries of one chat, ready to be told: take() tell() since() newest(). Pure.

A ring is whole between `floor` and `upto`: whoever was told up to a number in there can be told the
rest without a look at the database. `told` is up to where everybody was told already.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable
from itertools import islice

from shows.sockets.envelopes import say

from .entries import Entry
from .history import MOST, PAGE, Span


class Ring:
    def __init__(self, span: Span) -> None:
        self.floor, self.upto = span.after, span.upto
        self.told = span.upto
        self._entries: deque[Entry] = deque(span.entries)

    def take(self, span: Span) -> bool:
        """Whether it follows on what is here; what is known already is passed over."""
        if span.after > self.upto:
            return False
        if span.upto > self.upto:
            new = [entry for entry in span.entries if entry.number > self.upto]
            self._entries.extend(new)
            self.upto = span.upto
        self.change(span.again or {})
        self._drop_old()
        return True

    def change(self, again: dict[int, Entry]) -> None:
        """These read otherwise now."""
        if not again:
            return
        for place, entry in enumerate(self._entries):
            if entry.number in again:
                self._entries[place] = again[entry.number]

    def find(self, numbers: Iterable[int]) -> list[Entry]:
        wanted = set(numbers)
        return [entry for entry in self._entries if entry.number in wanted]

    def tell(self) -> tuple[str, str]:
        """What is new for everybody since the last time, for the audience and for who keeps
        order."""
        after, self.told = self.told, self.upto
        new = self._after(after)
        if all(entry.public is entry.keepers for entry in new):
            text = _envelope(after, self.upto, [entry.public_text or "" for entry in new])
            return text, text
        public = [told for entry in new if (told := entry.public_text) is not None]
        keepers = [entry.keepers_text for entry in new]
        return _envelope(after, self.upto, public), _envelope(after, self.upto, keepers)

    def since(self, number: int, keeps_order: bool, person: int | None) -> tuple[int, int, str]:
        """`after`, `upto` and the entries between, as JSON, for one person."""
        after = max(self.floor, min(number, self.told))
        entries = [entry for entry in self._after(after) if entry.number <= self.told]
        texts = [one.text(keeps_order, person) for one in entries]
        told = ",".join(text for text in texts if text is not None)
        return after, self.told, f"[{told}]"

    def newest(self, keeps_order: bool, person: int | None) -> tuple[int, int, str]:
        return self.since(self.told - PAGE, keeps_order, person)

    def _after(self, number: int) -> list[Entry]:
        start = bisect_right(self._entries, number, key=lambda entry: entry.number)
        return list(islice(self._entries, start, None))

    def _drop_old(self) -> None:
        """What nobody was told yet is kept, however much that is."""
        floor = min(self.upto - MOST, self.told)
        if floor > self.floor:
            self.floor = floor
            while self._entries and self._entries[0].number <= floor:
                self._entries.popleft()


def _envelope(after: int, upto: int, texts: list[str]) -> str:
    return with_entries(say("chat.entries", after=after, upto=upto), texts)


def with_entries(envelope: str, texts: list[str] | str) -> str:
    """The envelope with entries that are JSON already."""
    entries = texts if isinstance(texts, str) else f"[{','.join(texts)}]"
    return f'{envelope[:-1]},"entries":{entries}}}'
