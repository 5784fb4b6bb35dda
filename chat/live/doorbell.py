"""The bell between processes: ring() says that there is something new; what it is stands in the
rows. Each process listens once, whatever the number of its sockets, on a channel of its own.

A bell that is lost costs a second at most: the clock compares numbers (hubs.py). So nothing here
ever stops a chat, and nothing waits for long.
"""

import asyncio
import logging
import secrets
from contextlib import suppress

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from msgspec import to_builtins

from accounts.models import User
from shows.models import Show

from .news import Bell, ChatBell, PersonBell, Totals, read

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 2.0
MOST_RINGING = 100
# Of everybody who has been signed out or suspended, whatever show they sit in.
PEOPLE = "chat.people"
HERE = secrets.token_hex(8)  # who rings, so that nobody wakes for their own bell

_ringing: set[asyncio.Task[None]] = set()
_loop: asyncio.AbstractEventLoop | None = None
_is_away = False


def group_of(show: Show) -> str:
    return f"chat.{show.uuid.hex}"


def ring(show: Show, *, upto: int = 0, pulse: Totals | None = None) -> None:
    """At this show; from the loop of sockets. Nobody waits for it, and where there is no other
    process nobody has to be woken."""
    if isinstance(get_channel_layer(), InMemoryChannelLayer):
        return
    _later(group_of(show), ChatBell(show.pk, HERE, upto=upto, pulse=pulse))


def ring_from_thread(
    show: Show,
    *,
    grown: bool = False,
    counted: int = 0,
    by: int = 0,
    house: bool = False,
    waiting: bool = False,
) -> None:
    bell = ChatBell(show.pk, "", grown=grown, counted=counted, by=by, house=house, waiting=waiting)
    _now(group_of(show), bell)


def ring_for(person: User) -> None:
    """Whoever they are signed in as may be over; their sockets ask."""
    _now(PEOPLE, PersonBell(person.pk))


def _later(group: str, bell: Bell) -> None:
    if len(_ringing) < MOST_RINGING:
        task = asyncio.create_task(_send(group, bell))
        _ringing.add(task)
        task.add_done_callback(_ringing.discard)


def _now(group: str, bell: Bell) -> None:
    """From a thread. The layer in memory belongs to the loop of the sockets, where there is one."""
    if _loop is not None and _loop.is_running():
        _loop.call_soon_threadsafe(_later, group, bell)
    else:
        async_to_sync(_send)(group, bell)


async def _send(group: str, bell: Bell) -> None:
    """A layer that is away must not stop a chat; it is said once, and once more when it is back."""
    global _is_away
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await get_channel_layer().group_send(group, to_builtins(bell))
        was_away, _is_away = _is_away, False
        if was_away:
            log.warning("The channel layer takes bells again")
    except Exception as error:
        if not _is_away:
            log.warning("The channel layer takes no bells: %r", error)
        _is_away = True


def ring_for_left(person: int, name: str, shows: list[int]) -> None:
    """The account is closed; in these chats there is something that they said or did."""
    _now(PEOPLE, PersonBell(person, name, shows))


class BellReceiver:
    """This process listens: hear() once and for ever; join() each group, and again now and then,
    because a Redis that was started anew knows of none."""

    def __init__(self) -> None:
        global _loop
        _loop = asyncio.get_running_loop()
        self._layer = get_channel_layer()
        self._channel = ""

    async def join(self, group: str) -> None:
        with suppress(Exception):
            async with asyncio.timeout(PATIENCE_SECONDS):
                if not self._channel:
                    self._channel = await self._layer.new_channel("chat")
                await self._layer.group_add(group, self._channel)

    async def part(self, group: str) -> None:
        with suppress(Exception):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._layer.group_discard(group, self._channel)

    async def hear(self) -> Bell | None:
        """The next bell; None where there was only trouble."""
        try:
            if not self._channel:
                self._channel = await self._layer.new_channel("chat")
            found = await self._layer.receive(self._channel)
        except Exception:
            await asyncio.sleep(0.5)
            return None
        return read(found)
