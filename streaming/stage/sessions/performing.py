"""Performing: what the doors for performers share. let_in() begin() own() leave().

Who performs is known at the door, whether they may now is decided by shows/air/appearances.py, how
by the relay.
"""

from asgiref.sync import sync_to_async

from accounts.models import User
from shows.air.appearances import answered, appear, left, on_stage
from shows.air.on_air import paused_number
from shows.models import Appearance, Show, StreamKey
from streaming.control.commands import Answered, Perform
from streaming.foundation.refusals import Refused

from ..dispatch import ask, relay_for
from ..relay_refusals import over
from . import open_sessions, sessions
from .sessions import Entrance, Place
from .watching import confirmed

MOST_LAYERS = 4  # of an answer that are offered to viewers


def let_in(
    show: Show,
    user: User,
    offer: str,
    *,
    key: StreamKey | None = None,
    take_over: bool = False,
    login: str = "",
) -> Entrance:
    """A session for whoever may perform in this show."""
    appearance = _appear(show, user, key, take_over)
    stage, session, part = show.uuid.hex, appearance.session, appearance.part
    place = Place(stage, session, appearance.relay)
    if login:
        open_sessions.remember(user, show, place, login=login)
    pause_number = paused_number(show)
    command = Perform(
        stage,
        session,
        part,
        appearance.epoch,
        offer,
        name=user.name,
        muted=show.mutes.filter(user=user, ended_at=None).exists(),
        paused=pause_number is not None,
        pause_number=pause_number or 0,
    )
    return Entrance(place, command, user if login else None)


async def begin(entrance: Entrance) -> Answered:
    """The answer of the relay; where it refuses, nobody has appeared."""
    place = entrance.place
    try:
        answer = await confirmed(entrance, await ask(entrance.command, relay=place.relay))
    except Refused:
        await sync_to_async(left)(place.session, reason="refused")
        raise
    layers = answer.layers[:MOST_LAYERS]
    await sync_to_async(answered)(place.session, boot=answer.boot, layers=layers)
    return answer


def own(show: Show, user: User, session: str, *, is_over: bool = False) -> Place:
    """Their session in this show, which nobody else has. Over and unknown look alike, unless one
    that is over will do."""
    sessions = show.appearances.all() if is_over else on_stage(show)
    appearance = sessions.filter(session=session, user=user).first()
    if appearance is None:
        raise over()
    return Place(show.uuid.hex, session, appearance.relay)


async def leave(place: Place) -> None:
    await sync_to_async(left)(place.session, reason="left")
    await sessions.leave(place)


def _appear(show: Show, user: User, key: StreamKey | None, take_over: bool) -> Appearance:
    relay = relay_for(show)
    return appear(show, user=user, key=key, relay=relay, take_over=take_over)
