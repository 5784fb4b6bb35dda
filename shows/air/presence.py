"""Who watched a show: note_presence() was_there() forget_presence() forget_person(). The only
writers of Presence.

A row is written when a member is let in to watch a show on air. The page of the show thanks these
members afterwards, and “You were there” lists their shows. Nothing is stored about people who are
not signed in; their own page remembers (static/js/shows/presence.js).
"""

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from accounts.models import User

from ..models import Presence, Show
from ..states import ON_AIR

# A page that mends its connection asks often; the database is asked once in this time.
NOTED_SECONDS = 600


def note_presence(show: Show, user: User | AnonymousUser) -> None:
    """They watch now. Calling it twice writes one row."""
    if not isinstance(user, User) or show.state not in ON_AIR:
        return
    if cache.add(_key(show, user.pk), True, NOTED_SECONDS):
        row = Presence(show=show, user=user)
        Presence.objects.bulk_create([row], ignore_conflicts=True)


def was_there(show: Show, user: User | AnonymousUser) -> bool:
    return user.is_authenticated and show.presences.filter(user=user).exists()


def forget_presence(show: Show) -> None:
    """Delete the rows, when a start is taken back."""
    people = list(show.presences.values_list("user", flat=True))
    show.presences.all().delete()
    cache.delete_many([_key(show, person) for person in people])


def forget_person(user: User) -> None:
    """Delete the rows of somebody who closes their account."""
    Presence.objects.filter(user=user).delete()


def _key(show: Show, person: int) -> str:
    return f"shows.presence.{show.pk}.{person}"
