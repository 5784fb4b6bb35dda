"""Pages that ask the host and then act: go live, take the start back, keep waiting, reopen.

The live studio asks the same in dialogs. These pages are for hosts without scripts.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.requests import MemberRequest

from ..access import can_host
from ..air import hosting
from ..air.grace import waits_until
from ..air.reopening import reopens_until
from ..air.taking_back import takes_back_until
from ..air.too_early import is_too_early, question
from ..models import Show
from ..states import State, wrong_moment
from .studio import own_show
from .studio_acts import Act, ask_and_do


def _go_live(show: Show, *, by: Any) -> None:
    hosting.raise_curtain(show, by=by, early=True)


def _may_begin(show: Show) -> bool:
    return show.state in (State.ANNOUNCED, State.REHEARSAL, State.DOORS)


ACTS = {
    "go_live": Act(
        gettext_lazy("Go live now?"),
        "",
        gettext_lazy("Go live"),
        gettext_lazy("The curtain is up."),
        _go_live,
    ),
    "take_back": Act(
        gettext_lazy("Take the start back?"),
        gettext_lazy(
            "The show goes back on the bill for its date. Seats and chat stay, and the people who "
            "were told get a short letter saying that it was a mistake."
        ),
        gettext_lazy("Take it back"),
        gettext_lazy("Taken back. The show is on the bill again, for its date."),
        hosting.take_back,
    ),
    "keep_waiting": Act(
        gettext_lazy("Keep your audience waiting?"),
        gettext_lazy("The full time to wait begins again now."),
        gettext_lazy("Keep waiting"),
        gettext_lazy("Your audience waits for you."),
        hosting.keep_waiting,
    ),
    "reopen": Act(
        gettext_lazy("Reopen the show?"),
        gettext_lazy(
            "It goes on where it stopped: same page, same seats, same chat. Your audience’s pages "
            "come back by themselves and wait for your picture."
        ),
        gettext_lazy("Reopen the show"),
        gettext_lazy("The show is open again. Go on stage: your picture raises the curtain."),
        hosting.reopen,
    ),
}
MEANT: dict[str, Callable[[Show], Any]] = {
    "go_live": _may_begin,
    "take_back": takes_back_until,
    "keep_waiting": waits_until,
    "reopen": reopens_until,
}


@ask_and_do
@own_show(performers=True)
def act(request: MemberRequest, show: Show, name: str) -> HttpResponse:
    if not can_host(request.user, show):
        raise Http404
    asked = ACTS[name]
    if request.method == "POST":
        asked.verb(show, by=request.user)
        messages.success(request, str(asked.said))
        return redirect("shows:live_desk", slug=show.slug)
    if not MEANT[name](show):
        raise wrong_moment(show.state)
    context = {"show": show, "act": asked, "text": _text(show, name), "back": "shows:live_desk"}
    return render(request, "shows/studio/act.html", context)


def _text(show: Show, name: str) -> str | Promise:
    if name != "go_live":
        return ACTS[name].text
    if is_too_early(show):
        return question(show)
    return _("The curtain rises for everybody who waits.")
