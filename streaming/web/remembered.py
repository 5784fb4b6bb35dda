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
MOST = 100
SECRETS = ("key:", "token:")
Row = tuple[str, str, str, str]  # stage, session, relay, login


def of_key(pk: int) -> str:
    """What stands for a stream key in the place of a login."""
    return f"key:{pk}"


def of_token(pk: int) -> str:
    return f"token:{pk}"


def remember(user: User | AnonymousUser, place: Place, *, login: str = "") -> None:
    """`login` is the key of the session of the site that they came with; of_key() or of_token()
    for whoever came with a secret."""
    if user.is_authenticated:
        row = (place.stage, place.session, place.relay, _digest(login))
        known = cache.get(_key(user.pk), [])
        cache.set(_key(user.pk), [*known, row][-MOST:], KEEP_SECONDS)


def forget(user: User, *, stage: str = "", login: str = "", secrets: bool = True) -> list[Place]:
    """Where they were: everywhere, or on this stage, or since this signing in, or with no secret
    but their password."""

    def meant(row: Row) -> bool:
        by_secret = row[3].startswith(SECRETS)
        return (
            stage in ("", row[0]) and _digest(login) in ("", row[3]) and (secrets or not by_secret)
        )

    return _take(user, meant)


def _take(user: User, meant: Callable[[Row], bool]) -> list[Place]:
    known = cache.get(_key(user.pk), [])
    kept = [row for row in known if not meant(row)]
    if len(kept) != len(known):
        cache.set(_key(user.pk), kept, KEEP_SECONDS)
    return [Place(*row[:3]) for row in known if meant(row)]


def _digest(login: str) -> str:
    """The cache need not know what opens an account."""
    if login.startswith(SECRETS):
        return login
    return sha256(login.encode()).hexdigest()[:16] if login else ""


def _key(pk: int | None) -> str:
    return f"on_stages:{pk}"
