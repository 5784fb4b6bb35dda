"""The data folder is for its owner alone: open_folder() makes it so, kept_secret() is its key.

The database in it holds sessions, letters and addresses, so no other user of the machine reads it.
"""

import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

OTHERS = 0o077  # what group and others may
# What makes a folder ours, whoever else keeps things in it.
DATABASE = "footlights.sqlite3"
KEY = "secret_key"
OURS = (KEY, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")


def open_folder(folder: Path) -> list[Path]:
    """Make it, or close what others could read; what was closed now."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        return []
    closed = list(open_to_others(folder))
    for path in closed:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
    return closed


def open_to_others(folder: Path) -> Iterator[Path]:
    """Of the folder and what is ours in it, what group or others may read or write. A folder of
    somebody else, or without anything of ours, is none of our business."""
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
