"""How often one address, or one person, may knock at the doors of sockets, encoders and players."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

from streaming.wire.network import network_of

from .http_refusals import TurnedAway

WRONG_KEYS = "30/min"
PATCHES = "120/min"


def address_of(request: HttpRequest) -> str:
    """The address of the client behind settings.PROXY_COUNT proxies, as the API counts it. An IPv6
    /64 counts as one address: who has one address of it has all of them."""
    # A server behind a Unix socket knows no address.
    ident = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # META alone
    return network_of(ident or "")


def count(what: str, who: str, rate: str) -> None:
    """One more in this window of the clock; TurnedAway with Retry-After when it is too many."""
    most, seconds = parsed(rate)
    now = time.time()
    window = int(now // seconds)
    key = f"knocks:{what}:{who}:{window}"
    cache.add(key, 0, seconds + 5)
    try:
        knocks = cache.incr(key)
    except ValueError:  # the window closed between the two lines
        return
    if knocks > most:
        raise _too_many(int((window + 1) * seconds - now) + 1)


def check(what: str, who: str, rate: str) -> None:
    """Whether there were too many already, without counting this one."""
    most, seconds = parsed(rate)
    now = time.time()
    window = int(now // seconds)
    if cache.get(f"knocks:{what}:{who}:{window}", 0) >= most:
        raise _too_many(int((window + 1) * seconds - now) + 1)


def count_join(address: str) -> None:
    count("join", address, settings.JOIN_RATE)


def count_socket(address: str) -> None:
    """Of its own: whoever comes back with a socket does not use up what they may watch."""
    count("socket", address, settings.JOIN_RATE)


def parsed(rate: str) -> tuple[int, int]:
    most, seconds = SimpleRateThrottle.parse_rate(None, rate)  # type: ignore[arg-type]
    return int(most or 0), int(seconds or 1)


def _too_many(seconds: int) -> TurnedAway:
    sentence = _("Too many requests from this address. Wait a little.")
    return TurnedAway("request.too_many", sentence, 429, retry_after=seconds)
