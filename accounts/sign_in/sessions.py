"""Sessions of people who are signed in: end_sessions() signs a person out everywhere,
clear_expired() deletes expired rows. The end of each session sends the signal signed_out."""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import HttpRequest

from ..models import User
from ..signals import person_suspended, signed_out

FACTOR = "mfa"  # the word of allauth for every second factor


def end_sessions(user: User, *, but: str = "") -> None:
    """Sign the person out on every device; `but` is the key of a session that is kept."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()


def has_passed_factor(request: HttpRequest) -> bool:
    """Whether a second factor was given in this session; that the person has one is not enough."""
    return any(one["method"] == FACTOR for one in get_authentication_records(request, request.user))


@receiver(authenticator_added, dispatch_uid="a new second factor ends the other sessions")
def ask_other_sessions(
    request: HttpRequest, user: User, authenticator: Authenticator, **more: Any
) -> None:
    """Other sessions began without the factor, so they end. In this one it was just given."""
    end_sessions(user, but=request.session.session_key or "")
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, FACTOR, id=authenticator.pk, type=authenticator.type)


def clear_expired(now: datetime, most: int) -> int:
    """Delete the rows of at most `most` expired sessions; returns how many."""
    over = Session.objects.filter(expire_date__lt=now)
    keys = list(over.values_list("session_key", flat=True)[:most])
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


@receiver(person_suspended)
def show_out(user: User, **more: Any) -> None:
    end_sessions(user)


@receiver(post_delete, sender=Session, dispatch_uid="somebody signed out")
def announce_end(instance: Session, **more: Any) -> None:
    """The row goes when they sign out, when it is ended from another device, and when the password
    it was made with is another now."""
    person = instance.get_decoded().get(SESSION_KEY)
    user = User.objects.filter(pk=person).first() if person else None
    if user is not None:
        over = {"user": user, "login": instance.session_key}
        transaction.on_commit(lambda: signed_out.send(User, **over))
