"""Sessions of the site, many at once: read(). Whoever posts by a socket is asked again whether they
are still signed in, and what came in one tick is asked for in two queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY

from accounts.models import User
from shows.access import UNLOCKED

Store = import_module(settings.SESSION_ENGINE).SessionStore


@dataclass(frozen=True, slots=True)
class Login:
    user: int
    unlocked: frozenset[str]


def read(keys: Iterable[str], now: datetime) -> dict[str, Login]:
    """Those that are good still: not over, and of the password of today."""
    rows = Store.get_model_class().objects.filter(session_key__in=keys, expire_date__gt=now)
    found = {row.session_key: row.get_decoded() for row in rows}
    people = User.objects.in_bulk(
        {int(said[SESSION_KEY]) for said in found.values() if SESSION_KEY in said}
    )
    logins = {}
    for key, said in found.items():
        user = people.get(int(said.get(SESSION_KEY, 0)))
        if user is not None and _is_of(said, user):
            logins[key] = Login(user.pk, frozenset(said.get(UNLOCKED, [])))
    return logins


def _is_of(said: dict, user: User) -> bool:
    """As django.contrib.auth.get_user() asks."""
    mark = said.get(HASH_SESSION_KEY, "")
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return bool(mark) and any(compare_digest(mark, one) for one in hashes)
