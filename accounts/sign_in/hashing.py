"""Password hashing in a bounded thread pool: one thread for each core, with low priority.

A hash is slow on purpose: a third of a second of one core. Sixty at once would block every page, so
the others wait in a queue, and when that is full they get 503.
"""

import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils.translation import gettext as _

from streaming.foundation.refusals import Refused

CORES = os.cpu_count() or 1
# Length of the queue: two to three seconds of work for each core.
MOST_WAITING = 8 * CORES
# Pages, pictures and packets are more urgent than a hash.
NICENESS = 10
RETRY_SECONDS = 5


class Hashing:
    """The threads, and a limit for running and queued hashes."""

    def __init__(self, cores: int = CORES, most_waiting: int = MOST_WAITING) -> None:
        self._most = cores + most_waiting
        self._owed = 0
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(
            cores, thread_name_prefix="hashing", initializer=_give_way
        )

    def run(self, work: Any, *args: Any) -> Any:
        """Run `work` in a hashing thread and return its result; Refused when the queue is full."""
        with self._lock:
            if self._owed >= self._most:
                raise busy()
            self._owed += 1
        done: Future[Any] = self._threads.submit(work, *args)
        done.add_done_callback(self._paid)
        return done.result()

    def _paid(self, _done: Future[Any]) -> None:
        with self._lock:
            self._owed -= 1


def _give_way() -> None:
    """Lower the priority of this thread; Linux does so by thread, other systems may not."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def busy() -> Refused:
    sentence = _("Very many people are signing in right now. Try again in a few seconds.")
    return Refused("server.busy", sentence, status=503, retry_after=RETRY_SECONDS)


hashing = Hashing()


class BoundedPBKDF2(PBKDF2PasswordHasher):
    """Django's hasher under its own name in the database, run in the hashing threads."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        return hashing.run(super().encode, password, salt, iterations)
