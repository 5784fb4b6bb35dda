"""WHIP (RFC 9725): encoders, and browsers that are one, send a show.

`POST /whip/<show>` with an SDP offer opens a session; its address takes PATCH (ICE) and DELETE.
Who may is decided by visiting.py, when by shows/appearing.py, how by the relay.
"""

from functools import partial

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from shows.appearing import appear, left, on_stage
from shows.models import Appearance, Show, StreamKey
from streaming.control.commands import Answered, Done, Leave, Perform

from . import ice_servers, throttle
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
    unknown,
)
from .visiting import performer_at

# As long as a relay takes to notice that a performer fell silent: then the part is free.
TAKEN_SECONDS = 2


async def look(request: HttpRequest, slug: str) -> HttpResponse:
    return await nothing_to_see()


async def perform(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a session. With `?take_over=1` also where somebody sends already."""
    show, user, appearance, offer = await sync_to_async(_let_in)(request, slug)
    answer = await ask(
        Perform(
            show.uuid.hex,
            appearance.session,
            appearance.part,
            appearance.epoch,
            offer,
            name=user.name,
        ),
        relay=appearance.relay,
    )
    if not isinstance(answer, Answered):
        await sync_to_async(left)(appearance.session, reason="refused")
        raise refused(answer)
    where = reverse("whip_session", args=[slug, appearance.session])
    return created(answer, where, links=ice_servers.links(appearance.session))


async def look_at_session(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    await sync_to_async(_own)(request, slug, session)
    return await nothing_to_see()


async def patch(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    show, appearance = await sync_to_async(_own)(request, slug, session)
    there = partial(ask, relay=appearance.relay)
    return await patched(request, show.uuid.hex, session, there)


async def leave(request: HttpRequest, slug: str, session: str) -> HttpResponse:
    """The session is over, even if the relay hears of it a little later."""
    show, appearance = await sync_to_async(_own)(request, slug, session)
    await sync_to_async(left)(session, reason="left")
    command = Leave(show.uuid.hex, session, "left")
    if not isinstance(await ask(command, relay=appearance.relay), Done):
        await sync_to_async(tell)(command, relay=appearance.relay)
    return HttpResponse()


def _let_in(request: HttpRequest, slug: str) -> tuple[Show, User, Appearance, str]:
    throttle.count_join(request)
    show, user, key = performer_at(request, slug)
    offer = offer_of(request)
    take_over = request.GET.get("take_over") == "1"
    return show, user, _appear(show, user, key, take_over), offer


def _appear(show: Show, user: User, key: StreamKey | None, take_over: bool) -> Appearance:
    relay = relay_for(show)
    try:
        return appear(show, user=user, key=key, relay=relay, take_over=take_over)
    except Refused as refusal:
        if refusal.code != "stage.taken":
            raise
        sentence = _("Somebody performs in this part already. To take over: ?take_over=1")
        raise TurnedAway("stage.taken", sentence, 409, retry_after=TAKEN_SECONDS) from None


def _own(request: HttpRequest, slug: str, session: str) -> tuple[Show, Appearance]:
    """Their session in this show, which nobody else has; over and unknown look alike."""
    show, user, _key = performer_at(request, slug)
    appearance = on_stage(show).filter(session=session, user=user).first()
    if appearance is None:
        raise unknown()
    return show, appearance


endpoint = Door(GET=look, POST=perform, accepts={"Accept-Post": SDP})
session = Door(GET=look_at_session, PATCH=patch, DELETE=leave, accepts={"Accept-Patch": FRAGMENT})
urlpatterns = [
    path("whip/<slug:slug>", endpoint.view, name="whip"),
    path("whip/<slug:slug>/<str:session>", session.view, name="whip_session"),
]
