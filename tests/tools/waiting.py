"""Waiting for what another thread or process does, with a generous limit."""

import time
from collections.abc import Callable

LIMIT_SECONDS = 30.0


def wait_until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not happened():
        assert time.monotonic() < deadline, f"{happened} did not come true"
        time.sleep(0.02)
