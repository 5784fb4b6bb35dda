"""Pages of the log from before what the ring of a chat holds, for clients that were away: page().

They come back together, as after a restart, and ask for the same. So the log is cut into pages at
fixed numbers, and each page is read once for all of them.
"""

from collections import OrderedDict
from functools import partial

from shows.models import Show
from streaming.foundation.shared import Shared
from streaming.foundation.sockets import database

from .. import counters
from ..log import history
from ..log.history import MOST_ENTRIES, Span

# Each has MOST_ENTRIES entries: 8 pages reach 4,000 numbers back.
MOST_PAGES = 8
# Names and counts in a page may be so old; forget() drops pages whose texts changed.
KEPT_SECONDS = 5.0


class LogPages:
    def __init__(self, show: Show) -> None:
        self._show = show
        self._pages: OrderedDict[int, Shared[Span]] = OrderedDict()

    async def page(self, number: int) -> Span:
        """The page with the number after this one; the log has to be whole up to its end."""
        first = number - number % MOST_ENTRIES
        page = self._pages.setdefault(first, Shared(partial(self._read, first)))
        self._pages.move_to_end(first)
        if len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        counters.pages_given.inc()
        return await page.get(KEPT_SECONDS)

    def forget(self) -> None:
        """Something reads otherwise now. Sockets that wait for a page hear of it by the hub."""
        self._pages.clear()

    async def _read(self, first: int) -> Span:
        counters.pages_read.inc()
        return await database.ask(history.between, self._show.pk, first, first + MOST_ENTRIES)
