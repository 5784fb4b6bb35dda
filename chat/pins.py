"""The message that is pinned in a chat, for whoever comes in: pinned(). Read anew where the log has
grown or reads otherwise since, and not for each of the thousand who come in together."""

from weakref import WeakKeyDictionary

from shows.sockets import clerk

from . import history
from .entries import Entry
from .hub import Hub
from .models import Chat

_read_before: WeakKeyDictionary[Hub, tuple[tuple[int, int], Entry | None]] = WeakKeyDictionary()


async def pinned(hub: Hub) -> Entry | None:
    now = hub.ring.upto, hub.ring.edition
    known = _read_before.get(hub)
    if known is None or known[0] != now:
        known = _read_before[hub] = now, await clerk.ask(read, hub.show.pk)
    return known[1]


def read(show: int) -> Entry | None:
    """None where nothing is pinned, or what is was deleted."""
    row = Chat.objects.select_related("pinned").filter(pk=show).first()
    if row is None or row.pinned is None or row.pinned.deletion_id is not None:
        return None
    return history.again(show, {row.pinned.number}).get(row.pinned.number)
