"""People, shows and chats announce; the hubs of chats hear of it in every process."""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.db import transaction
from django.dispatch import receiver

from accounts.models import User
from accounts.signals import person_restored, person_suspended, signed_out
from shows.models import Show
from shows.signals import (
    access_changed,
    cast_changed,
    rescheduled,
    seat_given_back,
    state_changed,
)

from ..signals import bound, counted, grown, waiting
from .doorbell import ring_for, ring_from_thread


@receiver(grown, dispatch_uid="ring at a chat that has grown")
def ring_grown(sender: Any, show: Show, **_: object) -> None:
    ring_from_thread(show, grown=True)


@receiver(counted, dispatch_uid="ring where something was counted")
def ring_counted(sender: Any, show: Show, number: int, by: User, **_: object) -> None:
    ring_from_thread(show, counted=number, by=by.pk)


@receiver(waiting, dispatch_uid="ring where something waits for review")
def ring_waiting(sender: Any, show: Show, **_: object) -> None:
    ring_from_thread(show, waiting=True)


@receiver([state_changed, rescheduled, access_changed], dispatch_uid="ring at the chat of a show")
def ring_house(sender: Any, show: Show, **_: object) -> None:
    ring_from_thread(show, house=True)


@receiver(
    [cast_changed, seat_given_back, bound], dispatch_uid="ring where a chat may be closed to them"
)
def ring_person(sender: Any, user: User, **_: object) -> None:
    ring_for(user)


@receiver([person_suspended, person_restored], dispatch_uid="ring in chats for somebody suspended")
def ring_suspended(sender: Any, user: User, **_: object) -> None:
    ring_for(user)
    for show in user.shows.only("uuid"):
        ring_from_thread(show, house=True)


@receiver(
    [signed_out, password_changed, password_reset],
    dispatch_uid="ring in chats for somebody signed out",
)
def ring_gone(sender: Any, user: User, **_: object) -> None:
    transaction.on_commit(lambda: ring_for(user))
