"""What the socket of a show says first: who the visitor is here, and what they may."""

from django.utils import timezone

from accounts.models import User
from shows.access import Visitor, can_host, can_perform, find_show, will_be_let_in
from shows.models import Show

from . import ice_servers
from .envelopes import say


def welcome(visitor: Visitor, slug: str) -> tuple[Show, str]:
    """The show and the envelope; Http404 for whoever may not know of it."""
    show, user = find_show(visitor, slug), visitor.user
    name = part = None
    may = ["watch"] if will_be_let_in(visitor, show) else []
    if isinstance(user, User):
        name = user.name
        if can_perform(user, show):
            part = user.username
            removed = show.removals.filter(user=user, restored_at=None).exists()
            may += [] if removed else ["perform"]
        may += ["host"] if can_host(user, show) else []
    return show, say(
        "show.welcome",
        you={"name": name, "part": part, "may": may},
        ice_servers=ice_servers.servers(),
        server_time=timezone.now().isoformat(),
    )
