"""Probing: somebody of the cast tests their line. let_in() begin() close().

What they send goes to a stage of its own that nobody knows and nobody can watch. It takes a place
of the relay, so it does not last, and cannot be had often.
"""

import asyncio
import secrets

from asgiref.sync import sync_to_async

from accounts.models import User
from streaming.control.commands import Answered, CloseStage, Done, Perform
from streaming.foundation import rate_limits

from ..dispatch import ask, tell
from ..relay_refusals import refused
from .sessions import Entrance, Place

SECONDS = 20.0
PROBES = "6/min"


def let_in(user: User, offer: str, *, relay: str) -> Entrance:
    rate_limits.count("probe", str(user.pk), PROBES)
    place = Place(secrets.token_hex(16), secrets.token_urlsafe(24), relay)
    return Entrance(place, Perform(place.stage, place.session, "probe", 1, offer))


async def begin(entrance: Entrance) -> Answered:
    answer = await ask(entrance.command, relay=entrance.place.relay)
    if not isinstance(answer, Answered):
        raise refused(answer)
    return answer


async def close(place: Place, *, after: float = 0.0) -> None:
    await asyncio.sleep(after)
    command = CloseStage(place.stage, "probed")
    if not isinstance(await ask(command, relay=place.relay), Done):
        await sync_to_async(tell)(command, relay=place.relay)
