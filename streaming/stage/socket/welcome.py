"""The first envelope on the socket of a show: who the visitor is, and what they may do."""

from channels.db import database_sync_to_async
from django.utils import timezone

from accounts.models import User
from shows.access import Visitor, can_host, can_perform, find_show, is_sent_off, will_be_let_in
from shows.models import Show
from shows.sockets.visitor import SocketVisitor
from streaming.foundation.sockets.envelopes import say

from .. import ice_servers
from .snapshots import snapshots


async def welcome(who: SocketVisitor, slug: str) -> tuple[Show, str]:
    """The show and the envelope; Http404 for whoever may not know of it.

    After a restart a full house comes back at once: for strangers one reading does for all.
    """
    visitor = await who.now()
    state = None if who.login else await snapshots.lately(slug)
    if state is not None and state.open_to_see:
        return state.show, _say(None, None, ["watch"] if state.open_to_come else [])
    return await database_sync_to_async(_ask)(visitor, slug)


def _ask(visitor: Visitor, slug: str) -> tuple[Show, str]:
    show, user = find_show(visitor, slug), visitor.user
    may = ["watch"] if will_be_let_in(visitor, show) else []
    if not isinstance(user, User):
        return show, _say(None, None, may)
    part = None
    if can_perform(user, show):
        part = user.username
        may += [] if is_sent_off(user, show) else ["perform"]
    may += ["host"] if can_host(user, show) else []
    return show, _say(user.name, part, may)


def _say(name: str | None, part: str | None, may: list[str]) -> str:
    return say(
        "show.welcome",
        you={"name": name, "part": part, "may": may},
        ice_servers=ice_servers.servers(),
        server_time=timezone.now().isoformat(),
    )
