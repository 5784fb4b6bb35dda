"""WHIP (RFC 9725): encoders, and browsers that are one, send a show.

`POST /whip/<show>` with an SDP offer opens a session; its address takes PATCH (ICE) and DELETE.
Who may is decided by authentication.py, when by shows/air/appearances.py, how by the relay.
"""

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from streaming.control.commands import Answered
from streaming.foundation import rate_limits
from streaming.foundation.refusals import Refused

from .. import ice_servers
from ..sessions import performing
from ..sessions.sessions import Entrance, Place
from . import encoder_refused
from .authentication import login_of, performer_at
from .signalling import FRAGMENT, SDP, Door, at, created, nothing_to_see, offer_of, patched


async def get(request: HttpRequest, slug: str) -> HttpResponse:
    return await nothing_to_see()


async def perform(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a session. With `?take_over=1` also where somebody sends already."""
    entrance = await sync_to_async(_let_in)(request, slug)
    session = entrance.place.session
    answer = await _begin(entrance)
    where = reverse("whip_session", args=[slug, session])
    return created(answer, where, links=ice_servers.links(session))


async def get_session(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    await sync_to_async(_own)(request, slug, session)
    return await nothing_to_see()


async def patch(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    return await patched(request, await sync_to_async(_own)(request, slug, session))


async def leave(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """Twice is once, and a session that ended by itself is no error either."""
    place = await sync_to_async(_own)(request, slug, session, is_over=True)
    await performing.leave(place)
    return HttpResponse()


def _let_in(request: HttpRequest, slug: str) -> Entrance:
    rate_limits.count_join(rate_limits.address_of(request))
    show, user, key = performer_at(request, slug)
    with encoder_refused.noted(show, user):
        offer, take_over = offer_of(request), request.GET.get("take_over") == "1"
        login = "" if key else login_of(request)
        return performing.let_in(show, user, offer, key=key, take_over=take_over, login=login)


async def _begin(entrance: Entrance) -> Answered:
    """By the relay; the person learns in the studio what it said to the encoder."""
    try:
        answer = await performing.begin(entrance)
    except Refused as refusal:
        await sync_to_async(encoder_refused.note_of)(entrance.place.session, refusal)
        raise
    await sync_to_async(encoder_refused.forget)(entrance.place.session)
    return answer


def _own(request: HttpRequest, slug: str, session: str, *, is_over: bool = False) -> Place:
    show, user, _key = performer_at(request, slug)
    return performing.own(show, user, session, is_over=is_over)


endpoint = Door(GET=get, POST=perform, accepts={"Accept-Post": SDP})
session = Door(GET=get_session, PATCH=patch, DELETE=leave, accepts={"Accept-Patch": FRAGMENT})
urlpatterns = [
    *at("whip/<slug:slug>", endpoint, name="whip"),
    *at("whip/<slug:slug>/<str:session>", session, name="whip_session"),
]
