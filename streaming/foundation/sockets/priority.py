"""WriterPriority: threads that accept messages run before threads that read.

The interpreter runs one thread at a time. When a hundred people come in at once, the thread that
reads for them would take every other turn, and messages would wait for all of them.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Nobody notices such a wait when a page loads.
MOST_SECONDS = 0.03


class WriterPriority:
    """Work in first() goes before work in after(). Nobody starves: a thread that waited runs for as
    long before it waits again, so it has at least half of the time."""

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
