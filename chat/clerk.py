"""Where chats meet the database: a few threads of their own, each with a connection that stays
open. Opened anew for each question, as elsewhere, it would cost more than most questions do.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from django.db import connection, connections

# SQLite has one writer at a time, and one warm thread is quicker than several cold ones.
THREADS = 1 if connection.vendor == "sqlite" else 4
P = ParamSpec("P")
T = TypeVar("T")

_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="chat")


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
    done, _threads = _threads, ThreadPoolExecutor(THREADS, thread_name_prefix="chat")
    waiting: list[Any] = [done.submit(connections.close_all) for _ in range(THREADS * 4)]
    for one in waiting:
        one.result()
    done.shutdown()
