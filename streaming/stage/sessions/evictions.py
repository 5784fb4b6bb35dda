"""Shows announce, and the relay is told whom to send away. A relay that is away keeps no page
waiting; see dispatch.tell(). Sockets are told by streaming/stage/bells.py."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.db.models import QuerySet
from django.dispatch import receiver

from accounts.models import PersonalToken, User
from accounts.signals import account_closing, person_suspended, signed_out, token_revoked
from shows.access import Visitor, can_perform, password_mark, will_be_let_in
from shows.air.appearances import left
from shows.models import Appearance, Show, StreamKey
from shows.signals import (
    cancelled,
    cast_changed,
    ended,
    key_revoked,
    part_muted,
    part_removed,
    seat_given_back,
    show_paused,
    state_changed,
    taken_back,
)
from shows.states import COMING, ON_AIR
from streaming.control.commands import CloseStage, Hush, Leave, Pause

from ..dispatch import relay_for, tell
from . import open_sessions
from .sessions import end


@receiver([cancelled, ended], dispatch_uid="the stage of a show that is over is closed")
def close(sender: type[Show], show: Show, **_: object) -> None:
    _close(show, "over")


@receiver(taken_back, dispatch_uid="the stage of a start that was a mistake is closed")
def close_mistaken(sender: type[Show], show: Show, **_: object) -> None:
    _close(show, "taken_back")


@receiver(state_changed, dispatch_uid="the stage of a hidden show is closed")
def close_hidden(sender: type[Show], show: Show, **_: object) -> None:
    if show.hidden_at is not None:
        _close(show, "hidden")


@receiver(key_revoked, dispatch_uid="who performs with a revoked key is cut off")
def cut_off_key(sender: type[StreamKey], show: Show, key: StreamKey, **_: object) -> None:
    _send_away(Appearance.objects.filter(key=key), "key_revoked")
    end(open_sessions.forget(key.holder, login=open_sessions.of_key(key.pk)), "key_revoked")


@receiver(token_revoked, dispatch_uid="who watches with a revoked token is cut off")
def cut_off_token(sender: type[User], user: User, token: PersonalToken, **_: object) -> None:
    end(open_sessions.forget(user, login=open_sessions.of_token(token.pk)), "token_revoked")


@receiver(
    [password_changed, password_reset], dispatch_uid="a new password ends what the old one opened"
)
def cut_off_old_password(sender: Any, user: User, **_: object) -> None:
    """Their pages ask anew; who forgot to sign out somewhere is signed out there."""
    end(open_sessions.forget(user, secrets=False), "signed_out")


@receiver(cast_changed, dispatch_uid="who may not perform any more is cut off")
def cut_off_former_cast(sender: type[Show], show: Show, user: User, **_: object) -> None:
    if not can_perform(user, show):
        _send_away(Appearance.objects.filter(show=show, user=user), "not_in_cast")
    _empty_seat(show, user)


@receiver(seat_given_back, dispatch_uid="who has no seat any more does not watch")
def empty_seat(sender: type[Show], show: Show, user: User, **_: object) -> None:
    _empty_seat(show, user)


@receiver(signed_out, dispatch_uid="what somebody has on stages ends when they sign out")
def cut_off_login(sender: type[User], user: User, login: str, **_: object) -> None:
    """What they do on another device goes on, and encoders with their key."""
    end(open_sessions.forget(user, login=login), "signed_out")


@receiver(account_closing, dispatch_uid="who closes their account watches no more")
def cut_off_leaver(sender: type[User], user: User, **_: object) -> None:
    end(open_sessions.forget(user), "signed_out")


@receiver(person_suspended, dispatch_uid="a suspended person neither performs nor watches")
def cut_off_person(sender: type[User], user: User, **_: object) -> None:
    """Shows of theirs are hidden from everybody from now on, so nobody watches them either."""
    _send_away(Appearance.objects.filter(user=user), "suspended")
    end(open_sessions.forget(user), "suspended")
    for show in user.shows.filter(state__in=COMING | ON_AIR):
        _close(show, "suspended")


@receiver(part_removed, dispatch_uid="who was sent off the stage leaves it")
def send_off(sender: type[Show], show: Show, user: User, **_: object) -> None:
    _send_away(Appearance.objects.filter(show=show, user=user), "removed")


@receiver(part_muted, dispatch_uid="who is muted is not heard")
def mute_part(sender: type[Show], show: Show, part: str, muted: bool, **_: object) -> None:
    tell(Hush(show.uuid.hex, part, muted), relay=_relay_of(show))


@receiver(show_paused, dispatch_uid="nothing is forwarded while the host has paused the show")
def pause_stage(sender: type[Show], show: Show, paused: bool, number: int, **_: object) -> None:
    tell(Pause(show.uuid.hex, paused, number), relay=_relay_of(show))


def _relay_of(show: Show) -> str:
    """Where its stage is, also for a process that knows no relays: a worker, the shell."""
    last = show.appearances.values_list("relay", flat=True).first()
    return last or relay_for(show)


def _empty_seat(show: Show, user: User) -> None:
    """Where they watched, if nothing else lets them in; a password they have given already."""
    if not will_be_let_in(Visitor(user, frozenset({password_mark(show)})), show):
        end(open_sessions.forget(user, show=show), "no_seat")


def _close(show: Show, reason: str) -> None:
    """Only where somebody ever was on stage: most shows that are called off never had one."""
    last = show.appearances.first()
    if last is not None:
        _send_away(show.appearances.all(), reason)
        tell(CloseStage(show.uuid.hex, reason), relay=last.relay)


def _send_away(appearances: QuerySet[Appearance], reason: str) -> None:
    """They are gone for us at once, and from the relay as soon as it hears of it."""
    here = appearances.exclude(state=Appearance.State.LEFT).select_related("show")
    for appearance in list(here):
        left(appearance.session, reason=reason)
        command = Leave(appearance.show.uuid.hex, appearance.session, reason)
        tell(command, relay=appearance.relay)
