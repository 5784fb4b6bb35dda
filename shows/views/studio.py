"""A creator's own pages: the list of their shows, the form, and the desk of one show."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest, takes_pictures
from accounts.roles import is_creator

from .. import queries
from ..access import can_edit, can_perform, find_show, visitor_of
from ..air.taking_back import takes_back_until
from ..forms import ShowForm
from ..models import Show
from ..moderation import why_hidden
from ..next_thing import checklist, next_thing
from ..planning.writing import BEFORE_DOORS
from ..states import COMING, ON_AIR, OVER, State

SHOWN_OVER = 30
View = Callable[..., HttpResponse]


def own_show(*, performers: bool = False) -> Callable[[View], View]:
    """The view gets the Show instead of its slug. Shows of others look like none at all."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        @never_cache
        def guarded(request: MemberRequest, slug: str, **rest: Any) -> HttpResponse:
            show = find_show(visitor_of(request), slug)
            may = can_edit(request.user, show)
            if not may and not (performers and can_perform(request.user, show)):
                raise Http404
            return view(request, show, **rest)

        return guarded

    return decorate


@require_safe
@login_required
@never_cache
def mine(request: MemberRequest) -> HttpResponse:
    """Every show of theirs by where it stands, each with the next thing to do."""
    theirs = queries.for_cards(queries.of_creator(request.user))
    behind = [*OVER, State.CANCELLED]
    over = list(theirs.filter(state__in=behind)[:SHOWN_OVER])
    shows = [*theirs.exclude(state__in=behind), *over]
    for show in shows:
        show.next_thing = next_thing(show)  # type: ignore[attr-defined]
    groups = [
        (_("On air"), [show for show in shows if show.state in ON_AIR | {State.DOORS}]),
        (_("Coming"), [show for show in reversed(shows) if show.state in COMING - {State.DOORS}]),
        (_("Drafts"), [show for show in shows if show.state == State.DRAFT]),
        (_("Past"), over),
    ]
    context = {
        "groups": [(title, group) for title, group in groups if group],
        "parts": list(queries.parts_of(request.user)),
        "may_make": is_creator(request.user),
    }
    return render(request, "shows/studio/mine.html", context)


@takes_pictures
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def new(request: MemberRequest) -> HttpResponse:
    if not is_creator(request.user):
        return render(request, "shows/studio/not_yet.html", status=403)
    form = ShowForm(request.POST or None, request.FILES or None, creator=request.user)
    if request.method == "POST" and form.is_valid() and (show := form.save()):
        messages.success(request, _("Saved as a draft. Only you can see it."))
        return redirect("shows:desk", slug=show.slug)
    return _form_page(request, form, None)


@takes_pictures
@require_http_methods(["GET", "HEAD", "POST"])
@own_show()
def edit(request: MemberRequest, show: Show) -> HttpResponse:
    form = ShowForm(request.POST or None, request.FILES or None, creator=request.user, show=show)
    if request.method == "POST" and form.is_valid() and form.save():
        messages.success(request, _("Saved."))
        return redirect("shows:desk", slug=show.slug)
    show.refresh_from_db()  # the page around a form with errors tells of the show as it is
    return _form_page(request, form, show)


def _form_page(request: MemberRequest, form: ShowForm, show: Show | None) -> HttpResponse:
    before_doors = show is None or show.state in BEFORE_DOORS
    context = {"form": form, "show": show, "before_doors": before_doors, "here": "edit"}
    return render(request, "shows/studio/form.html", context, status=400 if form.errors else 200)


@require_safe
@own_show()
def desk(request: MemberRequest, show: Show) -> HttpResponse:
    """Where the show stands, and the one next thing to do as the big button."""
    checks = checklist(show)
    context = {
        "show": show,
        "here": "desk",
        "why_hidden": why_hidden(show),
        "next": next_thing(show),
        "checks": checks,
        "checks_done": sum(check.done for check in checks),
        "before_doors": show.state in BEFORE_DOORS,
        "may_cancel": show.state in COMING,
        "may_open": show.state in (State.ANNOUNCED, State.REHEARSAL),
        "may_rehearse": show.state == State.ANNOUNCED,
        "may_take_back": takes_back_until(show) is not None,
        "may_keep_waiting": show.state == State.INTERRUPTED,
        "cast": list(show.cast.select_related("user")),
    }
    return render(request, "shows/studio/desk.html", context)
