"""Which sessions a member watches in, so that they can be ended: remember() forget().

Only a cache: what it loses ends with the show. Strangers are not remembered.
"""

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from accounts.models import User

KEEP_SECONDS = 24 * 3600
MOST = 20


def remember(user: User | AnonymousUser, stage: str, session: str) -> None:
    if user.is_authenticated:
        known = cache.get(_key(user.pk), [])
        cache.set(_key(user.pk), [*known, (stage, session)][-MOST:], KEEP_SECONDS)


def forget(user: User) -> list[tuple[str, str]]:
    """The stages and sessions that were remembered."""
    known = cache.get(_key(user.pk), [])
    cache.delete(_key(user.pk))
    return known


def _key(pk: int | None) -> str:
    return f"watching:{pk}"
