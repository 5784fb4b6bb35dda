"""Which sessions a member has on stages, so that they can be ended: remember() forget().

Only a cache: what it loses ends with the show. Strangers are not remembered.
"""

from collections.abc import Callable
from hashlib import sha256

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from accounts.models import User

from .sessions import Place

KEEP_SECONDS = 24 * 3600
MOST = 20
Row = tuple[str, str, str, str]  # stage, session, relay, login


def remember(user: User | AnonymousUser, place: Place, *, login: str = "") -> None:
    """`login` is the key of the session of the site that they came with, if they did."""
    if user.is_authenticated:
        row = (place.stage, place.session, place.relay, _digest(login))
        known = cache.get(_key(user.pk), [])
        cache.set(_key(user.pk), [*known, row][-MOST:], KEEP_SECONDS)


def forget(user: User, *, stage: str = "", login: str = "") -> list[Place]:
    """Where they were: everywhere, or on this stage, or since this signing in."""

    def meant(row: Row) -> bool:
        return stage in ("", row[0]) and _digest(login) in ("", row[3])

    return _take(user, meant)


def _take(user: User, meant: Callable[[Row], bool]) -> list[Place]:
    known = cache.get(_key(user.pk), [])
    kept = [row for row in known if not meant(row)]
    if len(kept) != len(known):
        cache.set(_key(user.pk), kept, KEEP_SECONDS)
    return [Place(*row[:3]) for row in known if meant(row)]


def _digest(login: str) -> str:
    """The cache need not know what opens an account."""
    return sha256(login.encode()).hexdigest()[:16] if login else ""


def _key(pk: int | None) -> str:
    return f"on_stages:{pk}"
