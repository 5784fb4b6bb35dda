"""One reading for all who want the same at once (single flight), kept as long as each caller says:
Shared. A reading that failed is not kept: the next caller begins another.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Reading(Generic[T]):
    task: asyncio.Task[T]
    began_at: float
    next: asyncio.Task[T] | None = None  # waits for this one to end, then reads

    @property
    def is_good(self) -> bool:
        """Not failed, and of this event loop."""
        if self.task.get_loop() is not asyncio.get_running_loop():
            return False
        return not self.task.done() or _succeeded(self.task)


class Shared(Generic[T]):
    """`read` runs in a task of its own: a caller that goes away ends it for nobody else."""

    def __init__(self, read: Callable[[], Awaitable[T]]) -> None:
        self._read = read
        self._newest: _Reading[T] | None = None

    @property
    def found(self) -> T | None:
        """What the newest reading found; None while it runs, and where it failed."""
        if self._newest is None or not _succeeded(self._newest.task):
            return None
        return self._newest.task.result()

    async def get(self, most_seconds: float = inf) -> T:
        """The newest reading, if it began within these last seconds; else a new one."""
        newest = self._good()
        if newest is None or newest.began_at < time.monotonic() - most_seconds:
            newest = self._begin()
        return await asyncio.shield(newest.task)

    async def again(self) -> T:
        """A reading that begins now, beside one that may run."""
        return await asyncio.shield(self._begin().task)

    async def after_now(self) -> T:
        """No reading that began before this call. All who ask while one runs share the next."""
        newest = self._good()
        if newest is None or newest.task.done():
            return await self.again()
        if newest.next is None:
            newest.next = _watched(asyncio.create_task(self._after(newest)))
        return await asyncio.shield(newest.next)

    async def _after(self, before: _Reading[T]) -> T:
        await asyncio.wait([before.task])
        if self._newest is before:
            return await self.again()
        return await self.get()

    def _good(self) -> _Reading[T] | None:
        return self._newest if self._newest is not None and self._newest.is_good else None

    def _begin(self) -> _Reading[T]:
        self._newest = _Reading(_watched(asyncio.create_task(self._reading())), time.monotonic())
        return self._newest

    async def _reading(self) -> T:
        return await self._read()


def _succeeded(task: asyncio.Task[T]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


def _watched(task: asyncio.Task[T]) -> asyncio.Task[T]:
    """Its callers raise its error. Where none waits any more, asyncio shall not complain of it."""
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task
