"""WHEP (draft-ietf-wish-whep): players watch a show.

`POST /whep/<show>` with an SDP offer opens a session for whoever shows/access.py lets watch. Where
the offer does not fit, 406 carries an offer of ours, which the player answers by PATCH. The address
of a session is its only key; see streaming/stage/sessions/watching.py.
"""

import json
from dataclasses import replace

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from shows.access import Visitor, find_show
from shows.models import Show
from streaming.foundation import rate_limits
from streaming.foundation.refusals import Refused

from .. import ice_servers
from ..dispatch import relay_for
from ..relay_refusals import over
from ..sessions import open_sessions, sessions, watching
from ..sessions.sessions import Entrance, Place
from .authentication import login_of, visitor_at
from .signalling import (
    FRAGMENT,
    SDP,
    Door,
    at,
    created,
    media_type_of,
    nothing_to_see,
    offer_of,
    patched,
    text_of,
)

PATCHES = f"{FRAGMENT}, {SDP}"
LAYERS = "urn:ietf:params:whep:ext:core:layer"


async def get(request: HttpRequest, slug: str) -> HttpResponse:
    """A player that wonders whether this is WHEP learns it from the type (draft, 4.2)."""
    await sync_to_async(_find)(request, slug)
    return await nothing_to_see(SDP)


async def watch(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a session; `?layer=` chooses one from the start."""
    entrance = await sync_to_async(_let_in)(request, slug)
    answer = await watching.begin(entrance)
    session = entrance.place.session
    layers = f'<{reverse("whep_layer", args=[slug, session])}>; rel="{LAYERS}"'
    where = reverse("whep_session", args=[slug, session])
    links = (*ice_servers.links(session), layers)
    return created(answer, where, links=links, patches=PATCHES)


async def get_session(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    await _opened(slug, session)
    return await nothing_to_see()


async def patch(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """Candidates, an ICE restart, or the answer to an offer of ours."""
    place = await _opened(slug, session)
    if media_type_of(request) != SDP:
        return await patched(request, place, known=PATCHES)
    answer = text_of(request, SDP)
    await sync_to_async(rate_limits.count)("patch", session, rate_limits.PATCHES)
    member = await sync_to_async(_still_let_in)(request, slug, place)
    await watching.accept(place, answer, member)
    return await nothing_to_see()


async def leave(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    await sessions.leave(await _opened(slug, session))
    return HttpResponse()


async def choose(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """`{"rid": "h"}` from the next keyframe on, `{"layer": "audio"}` for sound alone, `{}` to let
    the relay choose by what the line carries."""
    place = await _opened(slug, session)
    await sync_to_async(rate_limits.count)("patch", session, rate_limits.PATCHES)
    await watching.choose(place, _wanted(text_of(request, "application/json")))
    return HttpResponse()


def _let_in(request: HttpRequest, slug: str) -> Entrance:
    network = rate_limits.address_of(request)
    rate_limits.count_join(network)
    visitor, show = _find(request, slug)
    watching.check(visitor, show)
    layer = watching.checked(request.GET.get("layer", "auto"))
    offer, relay, login = offer_of(request), relay_for(show), login_of(request)
    return watching.let_in(
        visitor, show, offer,
        relay=relay, network=network, layer=layer, login=login, counter=True,
    )  # fmt: skip


def _still_let_in(request: HttpRequest, slug: str, place: Place) -> User | None:
    """The member whose session this is, after their right to watch was asked for once more; or that
    of whoever sends this, where it is nobody's."""
    member = open_sessions.member_of(place.session)
    visitor = visitor_at(request, slug)
    if member is not None:
        visitor = replace(visitor, user=member)
    watching.check(visitor, find_show(visitor, slug))
    return member


def _find(request: HttpRequest, slug: str) -> tuple[Visitor, Show]:
    visitor = visitor_at(request, slug)
    return visitor, find_show(visitor, slug)


@sync_to_async
def _opened(slug: str, session: str) -> Place:
    show = Show.objects.filter(slug=slug).first()
    if show is None:
        raise over()
    return watching.opened(show, session)


def _wanted(text: str) -> object:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused("request.malformed", _("This is no JSON object."), status=400)
    names = [found[name] for name in ("layer", "rid", "encodingId") if name in found]
    return names[0] if names else "auto"


endpoint = Door(GET=get, POST=watch, accepts={"Accept-Post": SDP})
session = Door(GET=get_session, PATCH=patch, DELETE=leave, accepts={"Accept-Patch": PATCHES})
layer = Door(GET=get_session, POST=choose, accepts={"Accept-Post": "application/json"})
urlpatterns = [
    *at("whep/<slug:slug>", endpoint, name="whep"),
    *at("whep/<slug:slug>/<str:session>", session, name="whep_session"),
    *at("whep/<slug:slug>/<str:session>/layer", layer, name="whep_layer"),
]
