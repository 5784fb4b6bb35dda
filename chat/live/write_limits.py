"""How fast one account may write in one show: write_limits, from the setting CHAT_RATE."""

import time

from django.conf import settings

from streaming.foundation import rate_limits
from streaming.foundation.sockets.token_bucket import TokenBucket

from .news import Wrote

# Moderators announce, answer and explain: they write more than anybody in the audience.
MODERATOR_FACTOR = 5
# This part of the messages of a minute may be written at once.
AT_ONCE = 1 / 2


class WriteLimits:
    """A token bucket for each account and show, shared by all sockets of the account. What an
    account writes through other processes is counted a moment later."""

    MOST_BUCKETS = 20_000  # beyond, the least recently used one is dropped

    def __init__(self) -> None:
        self._buckets: dict[tuple[int, int, bool], TokenBucket] = {}

    def take(self, show: int, person: int, moderates: bool) -> bool:
        now = time.monotonic()
        return self._bucket(show, person, moderates, now).take(now)

    def wrote_elsewhere(self, show: int, wrote: Wrote) -> None:
        """In another process."""
        now = time.monotonic()
        for person, moderates, count in wrote:
            self._bucket(show, person, moderates, now).spend(count)

    def _bucket(self, show: int, person: int, moderates: bool, now: float) -> TokenBucket:
        key = (show, person, moderates)
        bucket = self._buckets.pop(key, None) or _new_bucket(moderates, now)
        if len(self._buckets) >= self.MOST_BUCKETS:
            del self._buckets[next(iter(self._buckets))]
        self._buckets[key] = bucket
        return bucket


def _new_bucket(moderates: bool, now: float) -> TokenBucket:
    times = MODERATOR_FACTOR if moderates else 1
    most, seconds = rate_limits.parsed(settings.CHAT_RATE)
    return TokenBucket(max(1, most * AT_ONCE) * times, most / seconds * times, now)


write_limits = WriteLimits()
