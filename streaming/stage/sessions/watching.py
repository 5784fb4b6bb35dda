"""Watching: what the doors for viewers share. let_in() begin() accept() opened() choose()
refresh().

Whoever shows/access.py lets watch gets a session. Its name is its only key: unguessable, and
signed, so that no guess reaches a relay.
"""

import re
import secrets
from datetime import datetime

from asgiref.sync import sync_to_async
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from shows.access import Visitor, can_perform, can_watch, works_at
from shows.air.presence import note_presence
from shows.models import Show
from shows.states import COMING, ON_AIR
from streaming.control.commands import Accept, Answer, Answered, Choose, Done, Refresh, Watch
from streaming.foundation.refusals import Refused, not_found

from ..dispatch import ask, relay_for
from ..relay_refusals import over, refused
from . import open_sessions, sessions
from .sessions import Entrance, Place

LAYER = re.compile(r"[A-Za-z0-9_-]{1,32}")
SOON, LATER = 5, 3600  # bounds of Retry-After before a show begins
# Characters of a session's name: 128 random bits in base64, then 64 bits of a signature in hex.
RANDOM, SIGNATURE = 22, 16


def check(visitor: Visitor, show: Show) -> None:
    """Refuse who is too early, with a time to retry, and who may not watch, as if there were no
    show."""
    if not _is_on(visitor, show):
        raise not_on_air(show, timezone.now())
    if not can_watch(visitor, show):
        raise not_found()


def let_in(
    visitor: Visitor,
    show: Show,
    offer: str,
    *,
    relay: str,
    network: str,
    layer: str = "auto",
    login: str = "",
    instead_of: str = "",
    counter: bool = False,
) -> Entrance:
    """A session for somebody who was checked. `counter`: they can answer an offer of ours."""
    stage = show.uuid.hex
    place = Place(stage, _new_session(stage), relay)
    of_cast = can_perform(visitor.user, show)
    if not of_cast:
        note_presence(show, visitor.user)
    command = Watch(
        stage, place.session, offer, checked(layer), of_cast, network, instead_of, counter
    )
    member = visitor.user if isinstance(visitor.user, User) else None
    if member is not None:
        open_sessions.remember(member, show, place, login=login)
    return Entrance(place, command, member=member)


async def begin(entrance: Entrance) -> Answered:
    return await confirmed(entrance, await ask(entrance.command, relay=entrance.place.relay))


async def confirmed(entrance: Entrance, answer: Answer) -> Answered:
    """The answer of a relay that took them; Refused also for a member who lost the right to the
    session while the relay was asked."""
    member, place = entrance.member, entrance.place
    if not isinstance(answer, Answered):
        if member is not None:
            await sync_to_async(open_sessions.drop)(place.session)
        raise refused(answer)
    await _check_stays(member, place)
    return answer


async def accept(place: Place, answer: str, member: User | None) -> None:
    """Their answer to an offer of ours; media flows from here on."""
    done = await ask(Accept(place.stage, place.session, answer), relay=place.relay)
    if not isinstance(done, Done):
        raise refused(done)
    await _check_stays(member, place)


async def _check_stays(member: User | None, place: Place) -> None:
    if member is not None and not await sync_to_async(open_sessions.stays)(member, place):
        await sessions.leave(place)
        raise over()


def opened(show: Show, session: str) -> Place:
    """Where this session was opened; anything else never was, or not on this stage."""
    stage = show.uuid.hex
    random, signature = session[:RANDOM], session[RANDOM:]
    if not constant_time_compare(signature, _signature(stage, random)):
        raise over()
    return Place(stage, session, relay_for(show))


async def choose(place: Place, layer: object) -> None:
    """From the next keyframe on."""
    command = Choose(place.stage, place.session, checked(layer))
    answer = await ask(command, relay=place.relay)
    if not isinstance(answer, Done):
        raise refused(answer)


async def refresh(place: Place) -> None:
    """A keyframe, as soon as it can be."""
    answer = await ask(Refresh(place.stage, place.session), relay=place.relay)
    if not isinstance(answer, Done):
        raise refused(answer)


def checked(layer: object) -> str:
    if not isinstance(layer, str) or not LAYER.fullmatch(layer):
        raise Refused("whep.bad_layer", _("A layer has a short name."), status=400)
    return layer


def not_on_air(show: Show, now: datetime) -> Refused:
    """Nobody performs (draft, 4.3.6)."""
    wait = LATER
    if show.state in COMING:
        wait = min(LATER, max(SOON, int((show.starts_at - now).total_seconds())))
    return Refused("show.not_on_air", _("Nobody is on stage now."), status=409, retry_after=wait)


def _is_on(visitor: Visitor, show: Show) -> bool:
    """Before the curtain the stage is for those who work on it; behind it there is none."""
    if show.state in ON_AIR:
        return True
    return works_at(visitor.user, show) and show.state in COMING


def _new_session(stage: str) -> str:
    random = secrets.token_urlsafe(16)
    return random + _signature(stage, random)


def _signature(stage: str, random: str) -> str:
    return salted_hmac("streaming.whep", f"{stage}:{random}").hexdigest()[:SIGNATURE]
