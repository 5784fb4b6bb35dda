"""Blocked words: blocks(words, text). One a line, whole words or phrases; `*` stands for any
letters. Pure.

Never a regular expression: all patterns run through the text together as the bits of one number
(Shift-And), a step for each character, whatever somebody writes into either.

Both sides are folded: compatible forms, case, what cannot be seen. Accents are seen through too,
unless the blocked word has some itself.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from streaming.foundation.invisible import INVISIBLE

ANY = "*"
# Marks that go on any letter.
_MARKS = ((0x300, 0x370), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00), (0x20D0, 0x2100), (0xFE00, 0xFE30))


@lru_cache(maxsize=500)
def _patterns(words: str) -> "tuple[Patterns, Patterns]":
    """Those with accents, and those without, that see through accents."""
    lines = [line for line in words.splitlines() if line.strip(" *\t")]
    exact = [folded(line, keep=ANY) for line in lines]
    plain = [folded(line, keep=ANY, accents=False) for line in lines]
    return (
        Patterns([one for one, bare in zip(exact, plain, strict=True) if one != bare]),
        Patterns([one for one, bare in zip(exact, plain, strict=True) if one == bare]),
    )


def blocks(words: str, text: str) -> bool:
    """Whether one of the words is in the text."""
    if not words.strip():
        return False
    exact, plain = _patterns(words)
    if plain.are_in(folded(text, accents=False)):
        return True
    return not exact.is_empty and exact.are_in(folded(text))


class Patterns:
    """Single words as a set; all other patterns as one number: bit n of the state says that what
    leads to it was read."""

    def __init__(self, patterns: list[str]) -> None:
        self.words = frozenset(one for one in patterns if one and not set(one) & set(" *"))
        self.starts = self.finals = self.loops = 0
        self.masks: dict[str, int] = {}
        at = 0
        for pattern in set(patterns) - self.words:
            if set(pattern) - set(" *"):
                at = self._add(pattern, at)

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.finals

    def _add(self, pattern: str, at: int) -> int:
        self.starts |= 1 << at
        for letter in pattern:
            if letter == ANY:
                self.loops |= 1 << at
            else:
                at += 1
                self.masks[letter] = self.masks.get(letter, 0) | 1 << at
        self.finals |= 1 << at
        return at + 1

    def are_in(self, text: str) -> bool:
        if not self.words.isdisjoint(text.split(" ")):
            return True
        return self.finals > 0 and self._run(text)

    def _run(self, text: str) -> bool:
        state = self.starts
        for letter in text:
            moved = state << 1 & self.masks.get(letter, 0)
            if letter == " ":  # a word ends, and another may begin
                if state & self.finals:
                    return True
                state = moved | self.starts
            else:
                state = moved | state & self.loops
        return bool(state & self.finals)


def folded(text: str, *, keep: str = "", accents: bool = True) -> str:
    """The words alone, as they look to somebody who does not look closely; a space between two."""
    if text.isascii() and not keep:
        return " ".join(text.translate(_ASCII).split())
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFKC" if accents else "NFKD", text)
    return "".join(_words(text, keep)).strip()


def _words(text: str, keep: str) -> Iterator[str]:
    apart = True  # nothing but a space may follow a space
    for letter in text:
        kind = unicodedata.category(letter)
        if kind in ("Cf", "Cc") and not letter.isspace() or letter in INVISIBLE or _is_mark(letter):
            continue
        if kind[0] in "LMN" or letter in keep:
            yield letter
            apart = False
        elif kind[0] == "S":  # a sign is a word of its own
            yield letter + " " if apart else f" {letter} "
            apart = True
        elif not apart:
            yield " "
            apart = True


def _is_mark(letter: str) -> bool:
    return any(first <= ord(letter) < end for first, end in _MARKS)


def _plain(letter: str) -> str:
    """What _words() makes of a letter of the plainest texts, which most are."""
    kind = unicodedata.category(letter)
    if kind == "Cc" and not letter.isspace():
        return ""
    if kind[0] == "S":
        return f" {letter} "
    return letter.lower() if kind[0] in "LMN" else " "


_ASCII = {code: _plain(chr(code)) for code in range(128)}
