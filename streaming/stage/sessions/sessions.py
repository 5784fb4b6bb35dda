"""What the sessions of performers and of viewers have in common, whatever door they came by.

A session is begun by whoever has an Entrance, and lives at a Place: patch() leave() end(). Nothing
here knows HTTP or sockets.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from asgiref.sync import sync_to_async

from accounts.models import User
from shows.air.appearances import left
from streaming.control import commands
from streaming.foundation import rate_limits

from ..bells import tell_ended
from ..dispatch import ask, tell
from ..relay_refusals import outdated, refused


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session is: on which stage, and the relay that holds it."""

    stage: str
    session: str
    relay: str


@dataclass(frozen=True, slots=True)
class Entrance:
    """Somebody was let in; the relay is still to be asked."""

    place: Place
    command: commands.Perform | commands.Watch
    member: User | None = None  # whom open_sessions.py has a row of


def end(places: Iterable[Place], reason: str) -> None:
    """Of viewers, or of performers who came from a page: over for us at once."""
    for place in places:
        left(place.session, reason=reason)
        tell_ended(place.session, reason)
        tell(commands.Leave(place.stage, place.session, reason), relay=place.relay)


async def patch(place: Place, etags: Iterable[str | None], fragment: str) -> commands.Patched:
    """Trickled candidates, or an ICE restart; for the first entity tag that is still good."""
    await sync_to_async(rate_limits.count)("patch", place.session, rate_limits.PATCHES)
    refusal = outdated()
    for etag in etags:
        command = commands.Patch(place.stage, place.session, etag, fragment)
        answer = await ask(command, relay=place.relay)
        if isinstance(answer, commands.Patched):
            return answer
        refusal = refused(answer)
        if refusal.status != 412:
            break
    raise refusal


async def leave(place: Place) -> None:
    """It is over, even if the relay hears of it a little later."""
    command = commands.Leave(place.stage, place.session, "left")
    if not isinstance(await ask(command, relay=place.relay), commands.Done):
        await sync_to_async(tell)(command, relay=place.relay)
