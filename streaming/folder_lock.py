"""The lock on the data folder: one `./run` for each, since a second one would overwrite what the
first has noted there."""

import fcntl
from pathlib import Path
from typing import IO

NAME = "running.lock"


class Taken(Exception):
    """A site runs on this folder already."""


class Unwritable(Exception):
    """Nothing can be kept in this folder."""


def take(folder: Path) -> IO[str] | None:
    """The folder is ours for as long as this file is open; the system lets go of what dies. None
    on a file system that knows no locks."""
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
