"""Rate limits: how often one address, session or person may ask. Counted in the cache."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

from streaming.wire.network import network_of

from .refusals import Refused

# Nobody guesses a key of 192 bits at any rate; this spares the database.
WRONG_KEYS = "30/min"
# Far above what a browser trickles; each costs a command to the relay.
PATCHES = "120/min"
# A counter outlives its window, so that no clock of another machine finds it gone too early.
SPARE_SECONDS = 5


def address_of(request: HttpRequest) -> str:
    """The address of the client behind settings.PROXY_COUNT proxies, as the API counts it. An IPv6
    /64 counts as one address, because one household has all of it."""
    # A server behind a Unix socket knows no address.
    ident = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # META alone
    return network_of(ident or "")


def count(what: str, who: str, rate: str) -> None:
    """Count one more in this window of the clock. Too many are Refused, with a time to retry."""
    most, seconds, now = *parsed(rate), time.time()
    if count_one(_key(what, who, seconds, now), seconds + SPARE_SECONDS) > most:
        raise _too_many(seconds, now)


def check(what: str, who: str, rate: str) -> None:
    """Refuse if there were too many already, without counting this one."""
    most, seconds, now = *parsed(rate), time.time()
    if cache.get(_key(what, who, seconds, now), 0) >= most:
        raise _too_many(seconds, now)


def count_one(key: str, keep_seconds: float) -> int:
    """Count one more under this key, and return how many there are since its first."""
    cache.add(key, 0, keep_seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it expired between the two lines
        return 1


def count_join(address: str) -> None:
    count("join", address, settings.JOIN_RATE)


def count_socket(address: str) -> None:
    """Counted apart from joins: a page that opens its socket again may still watch."""
    count("socket", address, settings.JOIN_RATE)


def parsed(rate: str) -> tuple[int, int]:
    most, seconds = SimpleRateThrottle.parse_rate(None, rate)  # type: ignore[arg-type]
    return int(most or 0), int(seconds or 1)


def _key(what: str, who: str, seconds: int, now: float) -> str:
    return f"rate:{what}:{who}:{int(now // seconds)}"


def _too_many(seconds: int, now: float) -> Refused:
    sentence = _("Too many requests from this address. Wait a little.")
    wait = int(seconds - now % seconds) + 1  # until the next window begins
    return Refused("request.too_many", sentence, status=429, retry_after=wait)
