"""Folders of tests and benchmarks in the system's temporary one, gone with the process.

Whoever is killed cannot clean up. So the number of the process stands in the name, and the next
one removes what belongs to nobody who lives.
"""

import atexit
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def own_folder(kind: str) -> Path:
    """A new folder, until the process ends."""
    remove_leftovers()
    found = Path(tempfile.mkdtemp(prefix=f"footlights-{kind}-{os.getpid()}-"))
    atexit.register(shutil.rmtree, found, ignore_errors=True)
    return found


@contextmanager
def folder(kind: str) -> Iterator[Path]:
    """A new folder, until the `with` block ends."""
    found = own_folder(kind)
    try:
        yield found
    finally:
        shutil.rmtree(found, ignore_errors=True)


def remove_leftovers() -> None:
    for left in Path(tempfile.gettempdir()).glob("footlights-*"):
        named = re.fullmatch(r"footlights-[a-z]+-(\d+)-\w+", left.name)
        if named and not _lives(int(named[1])):
            shutil.rmtree(left, ignore_errors=True)


def end_in_order() -> None:
    """Asked to end, a benchmark ends what it started; also where a shell told it to ignore Ctrl-C,
    as it tells whatever it starts in the background."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
