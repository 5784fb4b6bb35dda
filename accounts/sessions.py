"""Being signed in: end_sessions() signs a person out everywhere."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.dispatch import receiver

from .models import User
from .signals import person_suspended


def end_sessions(user: User) -> None:
    """On every device, with the next click."""
    for session in UserSession.objects.filter(user=user):
        session.end()


@receiver(person_suspended)
def show_out(user: User, **more: Any) -> None:
    end_sessions(user)
