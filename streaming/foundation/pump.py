"""A task that runs while there is work, and never twice at once: Pump."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


class Pump:
    """start() runs `work` once more: at once, or after the run that is under way. However often it
    is called meanwhile, that is one run more. `work` may call it itself when something is left. An
    error ends that run alone and is logged as `complaint`."""

    __slots__ = ("_complaint", "_is_asked", "_task", "_work")  # each socket has some

    def __init__(self, work: Callable[[], Awaitable[None]], complaint: str) -> None:
        self._work, self._complaint = work, complaint
        self._is_asked = False
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        self._is_asked = True
        if not self.is_running:
            self._task = asyncio.create_task(self._run())

    async def idle(self) -> None:
        """Until nothing is left to do."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        while self._is_asked:
            self._is_asked = False
            try:
                await self._work()
            except Exception:
                log.exception(self._complaint)
