"""Who goes first where two kinds of threads have work: Precedence.

One interpreter runs one thread at a time. When a hundred people come in at once, the thread that
reads for them would take every other turn from the one that accepts messages, and everybody who is
there already would wait for both.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

MOST_SECONDS = 0.03  # at a time


class WriterPriority:
    """What runs in first() goes before what runs in after(). Nobody starves: a thread that waited
    goes on for as long before it waits again, so that it has half of the time at the least."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0
        self._nobody = threading.Event()
        self._nobody.set()
        self._of_thread = threading.local()

    @contextmanager
    def first(self) -> Iterator[None]:
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    @contextmanager
    def after(self) -> Iterator[None]:
        """A moment later, at the most."""
        self._wait()
        yield

    def _wait(self) -> None:
        began = time.monotonic()
        if self._nobody.is_set() or began < getattr(self._of_thread, "goes_on_until", 0.0):
            return
        self._nobody.wait(MOST_SECONDS)
        ended = time.monotonic()
        self._of_thread.goes_on_until = ended + (ended - began)

    def _count(self, more: int) -> None:
        with self._lock:
            self._running += more
            if self._running:
                self._nobody.clear()
            else:
                self._nobody.set()
