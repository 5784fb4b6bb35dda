"""restore(): puts a backup in place of what is there. Nothing is deleted: the present database, the
pictures and the key move into a folder of their own, which is named."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from streaming.launch import folder_lock
from streaming.launch.serving import running_process

from . import databases
from .archive import Manifest, unpack
from .backing_up import PICTURES, SECRET_KEY
from .problems import BackupError


def restore(archive: Path) -> Path:
    """Where what was there before is kept now. BackupError before anything has changed."""
    data = Path(settings.DATA_DIR)
    with _stopped(data), tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as folder:
        staged = Path(folder)
        _check(unpack(archive, staged), staged)
        aside = data / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}"
        aside.mkdir(mode=0o700)
        databases.put_back(staged / databases.file_name(), aside)
        _exchange(staged / PICTURES, Path(settings.MEDIA_ROOT), aside)
        if (staged / SECRET_KEY).exists():
            _exchange(staged / SECRET_KEY, data / SECRET_KEY, aside)
            (data / SECRET_KEY).chmod(0o600)
    return aside


@contextmanager
def _stopped(data: Path) -> Iterator[None]:
    """The site does not run, and cannot be started meanwhile."""
    running = f"The site runs (process {running_process() or 'unknown'}). Stop it, then restore."
    if running_process():  # by a command that does not take the lock
        raise BackupError(running)
    try:
        lock = folder_lock.take(data)
    except folder_lock.Taken:
        raise BackupError(running) from None
    except folder_lock.Unwritable as error:
        raise BackupError(str(error)) from None
    with lock or nullcontext():
        yield


def _check(manifest: Manifest, staged: Path) -> None:
    if manifest.engine != databases.engine():
        raise BackupError(
            f"This backup is of {manifest.engine}, and the site is set to {databases.engine()}: "
            "see DATABASE_URL in docs/settings.md."
        )
    known = MigrationLoader(None).disk_migrations
    if newer := [item for item in manifest.migrations.items() if item not in known]:
        app, name = newer[0]
        raise BackupError(
            f"This backup was made by a newer Footlights, or by one with other apps: {app} {name} "
            "is not known here. Restore it with that version."
        )
    databases.check(staged / databases.file_name())


def _exchange(new: Path, place: Path, aside: Path) -> None:
    if place.exists():
        place.rename(aside / place.name)
    if new.exists():
        new.rename(place)
