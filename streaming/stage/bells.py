"""Signals of people and shows become messages of the channel layer, for the sockets concerned."""

import asyncio
import logging
import secrets
from collections.abc import Iterable
from typing import Any

from allauth.account.signals import password_changed, password_reset
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from django.dispatch import receiver

from accounts.models import User
from accounts.signals import person_suspended, signed_out
from shows.models import Show
from shows.signals import (
    access_changed,
    audience_counted,
    cast_changed,
    rescheduled,
    seat_given_back,
    session_over,
    stage_changed,
    stage_lost,
    state_changed,
)

from .groups import person_group, session_group, show_group

log = logging.getLogger(__name__)

# Redis answers in milliseconds; this is for one that accepts and does not answer.
TIMEOUT_SECONDS = 2.0

# The reason that a page is given for the end of a session, by the reason in the row.
REASONS = {
    "replaced": "replaced",
    "lost": "lost",
    "codec": "codec",
    "gone": "gone",
    "failed": "gone",
    "removed": "removed",
    "key_revoked": "removed",
    "not_in_cast": "removed",
    "suspended": "removed",
    "no_seat": "removed",
    "too_many": "replaced",
}


@receiver(
    [state_changed, stage_changed, rescheduled, access_changed], dispatch_uid="ring at a show"
)
def ring(sender: type[Show], show: Show, **_: object) -> None:
    _hint([show_group(show)])


@receiver(audience_counted, dispatch_uid="tell how many watch")
def ring_count(sender: type[Show], show: Show, viewers: int, **_: object) -> None:
    _tell([show_group(show)], {"type": "show.audience", "viewers": viewers})


@receiver(session_over, dispatch_uid="tell whose session is over")
def ring_session(sender: type[Show], session: str, reason: str, **_: object) -> None:
    tell_ended(session, reason)


@receiver(stage_lost, dispatch_uid="tell everybody on a stage that is lost")
def ring_lost(sender: type[Show], show: Show, boot: str, **_: object) -> None:
    _tell([show_group(show)], {"type": "stage.lost", "boot": boot})


def tell_ended(session: str, reason: str) -> None:
    """Tell the page that has this session, if there is one, that it is over."""
    why = REASONS.get(reason, "closed")
    message = {"type": "session.ended", "session": session, "reason": why}
    _tell([session_group(session)], message)


@receiver([cast_changed, seat_given_back], dispatch_uid="ring where somebody lost a seat or a part")
def ring_person(sender: type[Show], user: User, **_: object) -> None:
    _hint([person_group(user)], person=True)


@receiver(person_suspended, dispatch_uid="ring where a suspended person or their shows are")
def ring_suspended(sender: type[User], user: User, **_: object) -> None:
    _hint([person_group(user)], person=True)
    _hint(show_group(show) for show in user.shows.only("uuid"))


@receiver(
    [signed_out, password_changed, password_reset], dispatch_uid="ring where somebody signed out"
)
def ring_gone(sender: Any, user: User, **_: object) -> None:
    """Make each socket of this person check its session again."""
    transaction.on_commit(lambda: _hint([person_group(user)], person=True))


def _hint(groups: Iterable[str], *, person: bool = False) -> None:
    """Make sockets read the rows, once for each mark; see streaming/stage/socket/snapshots.py."""
    message = {"type": "show.changed", "mark": secrets.token_hex(8), "person": person}
    _tell(groups, message)


def _tell(groups: Iterable[str], message: dict[str, Any]) -> None:
    """A layer that is away must not stop a show."""
    try:
        async_to_sync(_send)(list(groups), message)
    except Exception:
        log.warning("The channel layer did not take a hint", exc_info=True)


async def _send(groups: list[str], message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    async with asyncio.timeout(TIMEOUT_SECONDS):
        for group in groups:
            await layer.group_send(group, message)
