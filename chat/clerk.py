"""Where chats meet the database: a few threads of their own, each with a connection that stays
open. Opened anew for each question, as elsewhere, it would cost more than most questions do.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import ParamSpec, TypeVar

from django.db import connection, connections

# SQLite has one writer at a time, and one warm thread is quicker than several cold ones.
THREADS = 1 if connection.vendor == "sqlite" else 4
P = ParamSpec("P")
T = TypeVar("T")

_begun: list[int] = []  # of the threads


def _pool() -> ThreadPoolExecutor:
    _begun.clear()
    return ThreadPoolExecutor(
        THREADS, thread_name_prefix="chat", initializer=lambda: _begun.append(1)
    )


_threads = _pool()


async def ask(question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    def answered() -> T:
        _look_after_connections()
        return question(*args, **kwargs)

    return await asyncio.get_running_loop().run_in_executor(_threads, answered)


def _look_after_connections() -> None:
    """One that broke is closed, and opened again when it is used; none grows too old."""
    for one in connections.all(initialized_only=True):
        one.close_at = None
        one.close_if_unusable_or_obsolete()


def close() -> None:
    """All of them let go of the database, as when a test is over with it."""
    global _threads
    done, together = _threads, Barrier(len(_begun) + 1)

    def let_go() -> None:
        connections.close_all()
        together.wait(10)  # so that each thread takes one of these

    for _ in _begun:
        done.submit(let_go)
    together.wait(10)
    done.shutdown()
    _threads = _pool()
