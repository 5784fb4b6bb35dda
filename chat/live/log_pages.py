"""What the ring of a chat holds no more, for those who come back after long: page().

They come together, as after a restart, and ask for the same: the log is cut into pages at fixed
numbers, and a page is read once for all of them. So how many are behind costs the database nothing.
"""

import asyncio
import time
from collections import OrderedDict

from shows.models import Show
from streaming.foundation.sockets import database

from .. import counters
from ..log import history
from ..log.history import MOST_ENTRIES, Span

# Each of MOST_ENTRIES entries. What a page says of names and counts may be so old.
MOST_PAGES, KEPT_SECONDS = 8, 5.0


class LogPages:
    def __init__(self, show: Show) -> None:
        self._show = show
        self._pages: OrderedDict[int, tuple[float, asyncio.Task[Span]]] = OrderedDict()

    async def page(self, number: int) -> Span:
        """The page with the number after this one; the log has to be whole up to its end."""
        first, now = number - number % MOST_ENTRIES, time.monotonic()
        kept = self._pages.get(first)
        if kept is None or kept[0] < now or _has_failed(kept[1]):
            counters.pages_read.inc()
            kept = now + KEPT_SECONDS, asyncio.create_task(self._read(first))
            self._pages[first] = kept
        self._pages.move_to_end(first)
        if len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        counters.pages_given.inc()
        return await asyncio.shield(kept[1])

    def forget(self) -> None:
        """Something reads otherwise now. Whoever waits for a page is told of it by the line."""
        self._pages.clear()

    async def _read(self, first: int) -> Span:
        return await database.ask(history.between, self._show.pk, first, first + MOST_ENTRIES)


def _has_failed(task: asyncio.Task[Span]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
