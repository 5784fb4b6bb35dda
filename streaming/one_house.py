"""One `./run` for each data folder: the second would take the first one's notes with it."""

import fcntl
from pathlib import Path
from typing import IO

NAME = "running.lock"


class Taken(Exception):
    """Somebody runs on this folder already."""


def take(folder: Path) -> IO[str] | None:
    """The folder is ours for as long as this file is open; the system lets go of what dies. None
    on a file system that knows no locks."""
    lock = (folder / NAME).open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Taken from None
    except OSError:
        lock.close()
        return None
    return lock
