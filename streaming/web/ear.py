"""What one socket hears through the channel layer, and that it goes on hearing.

A layer that is away, or that was started anew and knows of no groups, closes no socket. Until it
takes us again the socket is told to read the rows by itself, every few seconds.
"""

import asyncio
import logging
import random
from typing import Any

from channels.layers import get_channel_layer

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 2.0
# Between two attempts; drawn, so that a full house does not come back in one moment.
RETRY_SECONDS = (1.0, 3.0)
# What is heard instead: something may have changed; with `back` we hear again from now on.
REREAD = "show.reread"


class Ear:
    def __init__(self) -> None:
        self._layer = get_channel_layer()
        self._groups: set[str] = set()
        self._channel = ""
        self._is_deaf = False

    async def join(self, group: str) -> None:
        self._groups.add(group)
        if not self._is_deaf and not await self._added(group):
            self._is_deaf = True

    async def part(self, group: str) -> None:
        self._groups.discard(group)
        if self._channel and not self._is_deaf:
            await self._tried(self._layer.group_discard(group, self._channel))

    async def part_all(self) -> None:
        for group in list(self._groups):
            await self.part(group)

    async def hear(self) -> dict[str, Any]:
        """The next hint, whenever it comes."""
        while not self._is_deaf:
            try:
                if not self._channel:
                    self._channel = await self._layer.new_channel()
                return await self._layer.receive(self._channel)
            except Exception as error:
                log.info("A socket does not hear: %r", error)
                self._is_deaf = True
        await asyncio.sleep(random.uniform(*RETRY_SECONDS))  # noqa: S311  no secret
        self._is_deaf = not await self._joined()
        return {"type": REREAD, "back": not self._is_deaf}

    async def _joined(self) -> bool:
        return all([await self._added(group) for group in list(self._groups)])

    async def _added(self, group: str) -> bool:
        if not self._channel:
            self._channel = await self._layer.new_channel()
        return await self._tried(self._layer.group_add(group, self._channel))

    async def _tried(self, asked: Any) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asked
        except Exception as error:
            log.info("The channel layer does not answer a socket: %r", error)
            return False
        return True
