"""Taking a seat, giving it back, and the invitations that bring one."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from streaming.foundation.refusals import Refused

from ..access import can_reserve, find_show, has_seat, visitor_of
from ..letters.sentences import next_letter
from ..models import Invitation, Show
from ..planning.seat_wishes import wish
from ..planning.seats import accept_invitation, find_invitation, give_back_seat, reserve
from ..states import ON_AIR, State


@require_POST
def seat(request: HttpRequest, slug: str) -> HttpResponse:
    """`act=take` or `act=give_back`, then back to the page."""
    show = find_show(visitor_of(request), slug)
    if not request.user.is_authenticated:
        if can_reserve(visitor_of(request), show):
            _wish(request, show)
        return redirect_to_login(show.get_absolute_url())
    if request.POST.get("act") == "give_back" and _is_asked(request, show):
        return render(request, "shows/give_back.html", {"show": show})
    try:
        messages.success(request, _act(request, request.user, show))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(_back_to(request, show))


def _wish(request: HttpRequest, show: Show, invitation: Invitation | None = None) -> None:
    wish(request.session, visitor_of(request), show, invitation)
    sentence = _("Sign in or make an account, and your seat in “%(title)s” is taken at once.")
    messages.info(request, sentence % {"title": show.title})


def _is_asked(request: HttpRequest, show: Show) -> bool:
    """A seat that may not come again is given back after a question."""
    matters = show.is_full or show.state in {State.DOORS} | ON_AIR
    return matters and "sure" not in request.POST and has_seat(request.user, show)


def _act(request: HttpRequest, user: User, show: Show) -> str:
    if request.POST.get("act") == "give_back":
        give_back_seat(show, user)
        return _("Your seat is free again for somebody else.")
    reserve(visitor_of(request), show)
    return _taken(show)


def _taken(show: Show) -> str:
    return f"{_('You have a seat.')} {next_letter(show)}".strip()


def _back_to(request: HttpRequest, show: Show) -> Show | str:
    """A show by invitation is not theirs to see any more once they gave the seat back."""
    try:
        return find_show(visitor_of(request), show.slug)
    except Http404:
        return "shows:my_shows"


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """GET says what one is invited to; POST takes the seat."""
    found = find_invitation(code)
    if has_seat(request.user, found.show):
        return redirect(found.show)
    if request.method == "POST":
        return _accept(request, found)
    return _page(request, found)


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        _wish(request, found.show, found)
        return redirect_to_login(request.path)
    try:
        accept_invitation(found, request.user)
    except Refused as refusal:
        return _page(request, found, refusal=refusal, status=refusal.status)
    messages.success(request, _taken(found.show))
    return redirect(found.show)


def _page(
    request: HttpRequest,
    found: Invitation,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "invitation": found,
        "show": found.show,
        "is_used_up": found.used >= found.places,
        "refusal": refusal,
    }
    response = render(request, "shows/invitation.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
