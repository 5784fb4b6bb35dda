"""Stream keys: the creator sees those of the whole cast, a performer their own. A secret stands
on one page once; issuing one asks for the password again if that was a while ago."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest

from ..access import can_edit
from ..models import Show, StreamKey
from ..planning.keys import issue_key, revoke_key
from ..states import OVER, State, wrong_moment
from .studio import own_show


@require_safe
@own_show(performers=True)
def keys(request: MemberRequest, show: Show) -> HttpResponse:
    live = list(_visible(request, show).filter(revoked_at=None).select_related("holder", "show"))
    context = _context(request, show) | {
        "keys": live,
        "own_key": next((key for key in live if key.holder_id == request.user.pk), None),
    }
    return render(request, "shows/studio/keys.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_show(performers=True)
@reauthentication_required
def issue(request: MemberRequest, show: Show) -> HttpResponse:
    """Asks first; the answer to the POST is the only page that ever holds the secret."""
    if show.state in OVER | {State.CANCELLED}:
        raise wrong_moment(show.state)
    context = _context(request, show)
    if request.method != "POST":
        context["own_key"] = show.stream_keys.filter(holder=request.user, revoked_at=None).first()
        return render(request, "shows/studio/key_issue.html", context)
    key, secret = issue_key(show, holder=request.user, by=request.user)
    context |= {"key": key, "secret": secret}
    return render(request, "shows/studio/key_issued.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_show(performers=True)
def revoke(request: MemberRequest, show: Show, pk: int) -> HttpResponse:
    key = get_object_or_404(_visible(request, show).select_related("show"), pk=pk)
    if request.method != "POST":
        return render(request, "shows/studio/key_revoke.html", {"show": show, "key": key})
    revoke_key(key, by=request.user)
    messages.success(request, _("This key opens nothing any more."))
    return redirect("shows:keys", slug=show.slug)


def _visible(request: MemberRequest, show: Show) -> QuerySet[StreamKey]:
    if can_edit(request.user, show):
        return show.stream_keys.all()
    return show.stream_keys.filter(holder=request.user)


def _context(request: MemberRequest, show: Show) -> dict[str, object]:
    return {
        "show": show,
        "here": "keys",
        "may_edit": can_edit(request.user, show),
        "may_issue": show.state not in OVER | {State.CANCELLED},
        "whip_url": f"{settings.FOOTLIGHTS_URL}/whip/{show.slug}",
    }
