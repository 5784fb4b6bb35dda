"""What one account may have in a chat over all web processes: so many sockets, and CHAT_RATE.

Each process counts its own, and once a second says with the pulse who wrote how much and who has
several sockets here; the others count that as theirs. So no message waits for a cache, one process
alone tells nobody, and who goes to several at once has for a second what each of them gives.
"""

import time
from collections import Counter
from collections.abc import Iterable

from .listener import Listener
from .news import Counts, Wrote
from .pulse import BELIEVED_SECONDS, SAY_SECONDS

MOST_SOCKETS = 20  # of one account, in one chat
MANY = 3  # so many here are worth a word
MOST_TOLD = 200  # accounts in one word, the busiest first


class Sockets:
    """Of one chat: who has several, here and in other processes."""

    def __init__(self) -> None:
        self._elsewhere: dict[str, tuple[dict[int, int], float]] = {}
        self._said: Counts = []
        self._said_at = 0.0

    def elsewhere(self, person: int) -> int:
        now = time.monotonic()
        believed = (counts for counts, until in self._elsewhere.values() if until > now)
        return sum(counts.get(person, 0) for counts in believed)

    def news(self, listeners: Iterable[Listener]) -> Counts | None:
        """What is another than it was; and now and then the same again, else None."""
        here = Counter(one.person for one in listeners if one.person is not None)
        many = [one for one in here.most_common(MOST_TOLD) if one[1] >= MANY]
        now = time.monotonic()
        if many == self._said and (not many or now - self._said_at < SAY_SECONDS):
            return None
        self._said, self._said_at = many, now
        return many

    def take(self, process: str, counts: Counts | None) -> None:
        if counts is not None:
            now = time.monotonic()
            kept = {who: one for who, one in self._elsewhere.items() if one[1] > now}
            self._elsewhere = kept | {process: (dict(counts), now + BELIEVED_SECONDS)}


def busiest(wrote: Counter[tuple[int, bool]]) -> Wrote:
    """Account, whether it moderates, and how much it wrote."""
    return [(person, keeps, count) for (person, keeps), count in wrote.most_common(MOST_TOLD)]
