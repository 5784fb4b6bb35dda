"""The live studio: whoever performs goes on air from this page, or from an encoder beside it."""

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import MemberRequest

from ..access import can_edit, can_host
from ..air.reopening import reopens_until
from ..models import Show
from ..states import OVER, State
from .studio import own_show


@require_safe
@own_show(performers=True)
def live_desk(request: MemberRequest, show: Show) -> HttpResponse:
    own_key = show.stream_keys.filter(holder=request.user, revoked_at=None).first()
    if own_key is not None:
        own_key.show = show
    context = {
        "show": show,
        "may_edit": can_edit(request.user, show),
        "may_host": can_host(request.user, show),
        "may_perform": show.state not in OVER | {State.CANCELLED, State.DRAFT},
        "may_reopen": can_host(request.user, show) and reopens_until(show) is not None,
        "own_key": own_key,
        "whip_url": f"{settings.FOOTLIGHTS_URL}/whip/{show.slug}",
        "facts": _facts(request, show),
    }
    return render(request, "shows/studio/live.html", context)


def _facts(request: MemberRequest, show: Show) -> dict[str, object]:
    """What the scripts of the page have to know."""
    facts: dict[str, object] = {
        "socket": f"/ws/shows/{show.slug}/",
        "part": request.user.username,
        "whep": f"/whep/{show.slug}",
        "csrf": get_token(request),
        "card": {
            "title": show.title,
            "line": _("with %(name)s") % {"name": show.creator.name},
            "poster": show.poster_stage_url,
        },
    }
    if can_edit(request.user, show):
        for act in ("rehearse", "end_rehearsal"):
            facts[f"{act}_url"] = reverse(f"shows:{act}", args=[show.slug])
    return facts
