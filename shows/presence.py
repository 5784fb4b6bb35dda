"""Who was there: note_presence() was_there() forget_presence(). The only writers of Presence.

It is noted when a member is let in to watch a show that is on air. It decides whom the page of a
show thanks afterwards, and which shows stand under “You were there”. Of strangers nothing is kept;
their own page knows what it has shown (static/js/shows/presence.js).
"""

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from accounts.models import User

from .models import Presence, Show
from .states import ON_AIR

# A page that mends its connection asks again and again; one row in this time is written down.
NOTED_SECONDS = 600


def note_presence(show: Show, user: User | AnonymousUser) -> None:
    """They watch now. Twice is once."""
    if not isinstance(user, User) or show.state not in ON_AIR:
        return
    if cache.add(_key(show, user.pk), True, NOTED_SECONDS):
        row = Presence(show=show, user=user)
        Presence.objects.bulk_create([row], ignore_conflicts=True)


def was_there(show: Show, user: User | AnonymousUser) -> bool:
    return user.is_authenticated and show.presences.filter(user=user).exists()


def forget_presence(show: Show) -> None:
    """It was no evening after all."""
    people = list(show.presences.values_list("user", flat=True))
    show.presences.all().delete()
    cache.delete_many([_key(show, person) for person in people])


def _key(show: Show, person: int) -> str:
    return f"shows.presence.{show.pk}.{person}"
