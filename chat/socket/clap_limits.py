"""Rate limit for applause: how many claps of one person or address count in one show.

It holds for all of their sockets in this process. Nobody is refused for clapping too fast; the
claps above the limit are not counted.
"""

import time
from collections import OrderedDict

from streaming.foundation.sockets.token_bucket import TokenBucket

# A page collects up to twenty claps in one packet; forty at once are two such packets. Nobody
# clicks faster than eight times a second for long.
AT_ONCE, PER_SECOND = 40, 8.0
# People who are not signed in share the limit of their address, which may be a school.
ADDRESS_FACTOR = 5
MOST_REMEMBERED = 20_000  # people and addresses; the least recent one is forgotten


class ClapLimits:
    def __init__(self) -> None:
        self._buckets: OrderedDict[tuple[int, int | str], TokenBucket] = OrderedDict()

    def counted(self, show: int, who: int | str, times: int) -> int:
        """How many of these count. `who` is a person, or the address of strangers."""
        now = time.monotonic()
        bucket = self._buckets.pop((show, who), None) or _new(who, now)
        self._buckets[show, who] = bucket
        if len(self._buckets) > MOST_REMEMBERED:
            self._buckets.popitem(last=False)
        return sum(bucket.take(now) for _ in range(times))


def _new(who: int | str, now: float) -> TokenBucket:
    many = ADDRESS_FACTOR if isinstance(who, str) else 1
    return TokenBucket(AT_ONCE * many, PER_SECOND * many, now)


clap_limits = ClapLimits()
