"""Seat wishes: seats reserved by people who are not signed in: wish() keep() fulfil().

A wish is stored in the session until they sign in. When they sign up it is stored with the account,
since they may confirm their address on another device. Then the seat is reserved as if they pressed
the button again: if one is free and they may come to the show.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from accounts.models import User
from streaming.foundation.refusals import Refused

from ..access import Visitor, password_mark
from ..models import Invitation, SeatWish, Show
from .seats import accept_invitation, reserve

WISHED = "wished_seat"
# A browser may be shared: somebody who signs in later probably did not press the button.
IN_A_SESSION = timedelta(hours=1)
# As long as the link in the letter that confirms an address holds (allauth: three days).
WITH_AN_ACCOUNT = timedelta(days=3)


@dataclass(frozen=True)
class Fulfilled:
    """The result of a wish: a seat, or the refusal."""

    show: Show
    refusal: Refused | None = None


def wish(
    session: SessionBase, visitor: Visitor, show: Show, invitation: Invitation | None = None
) -> None:
    """Remember the last seat that this browser asked for."""
    mark = password_mark(show)
    session[WISHED] = {
        "show": show.pk,
        "invitation": invitation.pk if invitation else None,
        "unlocked": mark if mark in visitor.unlocked else "",
        "at": timezone.now().timestamp(),
    }


def keep(session: SessionBase, user: User) -> SeatWish | None:
    """Move the wish from the session to the new account."""
    wished = _taken_from(session)
    if wished is not None:
        fields = {name: getattr(wished, name) for name in ("show", "invitation", "unlocked")}
        SeatWish.objects.update_or_create(
            user=user, defaults=fields | {"wished_at": timezone.now()}
        )
    return wished


def fulfil(user: User) -> Fulfilled | None:
    """Reserve the seat that the account wishes for; None without a wish."""
    kept = SeatWish.objects.select_related("show__creator", "invitation__show__creator")
    wished = kept.filter(user=user).first()
    if wished is None or not SeatWish.objects.filter(pk=user.pk).delete()[0]:
        return None
    if wished.wished_at < timezone.now() - WITH_AN_ACCOUNT:
        return None
    return _fulfilled(wished, user)


def fulfil_at_sign_in(session: SessionBase, user: User) -> Fulfilled | None:
    """Reserve the seat that the session wishes for; None without a wish."""
    wished = _taken_from(session)
    return None if wished is None else _fulfilled(wished, user)


def _fulfilled(wished: SeatWish, user: User) -> Fulfilled:
    try:
        if wished.invitation is not None:
            accept_invitation(wished.invitation, user)
        else:
            reserve(Visitor(user, frozenset({wished.unlocked})), wished.show)
    except Refused as refusal:
        return Fulfilled(wished.show, refusal)
    return Fulfilled(wished.show)


def _taken_from(session: SessionBase) -> SeatWish | None:
    """Remove and return the wish of this session; None if there is none or it is too old."""
    said: dict[str, Any] | None = session.pop(WISHED, None)
    if said is None or _at(said) < timezone.now() - IN_A_SESSION:
        return None
    show = Show.objects.select_related("creator").filter(pk=said["show"]).first()
    if show is None:
        return None
    invited = Invitation.objects.select_related("show__creator").filter(pk=said["invitation"])
    wished = SeatWish(show=show, unlocked=said["unlocked"], wished_at=_at(said))
    wished.invitation = invited.first()
    return wished


def _at(said: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(said["at"], UTC)
