"""One reading of a show for all of its sockets in this process: after() now() lately().

At curtain-up a thousand sockets hear the same hint in the same moment. The first that hears it
reads the rows, the others wait for what it finds. That is safe because a hint is sent after the
commit that it is about and carries a mark of its own: whatever reading began once anybody here had
heard that mark saw the change. For a mark that was heard before, the newest reading is taken, so
that no socket goes back in time when two hints overtake each other.
"""

import asyncio
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field

from channels.db import database_sync_to_async

from .show_state import HouseState, read

MOST_SHOWS = 200
MOST_MARKS = 32
LATELY_SECONDS = 0.5

Reading = asyncio.Task[HouseState | None]


@dataclass
class Shelf:
    """The newest reading of one show, and the hints that it is good for."""

    reading: Reading
    began_at: float
    marks: deque[str] = field(default_factory=lambda: deque(maxlen=MOST_MARKS))
    next: Reading | None = None


class Snapshots:
    def __init__(self) -> None:
        self._shelves: OrderedDict[str, Shelf] = OrderedDict()
        self.readings = 0

    async def after(self, slug: str, mark: str) -> HouseState | None:
        """The show as it is, or newer, after the change that this hint is about."""
        shelf = self._shelf(slug)
        if shelf is None or mark not in shelf.marks or _failed(shelf.reading):
            shelf = self._read(slug, shelf)
            shelf.marks.append(mark)
        return await asyncio.shield(shelf.reading)

    async def now(self, slug: str) -> HouseState | None:
        """As it is now: no reading that began before will do. Who asks while one runs shares the
        one that comes after it."""
        shelf = self._shelf(slug)
        if shelf is None or shelf.reading.done():
            return await asyncio.shield(self._read(slug, shelf).reading)
        if shelf.next is None:
            shelf.next = asyncio.create_task(self._after_that(slug, shelf))
            shelf.next.add_done_callback(_look)
        return await asyncio.shield(shelf.next)

    async def lately(self, slug: str) -> HouseState | None:
        """As it was half a second ago, or newer: what a storm of requests is answered by."""
        shelf = self._shelf(slug)
        if shelf is None or shelf.began_at < time.monotonic() - LATELY_SECONDS:
            shelf = self._read(slug, shelf)
        return await asyncio.shield(shelf.reading)

    async def _after_that(self, slug: str, before: Shelf) -> HouseState | None:
        await asyncio.wait([before.reading])
        shelf = self._shelf(slug)
        if shelf is None or shelf is before:
            shelf = self._read(slug, shelf)
        return await asyncio.shield(shelf.reading)

    def _shelf(self, slug: str) -> Shelf | None:
        shelf = self._shelves.get(slug)
        if shelf is None or shelf.reading.get_loop() is not asyncio.get_running_loop():
            return None
        return shelf

    def _read(self, slug: str, before: Shelf | None) -> Shelf:
        self.readings += 1
        reading = asyncio.create_task(database_sync_to_async(read)(slug))
        reading.add_done_callback(_look)
        shelf = self._shelves[slug] = Shelf(reading, time.monotonic())
        if before is not None:
            shelf.marks.extend(before.marks)
        self._shelves.move_to_end(slug)
        while len(self._shelves) > MOST_SHOWS:
            self._shelves.popitem(last=False)
        return shelf


def _failed(reading: Reading) -> bool:
    return reading.done() and (reading.cancelled() or reading.exception() is not None)


def _look(reading: Reading) -> None:
    """Those who wait raise it; if nobody does any more, it is nobody's error."""
    if not reading.cancelled():
        reading.exception()


snapshots = Snapshots()
