"""Shows can be reported by whoever can see them."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.reports.kinds import Remedy, kind, suspending

from .access import find_show, visitor_of
from .models import Show
from .moderation import hide


def _find(request: HttpRequest, slug: str) -> Show:
    return find_show(visitor_of(request), slug)


def _creator(show: Show) -> User:
    return show.creator


def _hide(show: Show, by: User, reason: str) -> None:
    hide(show, by=by, reason=reason)


kind(
    "show",
    _("show"),
    find=_find,
    fetch=lambda pk: Show.objects.select_related("creator").filter(pk=pk).first(),
    owner=_creator,
    describe=lambda show: {
        "title": show.title,
        "summary": show.summary,
        "description": show.description,
        "creator": show.creator.username,
        "state": show.state,
    },
    remedies={
        "hide": Remedy(_("Uphold, and hide the show"), _hide),
        "suspend": suspending(_creator),
    },
)
