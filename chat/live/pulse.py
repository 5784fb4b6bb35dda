"""What a chat tells in totals, once a second where something changed: who is there, who types, the
applause, signs and votes under messages. Each process counts its own and hears of the others'.
"""

import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from .listener import Listener
from .news import Totals

TYPING_SECONDS = 4.0
MOST_TYPING = 3
# Another process says how many it has so often, or when it changes; then it is believed so long.
SAY_SECONDS, BELIEVED_SECONDS = 5.0, 12.0


class Pulse:
    def __init__(self, totals: dict[str, int]) -> None:
        self.totals = totals
        self.people = 0
        self._own: Counter[str] = Counter()
        self._came: Counter[str] = Counter()
        self._news_applause: dict[str, int] = {}
        self._typing: dict[str, float] = {}
        self._typed: set[str] = set()
        self._to_tell: dict[str, dict[int, Any]] = {}
        self._elsewhere: dict[str, tuple[int, float]] = {}
        self._here = self._said_here = 0
        self._said_at = 0.0
        self._last: dict[str, Any] = {}

    # ── what happens here

    def applaud(self, sign: str, times: int) -> None:
        self._own[sign] += times

    def types(self, name: str) -> None:
        self._typing[name] = time.monotonic() + TYPING_SECONDS
        self._typed.add(name)

    def counted(self, totals: dict[str, dict[int, Any]]) -> None:
        for name, numbers in totals.items():
            self._to_tell.setdefault(name, {}).update(numbers)

    def here(self, listeners: Iterable[Listener]) -> None:
        """How many there are: of a person with three windows there is one."""
        people: set[int] = set()
        strangers = 0
        for one in listeners:
            if one.counts and one.person is not None:
                people.add(one.person)
            elif one.counts:
                strangers += 1
        self._here = len(people) + strangers

    def own_applause(self) -> dict[str, int]:
        """What came here since the last time, to be written down and told."""
        own, self._own = dict(self._own), Counter()
        self._came.update(own)
        self._news_applause = own
        return own

    # ── what other processes hear, and what they say

    def news(self) -> Totals:
        now = time.monotonic()
        typing, self._typed = sorted(self._typed)[:MOST_TYPING], set()
        people = None
        if self._here != self._said_here or now - self._said_at > SAY_SECONDS:
            people = self._said_here = self._here
            self._said_at = now
        return Totals(came=self._news_applause, typing=typing, people=people)

    def take(self, process: str, news: Totals) -> None:
        now = time.monotonic()
        if news.people is not None:
            self._elsewhere[process] = (news.people, now + BELIEVED_SECONDS)
        for sign, times in news.came.items():
            self._came[sign] += times
            self.totals[sign] = self.totals.get(sign, 0) + times
        for name in news.typing:
            self._typing[name] = now + TYPING_SECONDS

    # ── what everybody here is told

    def told(self) -> dict[str, Any]:
        """What is another than it was a second ago."""
        now = time.monotonic()
        self._elsewhere = {who: one for who, one in self._elsewhere.items() if one[1] > now}
        self._typing = {name: until for name, until in self._typing.items() if until > now}
        self.people = self._here + sum(count for count, _until in self._elsewhere.values())
        whole = {
            "people": self.people,
            "applause": dict(self.totals),
            "typing": sorted(self._typing)[:MOST_TYPING],
        }
        changed = {name: value for name, value in whole.items() if self._last.get(name) != value}
        self._last = whole
        if self._came:
            changed["came"], self._came = dict(self._came), Counter()
        changed |= {name: numbers for name, numbers in self._to_tell.items() if numbers}
        self._to_tell = {}
        return changed
