"""Where the sockets of this process hand in what people wrote: post(). What came for a show while
the last transaction ran goes into the next one, so that a storm costs a few transactions a second.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable

from django.utils.translation import gettext as _

from shows.models import Show
from streaming.foundation.pump import Pump
from streaming.foundation.refusals import Refused
from streaming.foundation.sockets import database

from .. import counters
from ..log.posting import MOST_IN_BATCH, Accepted, Outcome, Sent, accept
from . import doorbell
from .write_limits import write_limits

log = logging.getLogger(__name__)

MOST_WAITING = 2000


class PostBatches:
    """The first goes at once; while more come, there is one transaction each `pace()` seconds."""

    def __init__(
        self, show: Show, tell: Callable[[Accepted], Awaitable[None]], pace: Callable[[], float]
    ) -> None:
        self._show, self._tell, self._pace = show, tell, pace
        self._waiting: list[tuple[Sent, asyncio.Future[Outcome]]] = []
        self._accepting = Pump(self._next, "A batch of a chat was not told")
        self._began_at = 0.0
        self.wrote: Counter[tuple[int, bool]] = Counter()  # since the other processes were told

    async def post(self, sent: Sent, *, moderates: bool = False) -> Outcome:
        """What became of it, once that is written down."""
        if not write_limits.take(self._show.pk, sent.author, moderates):
            raise too_fast()
        self.wrote[sent.author, moderates] += 1
        if len(self._waiting) >= MOST_WAITING:
            counters.refused.inc()
            raise full()
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((sent, answer))
        self._accepting.start()
        return await answer

    async def _next(self) -> None:
        if not self._waiting:  # all went with the batch before
            return
        await asyncio.sleep(self._began_at + self._pace() - time.monotonic())
        self._began_at = time.monotonic()
        batch, self._waiting = self._waiting[:MOST_IN_BATCH], self._waiting[MOST_IN_BATCH:]
        if self._waiting:
            self._accepting.start()
        await self._accept(batch)

    async def _accept(self, batch: list[tuple[Sent, asyncio.Future[Outcome]]]) -> None:
        try:
            accepted = await database.accept(accept, self._show, [sent for sent, _answer in batch])
        except Exception:
            # A client that sends it again with the same `client` has it written once.
            log.exception("A batch of a chat was not accepted")
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


def too_fast() -> Refused:
    return Refused("socket.too_fast", _("Too fast. Wait a little."), status=429, retry_after=2)


def full() -> Refused:
    sentence = _("Too much is written at once. Send it again in a moment.")
    return Refused("chat.full", sentence, status=503, retry_after=2)
