"""Performing: what the doors for performers share. let_in() begin() own() leave().

Who performs is known at the door, whether they may now is decided by shows/air/appearances.py, how
by the relay.
"""

from asgiref.sync import sync_to_async

from accounts.models import User
from shows.air.appearances import answered, appear, left, on_stage
from shows.air.on_air import paused_number
from shows.models import Appearance, Show, StreamKey
from streaming.control.commands import Answered, Hush, Pause, Perform
from streaming.foundation.http_refusals import TurnedAway
from streaming.foundation.refusals import Refused
from streaming.wire import sdp
from streaming.wire.errors import Malformed

from ..dispatch import ask, relay_for
from ..relay_refusals import over
from . import open_sessions, sessions
from .sessions import Entrance, Place
from .watching import LAYER, confirmed

# As long as a relay takes to notice that a performer fell silent: then the part is free.
TAKEN_SECONDS = 2
MOST_LAYERS = 4


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
    appearance = _appear(show, user, key, take_over, layers_of(offer))
    stage, session, part = show.uuid.hex, appearance.session, appearance.part
    place = Place(stage, session, appearance.relay)
    if login:
        open_sessions.remember(user, show, place, login=login)
    muted = show.mutes.filter(user=user, ended_at=None).exists()
    command = Perform(stage, session, part, appearance.epoch, offer, name=user.name)
    member = user if login else None
    return Entrance(place, command, muted, paused_number(show), member)


async def begin(entrance: Entrance) -> Answered:
    """The answer of the relay; where it refuses, nobody has appeared. A relay that has begun anew
    knows nothing of mutes and pauses, so it is told before the first sound."""
    place, command = entrance.place, entrance.command
    if entrance.paused is not None:
        await ask(Pause(place.stage, True, entrance.paused), relay=place.relay)
    if entrance.muted and isinstance(command, Perform):
        await ask(Hush(place.stage, command.part, True), relay=place.relay)
    try:
        answer = await confirmed(entrance, await ask(command, relay=place.relay))
    except TurnedAway:
        await sync_to_async(left)(place.session, reason="refused")
        raise
    await sync_to_async(answered)(place.session, boot=answer.boot)
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


def layers_of(offer: str) -> list[str]:
    """The sizes in which one picture is sent, as the offer names them; what else is in the offer is
    the business of the relay."""
    try:
        media = sdp.parse(offer).media
    except Malformed:
        return []
    names = [name for one in media for name in one.simulcast_send if LAYER.fullmatch(name)]
    return list(dict.fromkeys(names))[:MOST_LAYERS]


def _appear(
    show: Show, user: User, key: StreamKey | None, take_over: bool, layers: list[str]
) -> Appearance:
    relay = relay_for(show)
    try:
        return appear(show, user=user, key=key, relay=relay, take_over=take_over, layers=layers)
    except Refused as refusal:
        if refusal.code not in ("stage.taken", "stage.elsewhere"):
            raise
        raise TurnedAway(
            refusal.code, refusal.sentence, refusal.status, retry_after=TAKEN_SECONDS
        ) from None
