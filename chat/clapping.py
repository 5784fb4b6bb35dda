"""How much somebody may applaud: as fast as hands clap, over all of their sockets in this process.

Nobody is refused for clapping too fast; what is more than hands can do is not counted.
"""

import time
from collections import OrderedDict

from shows.sockets.bucket import Bucket

# Twenty at once are one packet of a page that was pressed a lot; then eight in each second.
AT_ONCE, PER_SECOND = 40, 8.0
# Strangers of one address may be a school.
STRANGERS = 5
MOST = 20_000  # the one that clapped longest ago makes room


class Clapping:
    def __init__(self) -> None:
        self._buckets: OrderedDict[tuple[int, int | str], Bucket] = OrderedDict()

    def counted(self, show: int, who: int | str, times: int) -> int:
        """How many of these count. `who` is a person, or the address of strangers."""
        now = time.monotonic()
        bucket = self._buckets.pop((show, who), None) or _new(who, now)
        self._buckets[show, who] = bucket
        if len(self._buckets) > MOST:
            self._buckets.popitem(last=False)
        return sum(bucket.take(now) for _ in range(times))


def _new(who: int | str, now: float) -> Bucket:
    many = STRANGERS if isinstance(who, str) else 1
    return Bucket(AT_ONCE * many, PER_SECOND * many, now)


clapping = Clapping()
