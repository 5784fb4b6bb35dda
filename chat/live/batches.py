"""Where the sockets of this process hand in what people wrote: post(). What came for a show while
the last transaction ran goes into the next one, so that a storm costs a few transactions a second.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable

from django.conf import settings
from django.utils.translation import gettext as _

from shows.models import Show
from streaming.foundation import rate_limits
from streaming.foundation.http_refusals import TurnedAway
from streaming.foundation.sockets import database
from streaming.foundation.sockets.token_bucket import TokenBucket

from .. import counters
from ..log.posting import MOST, Accepted, Outcome, Sent, accept
from . import doorbell
from .account_limits import Counts

log = logging.getLogger(__name__)

MOST_WAITING = 2000


class PostBatches:
    """The first goes at once; while more come, there is one transaction each `pace()` seconds."""

    def __init__(
        self, show: Show, tell: Callable[[Accepted], Awaitable[None]], pace: Callable[[], float]
    ) -> None:
        self._show, self._tell, self._pace = show, tell, pace
        self._waiting: list[tuple[Sent, asyncio.Future[Outcome]]] = []
        self._working: asyncio.Task[None] | None = None
        self._began_at = 0.0
        self.wrote: Counter[tuple[int, bool]] = Counter()  # since the other processes were told

    async def post(self, sent: Sent, *, keeps_order: bool = False) -> Outcome:
        """What became of it, once that is written down."""
        if not hurry.take(self._show.pk, sent.author, keeps_order):
            raise too_fast()
        self.wrote[sent.author, keeps_order] += 1
        if len(self._waiting) >= MOST_WAITING:
            counters.refused.inc()
            raise full()
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((sent, answer))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(self._began_at + self._pace() - time.monotonic())
                self._began_at = time.monotonic()
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._tick(batch)
        finally:
            self._working = None

    async def _tick(self, batch: list[tuple[Sent, asyncio.Future[Outcome]]]) -> None:
        try:
            accepted = await database.accept(accept, self._show, [sent for sent, _answer in batch])
        except Exception:
            # Whoever asks again with the same `client` has it written once, whatever happened here.
            log.exception("A tick of a chat was not accepted")
            accepted = Accepted([full()] * len(batch), [])
        for (_sent, answer), outcome in zip(batch, accepted.outcomes, strict=True):
            if not answer.done():
                answer.set_result(outcome)
        if accepted.messages:
            counters.accepted.inc(len(accepted.messages))
            await self._tell(accepted)
            doorbell.ring(self._show, upto=accepted.messages[-1].number)
        if accepted.held:
            doorbell.ring_from_thread(self._show, waiting=True)


class Hurry:
    """How fast one account may write in one show, over all of its sockets: half of its messages for
    a minute at once. People who keep order there may write five times as fast. What an account
    writes through other processes is counted a moment later."""

    MOST = 20_000  # beyond, the least recently used one is dropped

    def __init__(self) -> None:
        self._buckets: dict[tuple[int, int, bool], TokenBucket] = {}

    def take(self, show: int, person: int, keeps_order: bool) -> bool:
        now = time.monotonic()
        return self._bucket(show, person, keeps_order, now).take(now)

    def wrote_elsewhere(self, show: int, wrote: Counts) -> None:
        """In another process."""
        now = time.monotonic()
        for person, keeps_order, count in wrote:
            self._bucket(show, person, bool(keeps_order), now).spend(count)

    def _bucket(self, show: int, person: int, keeps_order: bool, now: float) -> TokenBucket:
        key = (show, person, keeps_order)
        bucket = self._buckets.pop(key, None) or _new_bucket(5 if keeps_order else 1, now)
        if len(self._buckets) >= self.MOST:
            del self._buckets[next(iter(self._buckets))]
        self._buckets[key] = bucket
        return bucket


def _new_bucket(times: int, now: float) -> TokenBucket:
    most, seconds = rate_limits.parsed(settings.CHAT_RATE)
    return TokenBucket(max(1, most / 2) * times, most / seconds * times, now)


hurry = Hurry()


def too_fast() -> TurnedAway:
    return TurnedAway("socket.too_fast", _("Too fast. Wait a little."), 429, retry_after=2)


def full() -> TurnedAway:
    sentence = _("Too much is written at once. Send it again in a moment.")
    return TurnedAway("chat.full", sentence, 503, retry_after=2)
