"""WHEP (draft-ietf-wish-whep): players watch a show.

`POST /whep/<show>` with an SDP offer opens a session for whoever shows/access.py lets watch. The
address of a session is its only key: unguessable, and signed, so that no guess reaches a relay.
"""

import json
import re
import secrets
from datetime import datetime
from functools import partial

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from shows.access import Visitor, can_moderate, can_perform, can_watch, find_show
from shows.models import Show
from shows.states import COMING, ON_AIR
from streaming.control.commands import Answered, Choose, Done, Leave, Watch

from . import ice_servers, throttle, watching
from .dispatch import ask, relay_for, tell
from .problem import TurnedAway
from .signalling import (
    FRAGMENT,
    SDP,
    Door,
    created,
    nothing_to_see,
    offer_of,
    patched,
    refused,
    text_of,
    unknown,
)
from .visiting import visitor_at

LAYER = re.compile(r"[A-Za-z0-9_-]{1,32}")
LAYERS = "urn:ietf:params:whep:ext:core:layer"
SOON, LATER = 5, 3600
RANDOM, SIGNATURE = 22, 16


async def look(request: HttpRequest, slug: str) -> HttpResponse:
    """A player that wonders whether this is WHEP learns it from the type (draft, 4.2)."""
    await sync_to_async(_find)(request, slug)
    return await nothing_to_see(SDP)


async def watch(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a session; `?layer=` chooses one from the start."""
    command, relay = await sync_to_async(_let_in)(request, slug)
    answer = await ask(command, relay=relay)
    if not isinstance(answer, Answered):
        raise refused(answer)
    session = command.session
    layers = f'<{reverse("whep_layer", args=[slug, session])}>; rel="{LAYERS}"'
    where = reverse("whep_session", args=[slug, session])
    return created(answer, where, links=(*ice_servers.links(session), layers))


async def look_at_session(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    await _opened(slug, session)
    return await nothing_to_see()


async def patch(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    stage, relay = await _opened(slug, session)
    return await patched(request, stage, session, partial(ask, relay=relay))


async def leave(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    stage, relay = await _opened(slug, session)
    command = Leave(stage, session, "left")
    if not isinstance(await ask(command, relay=relay), Done):
        await sync_to_async(tell)(command, relay=relay)
    return HttpResponse()


async def choose(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """`{"rid": "h"}` from the next keyframe on, `{"layer": "audio"}` for sound alone, `{}` to let
    the relay choose by what the line carries."""
    stage, relay = await _opened(slug, session)
    await sync_to_async(throttle.count)("patch", session, throttle.PATCHES)
    wanted = _wanted(text_of(request, "application/json"))
    answer = await ask(Choose(stage, session, wanted), relay=relay)
    if not isinstance(answer, Done):
        raise refused(answer)
    return HttpResponse()


def _let_in(request: HttpRequest, slug: str) -> tuple[Watch, str]:
    """What the relay is asked for whoever may watch, and which relay."""
    throttle.count_join(request)
    visitor, show = _audience(request, slug)
    layer = _checked(request.GET.get("layer", "auto"))
    offer = offer_of(request)
    stage = show.uuid.hex
    session = _new_session(stage)
    watching.remember(visitor.user, stage, session)
    return Watch(stage, session, offer, layer), relay_for(show)


def _find(request: HttpRequest, slug: str) -> tuple[Visitor, Show]:
    visitor = visitor_at(request, slug)
    return visitor, find_show(visitor, slug)


def _audience(request: HttpRequest, slug: str) -> tuple[Visitor, Show]:
    """Whoever may watch, and the show. Who is too early is told when to come; a show that is
    closed to them looks like none."""
    visitor, show = _find(request, slug)
    if not _is_on(visitor, show):
        raise not_on_air(show, timezone.now())
    if not can_watch(visitor, show):
        raise unknown()
    return visitor, show


def _is_on(visitor: Visitor, show: Show) -> bool:
    """Before the curtain the stage is for those who work on it; behind it there is none."""
    if show.state in ON_AIR:
        return True
    works_here = can_perform(visitor.user, show) or can_moderate(visitor.user, show)
    return works_here and show.state in COMING


def not_on_air(show: Show, now: datetime) -> TurnedAway:
    """Nobody performs (draft, 4.3.6)."""
    wait = LATER
    if show.state in COMING:
        wait = min(LATER, max(SOON, int((show.starts_at - now).total_seconds())))
    return TurnedAway("show.not_on_air", _("Nobody is on stage now."), 409, retry_after=wait)


def _new_session(stage: str) -> str:
    random = secrets.token_urlsafe(16)
    return random + _signature(stage, random)


def _signature(stage: str, random: str) -> str:
    return salted_hmac("streaming.whep", f"{stage}:{random}").hexdigest()[:SIGNATURE]


@sync_to_async
def _opened(slug: str, session: str) -> tuple[str, str]:
    """The stage that this session was opened on, and its relay; anything else was never opened."""
    show = Show.objects.filter(slug=slug).first()
    random, signature = session[:RANDOM], session[RANDOM:]
    if show is None or not constant_time_compare(signature, _signature(show.uuid.hex, random)):
        raise unknown()
    return show.uuid.hex, relay_for(show)


def _checked(layer: object) -> str:
    if not isinstance(layer, str) or not LAYER.fullmatch(layer):
        raise TurnedAway("whep.bad_layer", _("A layer has a short name."), 400)
    return layer


def _wanted(text: str) -> str:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise TurnedAway("request.malformed", _("This is no JSON object."), 400)
    names = [found[name] for name in ("layer", "rid", "encodingId") if name in found]
    return _checked(names[0]) if names else "auto"


endpoint = Door(GET=look, POST=watch, accepts={"Accept-Post": SDP})
session = Door(GET=look_at_session, PATCH=patch, DELETE=leave, accepts={"Accept-Patch": FRAGMENT})
layer = Door(GET=look_at_session, POST=choose, accepts={"Accept-Post": "application/json"})
urlpatterns = [
    path("whep/<slug:slug>", endpoint.view, name="whep"),
    path("whep/<slug:slug>/<str:session>", session.view, name="whep_session"),
    path("whep/<slug:slug>/<str:session>/layer", layer.view, name="whep_layer"),
]
