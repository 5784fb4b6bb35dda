"""The page of one show: its poster, and the one thing to do now."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.following import follows
from streaming.foundation.refusals import Refused
from streaming.wire.network import network_of

from .. import access, queries
from ..access import Visitor, find_show, visitor_of
from ..air.presence import was_there
from ..air.taking_back import was_taken_back
from ..letters.sentences import next_letter
from ..models import CastMember, Show
from ..moderation import why_hidden
from ..planning.show_password import unlock as try_password
from ..states import ON_AIR, State
from ..told.structured import event_markup

SHOWN_BESIDE = 5


@dataclass(frozen=True)
class Rights:
    """What this visitor is to the show, asked once for the page."""

    may_edit: bool
    may_watch: bool
    may_reserve: bool
    is_locked: bool
    has_seat: bool
    has_reminder: bool
    may_read_chat: bool
    follows: bool
    was_there: bool
    part: CastMember | None

    @classmethod
    def of(cls, visitor: Visitor, show: Show) -> "Rights":
        user = visitor.user
        return cls(
            may_edit=access.can_edit(user, show),
            may_watch=access.can_watch(visitor, show),
            may_reserve=access.can_reserve(visitor, show),
            is_locked=access.is_locked(visitor, show),
            has_seat=access.has_seat(user, show),
            has_reminder=user.is_authenticated and show.reminders.filter(user=user).exists(),
            may_read_chat=access.can_read_chat(visitor, show),
            follows=show.is_over and follows(user, show.creator),
            was_there=show.is_over and was_there(show, user),
            part=access.part_in(user, show),
        )


@require_safe
@cache_control(private=True, no_cache=True)
def show(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_show(visitor_of(request), slug, queries.with_audience(queries.for_lists()))
    return _page(request, found)


@require_POST
def unlock(request: HttpRequest, slug: str) -> HttpResponse:
    """Try the password; what is wrong with it stands at the field, on the same page."""
    found = find_show(visitor_of(request), slug, queries.with_audience(queries.for_lists()))
    try:
        try_password(
            found,
            request.POST.get("password", "")[:200],
            session=request.session,
            address=network_of(get_adapter(request).get_client_ip(request)),
        )
    except Refused as refusal:
        return _page(request, found, refusal=refusal, status=refusal.status)
    messages.success(request, _("That is the password. Come in."))
    return redirect(found)


def _page(
    request: HttpRequest, show: Show, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    visitor = visitor_of(request)
    standing = Rights.of(visitor, show)
    listed = show.is_listed and not access.is_suspended(show.creator)
    context = {
        "show": show,
        "standing": standing,
        "why_hidden": why_hidden(show),
        "taken_back": was_taken_back(show),
        "next_letter": next_letter(show) if standing.has_seat else "",
        "act": f"shows/_act_{_act(show, standing)}.html",
        "is_auditorium": (dark := _is_auditorium(show, standing)),
        "has_player": dark and show.state != State.REPLAY,
        "seen": access.state_for(visitor.user, show),
        "performers": _performers(show),
        "is_listed": listed,
        "event_markup": event_markup(show) if listed else "",
        "language_name": _language_name(show.language),
        "refusal": refusal,
        "others": _others(show),
    }
    response = render(request, "shows/show.html", context, status=status)
    if not listed:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _act(show: Show, standing: Rights) -> str:
    """Which one thing to do stands on the page."""
    if show.audience_state in ON_AIR | {State.DOORS} and not standing.may_watch:
        return "outside"
    return str(show.audience_state)


def _is_auditorium(show: Show, standing: Rights) -> bool:
    """House lights down: where there is something to watch, or about to be."""
    dark = ON_AIR | {State.REHEARSAL, State.DOORS, State.REPLAY}
    return standing.may_watch and show.state in dark


def _performers(show: Show) -> int:
    """How many may come on stage: so many pictures the player asks for, before it knows more."""
    parts = (CastMember.Part.HOST, CastMember.Part.PERFORMER)
    return sum(
        member.part in parts and member.answer == CastMember.Answer.ACCEPTED
        for member in show.cast.all()
    )


def _others(show: Show) -> list[Show]:
    """What the same creator has to come; asked for only when this show is over or cancelled."""
    if not show.is_over and show.state != State.CANCELLED:
        return []
    coming = queries.for_cards(queries.coming_up()).filter(creator=show.creator_id)
    return list(coming.exclude(pk=show.pk)[:SHOWN_BESIDE])


def _language_name(code: str) -> str:
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code
