"""Being signed in: end_sessions() signs a person out everywhere. Whenever a session of somebody is
over, however it came, signed_out tells so."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from .models import User
from .signals import person_suspended, signed_out


def end_sessions(user: User) -> None:
    """On every device, with the next click."""
    for session in UserSession.objects.filter(user=user):
        session.end()


@receiver(person_suspended)
def show_out(user: User, **more: Any) -> None:
    end_sessions(user)


@receiver(post_delete, sender=Session, dispatch_uid="somebody signed out")
def announce_end(instance: Session, **more: Any) -> None:
    """The row goes when they sign out, when it is ended from another device, and when the password
    it was made with is another now."""
    user = User.objects.filter(pk=instance.get_decoded().get(SESSION_KEY, 0)).first()
    if user is not None:
        over = {"user": user, "login": instance.session_key}
        transaction.on_commit(lambda: signed_out.send(User, **over))
