"""One reading of a show for all of its sockets in this process: after() now() lately().

At curtain-up a thousand sockets hear the same hint in the same moment. The first that hears it
reads the rows, the others wait for what it finds. That is safe because a hint is sent after the
commit that it is about and carries a mark of its own: whatever reading began once anybody here had
heard that mark saw the change. For a mark that was heard before, the newest reading is taken, so
that no socket goes back in time when two hints overtake each other.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field

from channels.db import database_sync_to_async

from streaming.foundation.shared import Shared

from .show_state import HouseState, read

MOST_SHOWS = 200  # read lately; the least recent one is forgotten
MOST_MARKS = 32  # of hints about one show: more are not on their way at once
# A show hardly changes faster than people notice, and a storm of requests costs two readings a
# second.
LATELY_SECONDS = 0.5


@dataclass(slots=True)
class Snapshot:
    """The newest reading of one show, and the hints that it is good for."""

    reading: Shared[HouseState | None]
    marks: deque[str] = field(default_factory=lambda: deque(maxlen=MOST_MARKS))


class Snapshots:
    def __init__(self) -> None:
        self._snapshots: OrderedDict[str, Snapshot] = OrderedDict()
        self.readings = 0

    async def after(self, slug: str, mark: str) -> HouseState | None:
        """The show as it is, or newer, after the change that this hint is about."""
        snapshot = self._snapshot(slug)
        if mark in snapshot.marks:
            return await snapshot.reading.get()
        snapshot.marks.append(mark)
        return await snapshot.reading.again()

    async def now(self, slug: str) -> HouseState | None:
        """The show as it is now. Sockets that ask while a reading runs share the one after it."""
        return await self._snapshot(slug).reading.after_now()

    async def lately(self, slug: str) -> HouseState | None:
        """The show as it was half a second ago, or newer: for a storm of requests."""
        return await self._snapshot(slug).reading.get(LATELY_SECONDS)

    def _snapshot(self, slug: str) -> Snapshot:
        async def reading() -> HouseState | None:
            self.readings += 1
            return await database_sync_to_async(read)(slug)

        snapshot = self._snapshots.get(slug)
        if snapshot is None:
            snapshot = self._snapshots[slug] = Snapshot(Shared(reading))
        self._snapshots.move_to_end(slug)
        while len(self._snapshots) > MOST_SHOWS:
            self._snapshots.popitem(last=False)
        return snapshot


snapshots = Snapshots()
