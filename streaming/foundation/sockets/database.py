"""Database threads for sockets: ask() reads, accept() writes.

Each thread keeps its connection open. A new connection for each query, as in requests, would cost
more than most queries do.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Barrier
from typing import ParamSpec, TypeVar

from django.db import connection, connections

from .priority import WriterPriority

# SQLite has one writer at a time, and one warm thread is quicker than several cold ones. Writers
# have threads of their own and go first, so that no message waits while many people come in.
THREADS = 1 if connection.vendor == "sqlite" else 4
P = ParamSpec("P")
T = TypeVar("T")


class Pool:
    """A thread pool; `turn` decides when one of its threads may work."""

    def __init__(self, name: str, turn: Callable[[], AbstractContextManager[None]]) -> None:
        self._name, self._turn = name, turn
        self._open()

    def _open(self) -> None:
        self._begun: list[int] = []
        self._threads = ThreadPoolExecutor(
            THREADS, thread_name_prefix=self._name, initializer=lambda: self._begun.append(1)
        )

    async def ask(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        def answered() -> T:
            _close_broken_connections()
            with self._turn():
                return question(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, answered)

    def close(self) -> None:
        """Close the connections of all threads, as at the end of a test."""
        together = Barrier(len(self._begun) + 1)

        def let_go() -> None:
            connections.close_all()
            together.wait(10)  # so that each thread takes one of these

        for _ in self._begun:
            self._threads.submit(let_go)
        together.wait(10)
        self._threads.shutdown()
        self._open()


_priority = WriterPriority()
_readers = Pool("sockets-ask", _priority.after)
_writers = Pool("sockets-accept", _priority.first)
ask, accept = _readers.ask, _writers.ask


def _close_broken_connections() -> None:
    """Django opens a connection that was closed here again when it is used."""
    for one in connections.all(initialized_only=True):
        one.close_at = None
        one.close_if_unusable_or_obsolete()


def close() -> None:
    _readers.close()
    _writers.close()
