"""A member's own page: seats, reminders, and parts they are asked to take."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import MemberRequest
from streaming.foundation.refusals import Refused

from .. import access, queries
from ..access import find_show, visitor_of
from ..letters.reminders import forget, remind_me
from ..letters.sentences import reminders
from ..models import Show
from ..planning import casting
from ..states import COMING, ON_AIR

SHOWN_PAST = 10
SHOWN_COMING = 200


@require_safe
@login_required
@cache_control(private=True, no_cache=True)
def my_shows(request: MemberRequest) -> HttpResponse:
    shows = queries.for_cards(queries.of_audience(request.user))
    over = shows.exclude(state__in=[*COMING, *ON_AIR])
    context = {
        "asked": list(queries.asked_to_join(request.user)[:SHOWN_COMING]),
        "coming": list(shows.filter(state__in=[*COMING, *ON_AIR])[:SHOWN_COMING]),
        "was_there": list(queries.for_cards(queries.watched_by(request.user))[:SHOWN_PAST]),
        "missed": list(over.exclude(presences__user=request.user).reverse()[:SHOWN_PAST]),
    }
    return render(request, "shows/my_shows.html", context)


@require_POST
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    """`act=on` or `act=off`, then back to the page."""
    show = find_show(visitor_of(request), slug)
    if not request.user.is_authenticated:
        messages.info(request, _("Sign in first, so that we know whom to remind."))
        return redirect_to_login(show.get_absolute_url())
    try:
        messages.success(request, _remind(show, request.user, request.POST.get("act", "")))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(show)


def _remind(show: Show, user: User, act: str) -> str:
    if act == "off":
        forget(show, user)
        return _("We will not remind you of this show.")
    remind_me(show, user)
    return reminders(show)


@require_POST
def answer_invitation(request: HttpRequest, slug: str) -> HttpResponse:
    """`answer=accept` or `answer=decline` a part in the cast."""
    show = find_show(visitor_of(request), slug)
    if not request.user.is_authenticated:
        return redirect_to_login(show.get_absolute_url())
    member = access.part_in(request.user, show)
    if member is None:
        raise Http404
    accepted = request.POST.get("answer") == "accept"
    try:
        casting.answer(member, accepted=accepted)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(show)
    if accepted:
        messages.success(request, _("You are in the cast."))
        return redirect(show)
    messages.success(request, _("You declined. The creator of the show can see that."))
    return redirect("shows:my_shows")
