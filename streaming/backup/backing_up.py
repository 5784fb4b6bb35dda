"""back_up(): everything of the site that cannot be made again, in one file, while it runs."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from . import databases
from .archive import Manifest, pack

PICTURES = "media"
SECRET_KEY = "secret_key"  # noqa: S105  the name of a file


def back_up(to: Path) -> Manifest:
    """The database first: a picture that comes later is in no row of it, and does no harm. One that
    somebody deletes before its turn is not in the backup."""
    manifest = Manifest(databases.engine(), datetime.now(UTC).isoformat(), _migrations())
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.DATA_DIR) as folder:
        copy = Path(folder) / databases.file_name()
        databases.dump(copy)
        databases.check(copy)
        pack(to, manifest, _files(copy), fleeting=PICTURES)
    return manifest


def _files(database: Path) -> Iterator[tuple[str, Path]]:
    yield database.name, database
    key = Path(settings.DATA_DIR) / SECRET_KEY
    if key.exists():
        yield SECRET_KEY, key
    pictures = Path(settings.MEDIA_ROOT)
    for path in sorted(pictures.rglob("*")):
        if path.is_file():
            yield f"{PICTURES}/{path.relative_to(pictures).as_posix()}", path


def _migrations() -> dict[str, str]:
    """The last of each app; their names begin with a number."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {app: max(name for its, name in applied if its == app) for app, _name in applied}
