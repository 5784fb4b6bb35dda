"""Passwords are hashed by as many threads as this machine has cores, and those give way to pages.

A hash is meant to be slow: a third of a second of one core. Sixty at once would leave nothing to
anybody else, so whoever is not among the first waits, and beyond that is told to come again.
"""

import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils.translation import gettext as _

from .refusals import Refused

CORES = os.cpu_count() or 1
# What waits for its turn: two to three seconds of work for each core.
MOST_WAITING = 8 * CORES
# A page, a picture and a packet are all more urgent than a hash that is slow by design.
NICENESS = 10
RETRY_SECONDS = 5


class Hashing:
    """Threads that hash, and the number of hashes that they may owe."""

    def __init__(self, cores: int = CORES, most_waiting: int = MOST_WAITING) -> None:
        self._most = cores + most_waiting
        self._owed = 0
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(
            cores, thread_name_prefix="hashing", initializer=_give_way
        )

    def run(self, work: Any, *args: Any) -> Any:
        """What `work` answers, once it had its turn."""
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
    """Of this thread alone, where the system counts threads so."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def busy() -> Refused:
    sentence = _("Very many people are signing in right now. Try again in a few seconds.")
    return Refused("server.busy", sentence, status=503, retry_after=RETRY_SECONDS)


hashing = Hashing()


class BoundedPBKDF2(PBKDF2PasswordHasher):
    """Django's own, by the same name in the database; only its turn is waited for."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        return hashing.run(super().encode, password, salt, iterations)
