"""Where sockets meet the database: a few threads of their own, each with a connection that stays
open. Opened anew for each question, as elsewhere, it would cost more than most questions do.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Barrier
from typing import ParamSpec, TypeVar

from django.db import connection, connections

from .priority import WriterPriority

# SQLite has one writer at a time, and one warm thread is quicker than several cold ones. Whoever
# accepts messages has threads of their own, and goes first: a storm of people who come in keeps no
# message waiting.
THREADS = 1 if connection.vendor == "sqlite" else 4
P = ParamSpec("P")
T = TypeVar("T")


class Pool:
    """Threads that are started when they are wanted."""

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
            _look_after_connections()
            with self._turn():
                return question(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, answered)

    def close(self) -> None:
        """All of them let go of the database, as when a test is over with it."""
        together = Barrier(len(self._begun) + 1)

        def let_go() -> None:
            connections.close_all()
            together.wait(10)  # so that each thread takes one of these

        for _ in self._begun:
            self._threads.submit(let_go)
        together.wait(10)
        self._threads.shutdown()
        self._open()


_precedence = WriterPriority()
_readers = Pool("sockets-ask", _precedence.after)
_writers = Pool("sockets-accept", _precedence.first)
ask, accept = _readers.ask, _writers.ask


def _look_after_connections() -> None:
    """One that broke is closed, and opened again when it is used; none grows too old."""
    for one in connections.all(initialized_only=True):
        one.close_at = None
        one.close_if_unusable_or_obsolete()


def close() -> None:
    _readers.close()
    _writers.close()
