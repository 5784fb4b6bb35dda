"""The message that is pinned in a chat, for whoever comes in: pinned(). Read once for the thousand
who come in together, and not anew because somebody writes meanwhile.
"""

import asyncio
import time
from weakref import WeakKeyDictionary

from streaming.foundation.sockets import database

from ..log import history
from ..log.entries import Entry
from ..models import Chat
from .hub import Hub

# What it says of signs may be so old.
KEPT_SECONDS = 1.0
# With the edition of the ring that it was read at, and until when it is good.
Kept = tuple[int, float, asyncio.Task[Entry | None]]
_kept: WeakKeyDictionary[Hub, Kept] = WeakKeyDictionary()


async def pinned(hub: Hub) -> Entry | None:
    kept, now = _kept.get(hub), time.monotonic()
    if kept is None or kept[0] != hub.ring.edition or kept[1] < now or _has_failed(kept[2]):
        reading = asyncio.create_task(database.ask(read, hub.show.pk))
        kept = _kept[hub] = hub.ring.edition, now + KEPT_SECONDS, reading
    return await asyncio.shield(kept[2])


def _has_failed(task: asyncio.Task[Entry | None]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def read(show: int) -> Entry | None:
    """None where nothing is pinned, or what is was deleted."""
    row = Chat.objects.select_related("pinned").filter(pk=show).first()
    if row is None or row.pinned is None or row.pinned.deletion_id is not None:
        return None
    return history.again(show, {row.pinned.number}).get(row.pinned.number)
