"""Acts on a show, each a page that asks and a POST that does it: announce, cancel, delete …"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest

from .. import queries
from ..forms import CancelForm, RescheduleForm
from ..models import Show
from ..planning import schedule, writing
from ..states import State, check_move, wrong_moment
from .studio import own_show

ask_and_do = require_http_methods(["GET", "HEAD", "POST"])
Words = str | Promise


@dataclass(frozen=True)
class Act:
    """What is asked, what is done, what is said then. `there`: the state it leads to."""

    title: Words
    text: Words
    button: Words
    said: Words
    verb: Callable[..., Any]
    there: State | None = None
    danger: bool = False


ACTS = {
    "announce": Act(
        gettext_lazy("Announce this show?"),
        gettext_lazy("It goes on the bill, and people can take seats. Its address stays as it is."),
        gettext_lazy("Announce it"),
        gettext_lazy("Announced. Now tell everybody."),
        schedule.announce,
        State.ANNOUNCED,
    ),
    "rehearse": Act(
        gettext_lazy("Start a rehearsal?"),
        gettext_lazy(
            "Picture and sound run as on the evening, for the cast alone. To everybody else the "
            "show is simply announced."
        ),
        gettext_lazy("Start the rehearsal"),
        gettext_lazy("You are in rehearsal, among yourselves."),
        schedule.rehearse,
        State.REHEARSAL,
    ),
    "end_rehearsal": Act(
        gettext_lazy("End the rehearsal?"),
        gettext_lazy("You can rehearse again as often as you like."),
        gettext_lazy("End the rehearsal"),
        gettext_lazy("The rehearsal is over."),
        schedule.end_rehearsal,
        State.ANNOUNCED,
    ),
    "open_doors": Act(
        gettext_lazy("Open the doors?"),
        gettext_lazy(
            "The audience may come in and wait for the start. From now on the date and who may "
            "come stay as they are."
        ),
        gettext_lazy("Open the doors"),
        gettext_lazy("The doors are open."),
        schedule.open_doors,
        State.DOORS,
    ),
    "delete": Act(
        gettext_lazy("Delete this draft?"),
        gettext_lazy("It goes for good, with its poster and its cast. Nobody else has seen it."),
        gettext_lazy("Delete the draft"),
        gettext_lazy("The draft is deleted."),
        writing.delete_draft,
        danger=True,
    ),
}


def _check(show: Show, name: str) -> None:
    """The page that asks is refused like the act itself, so that nobody is asked in vain."""
    if name == "delete" and show.state != State.DRAFT:
        raise wrong_moment(show.state)
    if name == "end_rehearsal" and show.state != State.REHEARSAL:
        raise wrong_moment(show.state)
    if name == "open_doors" and show.state == State.REHEARSAL:
        return
    if name == "announce" and show.state != State.DRAFT:
        raise wrong_moment(show.state)
    if (there := ACTS[name].there) is not None:
        check_move(show.state, there)


@ask_and_do
@own_show()
def act(request: MemberRequest, show: Show, name: str) -> HttpResponse:
    _check(show, name)
    asked = ACTS[name]
    if request.method != "POST":
        context = {"show": show, "act": asked}
        return render(request, "shows/studio/act.html", context)
    asked.verb(show, by=request.user)
    messages.success(request, str(asked.said))
    if name == "delete":
        return redirect("shows:mine")
    return redirect("shows:desk", slug=show.slug)


@ask_and_do
@own_show()
def duplicate(request: MemberRequest, show: Show) -> HttpResponse:
    if request.method != "POST":
        return render(request, "shows/studio/duplicate.html", {"show": show})
    copy = writing.duplicate_show(show, by=request.user)
    messages.success(request, _("Here is the copy, a week later. Change what is different."))
    return redirect("shows:edit", slug=copy.slug)


@ask_and_do
@own_show()
def reschedule(request: MemberRequest, show: Show) -> HttpResponse:
    if show.state not in writing.BEFORE_DOORS:
        raise wrong_moment(show.state)
    initial = {
        "starts_at": show.local_start.replace(tzinfo=None),
        "time_zone": show.time_zone,
        "length_minutes": show.length_minutes,
    }
    form = RescheduleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and form.save(show, request.user):
        messages.success(request, _("The show has its new date."))
        return redirect("shows:desk", slug=show.slug)
    return _asking(request, show, form, "reschedule")


@ask_and_do
@own_show()
def cancel(request: MemberRequest, show: Show) -> HttpResponse:
    check_move(show.state, State.CANCELLED)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and form.save(show, request.user):
        messages.success(request, _("The show is cancelled."))
        return redirect("shows:desk", slug=show.slug)
    return _asking(request, show, form, "cancel")


def _asking(request: MemberRequest, show: Show, form: Any, name: str) -> HttpResponse:
    told = 0 if show.state == State.DRAFT else queries.people_told(show)
    context = {"show": show, "form": form, "told": told, "here": name}
    status = 400 if form.errors else 200
    return render(request, f"shows/studio/{name}.html", context, status=status)
