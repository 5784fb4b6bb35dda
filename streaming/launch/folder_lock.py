"""The lock on the data folder: only one `./run` uses it at a time. A second one would overwrite
the files of the first."""

import fcntl
from pathlib import Path
from typing import IO

NAME = "running.lock"


class Taken(Exception):
    """A site runs on this folder already."""


class Unwritable(Exception):
    """Nothing can be kept in this folder."""


def take(folder: Path) -> IO[str] | None:
    """Take the lock. It is held while the returned file is open, and the system releases it when
    the process dies. None on a file system without locks."""
    try:
        lock = (folder / NAME).open("a")
    except OSError as error:
        raise Unwritable(
            f"The data folder {folder} cannot be written to: {error.strerror}.\n"
            "Give it to the user who runs this, or name another: ./run --data-dir FOLDER"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Taken from None
    except OSError:
        lock.close()
        return None
    return lock
