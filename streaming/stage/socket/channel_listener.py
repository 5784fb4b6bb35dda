"""ChannelListener: the messages of the channel layer for one socket, across restarts of Redis.

When the layer is away, or was restarted and has lost its groups, the socket stays open. Until the
groups are joined again, receive() returns REREAD every few seconds, and the socket reads the rows.
"""

import asyncio
import logging
import random
from typing import Any

from channels.layers import get_channel_layer

log = logging.getLogger(__name__)

# Redis answers in milliseconds; after two seconds it counts as away.
TIMEOUT_SECONDS = 2.0
# Between two attempts to join again; random, or all sockets would come back at the same moment.
RETRY_SECONDS = (1.0, 3.0)
# Returned instead of a message: something may have changed. `back` says that the layer is back.
REREAD = "show.reread"


class ChannelListener:
    def __init__(self) -> None:
        self._layer = get_channel_layer()
        self._groups: set[str] = set()
        self._channel = ""
        self._is_cut_off = False

    async def join(self, group: str) -> None:
        self._groups.add(group)
        if not self._is_cut_off and not await self._added(group):
            self._is_cut_off = True

    async def part(self, group: str) -> None:
        self._groups.discard(group)
        if self._channel and not self._is_cut_off:
            await self._tried(self._layer.group_discard(group, self._channel))

    async def part_all(self) -> None:
        for group in list(self._groups):
            await self.part(group)

    async def receive(self) -> dict[str, Any]:
        """The next message; REREAD while the layer is away."""
        while not self._is_cut_off:
            try:
                if not self._channel:
                    self._channel = await self._layer.new_channel()
                return await self._layer.receive(self._channel)
            except Exception as error:
                log.info("A socket has lost the channel layer: %r", error)
                self._is_cut_off = True
        await asyncio.sleep(random.uniform(*RETRY_SECONDS))  # noqa: S311  no secret
        self._is_cut_off = not await self._joined()
        return {"type": REREAD, "back": not self._is_cut_off}

    async def _joined(self) -> bool:
        return all([await self._added(group) for group in list(self._groups)])

    async def _added(self, group: str) -> bool:
        if not self._channel:
            self._channel = await self._layer.new_channel()
        return await self._tried(self._layer.group_add(group, self._channel))

    async def _tried(self, asked: Any) -> bool:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                await asked
        except Exception as error:
            log.info("The channel layer does not answer a socket: %r", error)
            return False
        return True
