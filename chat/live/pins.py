"""The message that is pinned in a chat, for the welcome: pinned(). It is read once for the thousand
who come in together, and new messages do not make it be read again.
"""

from weakref import WeakKeyDictionary

from streaming.foundation.shared import Shared
from streaming.foundation.sockets import database

from ..log import history
from ..log.entries import Entry
from ..models import Chat
from .hub import Hub

# The counts of reactions under it may be so old; the pulse tells newer ones within a second.
KEPT_SECONDS = 1.0
# With the edition of the ring that it was read at: another edition may have another pin.
_kept: WeakKeyDictionary[Hub, tuple[int, Shared[Entry | None]]] = WeakKeyDictionary()


async def pinned(hub: Hub) -> Entry | None:
    edition, pin = _kept.get(hub, (None, None))
    if pin is None or edition != hub.ring.edition:
        show = hub.show.pk  # the hub itself in here would never be let go
        pin = Shared(lambda: database.ask(read, show))
        _kept[hub] = hub.ring.edition, pin
    return await pin.get(KEPT_SECONDS)


def read(show: int) -> Entry | None:
    """None where nothing is pinned, or what is was deleted."""
    row = Chat.objects.select_related("pinned").filter(pk=show).first()
    if row is None or row.pinned is None or row.pinned.deletion_id is not None:
        return None
    return history.again(show, {row.pinned.number}).get(row.pinned.number)
