"""The data folder is for its owner alone: open_folder() makes it so, kept_secret() is its key.

The database in it holds sessions, letters and addresses, so no other user of the machine reads it.
"""

import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

OTHERS = 0o077  # what group and others may
# A folder with one of these is a data folder of ours.
DATABASE = "footlights.sqlite3"
KEY = "secret_key"
OURS = (KEY, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")


def open_folder(folder: Path) -> list[Path]:
    """Make the folder, or close it to others where it is open; return what was closed."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        return []
    closed = list(open_to_others(folder))
    for path in closed:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
    return closed


def open_to_others(folder: Path) -> Iterator[Path]:
    """The folder and our files in it, those that group or others may read or write. A folder that
    belongs to another user, or holds nothing of ours, is left alone."""
    ours = [folder / name for name in OURS if (folder / name).exists()]
    for path in [folder, *ours] if ours else []:
        status = path.stat()
        if status.st_uid == os.geteuid() and stat.S_IMODE(status.st_mode) & OTHERS:
            yield path


def kept_secret(folder: Path) -> str:
    """Made on first use. Written aside and then linked: processes that start together all end with
    the same key, and none ever reads half of one."""
    path = folder / KEY
    if not path.exists():
        draft = path.with_suffix(f".{secrets.token_hex(8)}")  # two containers may both be process 1
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
