"""People and shows announce; the sockets concerned are told through the channel layer."""

import logging
from collections.abc import Iterable
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from accounts.models import User
from accounts.signals import person_suspended
from shows.models import Show
from shows.signals import (
    access_changed,
    cast_changed,
    rescheduled,
    seat_given_back,
    state_changed,
)

from .groups import person_group, show_group

log = logging.getLogger(__name__)


@receiver([state_changed, rescheduled, access_changed], dispatch_uid="ring at a show")
def ring(sender: type[Show], show: Show, **_: object) -> None:
    _hint([show_group(show)])


@receiver([cast_changed, seat_given_back], dispatch_uid="ring where somebody lost a seat or a part")
def ring_person(sender: type[Show], user: User, **_: object) -> None:
    _hint([person_group(user)])


@receiver(person_suspended, dispatch_uid="ring where a suspended person or their shows are")
def ring_suspended(sender: type[User], user: User, **_: object) -> None:
    _hint([person_group(user), *(show_group(show) for show in user.shows.only("uuid"))])


@receiver(user_logged_out, dispatch_uid="ring where somebody signed out")
def ring_gone(sender: Any, user: User | None, **_: object) -> None:
    if user is not None:
        _hint([person_group(user)])


def _hint(groups: Iterable[str]) -> None:
    """A hint only: whoever hears it reads the rows. A layer that is away must not stop a show."""
    try:
        async_to_sync(_send)(list(groups))
    except Exception:
        log.warning("The channel layer did not take a hint", exc_info=True)


async def _send(groups: list[str]) -> None:
    layer = get_channel_layer()
    for group in groups:
        await layer.group_send(group, {"type": "show.changed"})
