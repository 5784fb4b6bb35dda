"""What the sockets of our pages have in common (docs/protocol.md): requests are counted, bounded
and answered in tasks of their own, so that one that takes its time keeps no news waiting.
"""

import asyncio
import logging
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, ClassVar

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from streaming.foundation.outages import is_outage, log_outage, unavailable
from streaming.foundation.refusals import Refused, not_found
from streaming.foundation.sockets.envelopes import (
    MOST_BYTES,
    Asked,
    Malformed,
    Reader,
    error,
    refusal,
)
from streaming.foundation.sockets.token_bucket import TokenBucket

from .visitor import SignedOut, SocketVisitor

log = logging.getLogger(__name__)

WRONG, SIGNED_OUT, UNKNOWN, TOO_FAST = 4400, 4401, 4404, 4429
MOST_WAITING = 4
# In a row; whoever goes on after that is no page of ours.
MOST_MALFORMED, MOST_TOO_FAST = 5, 10


class SocketConsumer(AsyncWebsocketConsumer):
    """One socket. Whoever inherits says what is read, and answers it in reply()."""

    read: ClassVar[Reader[Asked]]
    at_once: ClassVar[float] = 10
    per_second: ClassVar[float] = 2.0
    gone = True  # until it is accepted
    who: SocketVisitor

    async def reply(self, asked: Asked) -> str | None:
        """The reply, whole; or what is raised."""
        raise NotImplementedError

    def ending(self) -> None:
        """It is closed for good, from our side."""

    async def turn_away(self, code: int) -> None:
        """Opened first: of a socket that never was a page cannot read the code, and would come back
        for ever."""
        with suppress(OSError):
            await self.accept()
            await self.close(code)

    def begin(self) -> None:
        self.gone = False
        # For as long as the socket lives: all that it is told is told in this task, or in tasks
        # that are begun here.
        translation.activate(self.who.language)
        self.bucket = TokenBucket(self.at_once, self.per_second, time.monotonic())
        self.malformed = self.too_fast = 0
        self.tasks: set[asyncio.Task[None]] = set()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As it is, without a thread for each message that looks after connections of the database:
        who asks it here does so by database_sync_to_async, which does that."""
        await getattr(self, get_handler_name(message))(message)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.gone:
            return
        if text_data is None or len(text_data) > MOST_BYTES:
            await self.leave(WRONG)
            return
        try:
            asked = type(self).read(text_data)
        except Malformed as wrong:
            await self._refuse_malformed(wrong)
            return
        self.malformed = 0
        if not self.bucket.take(time.monotonic()):
            await self._refuse_hurry(asked)
        elif len(self.tasks) >= MOST_WAITING:
            sentence = _("Four requests wait for their replies. Wait for one.")
            await self.say(error(asked.id, "socket.busy", sentence, 1))
        else:
            self.too_fast = 0
            self.start(self._answer(asked))

    async def _refuse_malformed(self, wrong: Malformed) -> None:
        self.malformed += 1
        await self.say(error(wrong.re, wrong.code, str(wrong)))
        if self.malformed >= MOST_MALFORMED:
            await self.leave(WRONG)

    async def _refuse_hurry(self, asked: Asked) -> None:
        self.too_fast += 1
        if self.too_fast >= MOST_TOO_FAST:
            await self.leave(TOO_FAST)
        else:
            await self.say(error(asked.id, "socket.too_fast", _("Too fast. Wait a little."), 1))

    async def _answer(self, asked: Asked) -> None:
        """One request, whatever comes of it."""
        try:
            if (reply := await self.reply(asked)) is not None:
                await self.say(reply)
        except SignedOut:
            await self.leave(SIGNED_OUT)
        except Refused as no:
            await self.say(refusal(asked.id, no))
        except Http404:
            await self.say(refusal(asked.id, not_found()))
        except Exception as broken:
            await self.say(self._trouble(asked, broken))

    def _trouble(self, asked: Asked, broken: Exception) -> str:
        if is_outage(broken):
            log_outage(broken, asked.type)
            return refusal(asked.id, unavailable())
        log.error("%s on a socket broke", asked.type, exc_info=broken)
        return error(asked.id, "server.error", _("Something broke on our side."))

    def start(self, deed: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(deed)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def say(self, text: str) -> None:
        """Whoever left while it was being written hears no more; disconnect() follows."""
        if not self.gone:
            with suppress(OSError):
                await self.send(text_data=text)

    async def leave(self, code: int) -> None:
        """For good."""
        if self.gone:
            return
        self.gone = True
        self.ending()
        with suppress(OSError):
            await self.close(code)
