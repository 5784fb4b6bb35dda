"""Copies the whole database to a file and puts it back.

SQLite does so by itself, PostgreSQL by pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from .problems import BackupError

# What SQLite keeps beside a database. A new database beside an old one of these reads the past.
COMPANIONS = ("-wal", "-shm", "-journal")


def engine() -> str:
    return "sqlite" if settings.EMBEDDED_DATABASE else "postgresql"


def file_name() -> str:
    return "database.sqlite3" if settings.EMBEDDED_DATABASE else "database.dump"


def dump(to: Path) -> None:
    """A consistent copy of all rows, also while the site writes."""
    if settings.EMBEDDED_DATABASE:
        _copy_sqlite(_sqlite_path(), to)
    else:
        _call("pg_dump", "--format=custom", "--no-owner", "--file", str(to))


def check(copy: Path) -> None:
    """BackupError where the copy is damaged."""
    if settings.EMBEDDED_DATABASE:
        _check_sqlite(copy)
    else:
        _call("pg_restore", "--list", str(copy))


def put_back(copy: Path, aside: Path) -> None:
    """Make the copy the database of the site; the present one goes into the folder `aside`."""
    connections.close_all()
    if settings.EMBEDDED_DATABASE:
        _put_back_sqlite(copy, aside)
    else:
        _put_back_postgresql(copy, aside)


def _sqlite_path() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])


def _copy_sqlite(source: Path, to: Path) -> None:
    if not source.exists():
        raise BackupError(f"There is no database yet: {source}. Start the site once.")
    present = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    with closing(present), closing(sqlite3.connect(to)) as copy:
        present.backup(copy)
        # One file, complete by itself, whatever mode the original is in.
        copy.execute("PRAGMA journal_mode=DELETE")


def _check_sqlite(copy: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as database:
            said = database.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise BackupError(f"The database in this backup is damaged: {said}")


def _put_back_sqlite(copy: Path, aside: Path) -> None:
    """Companions first: were this stopped half-way, none of them would meet the new database."""
    path = _sqlite_path()
    for companion in COMPANIONS:
        old = path.with_name(path.name + companion)
        if old.exists():
            old.rename(aside / old.name)
    if path.exists():
        path.rename(aside / path.name)
    copy.chmod(0o600)
    copy.rename(path)


def _put_back_postgresql(copy: Path, aside: Path) -> None:
    """In one transaction: a copy that cannot be put back changes nothing."""
    _call("pg_dump", "--format=custom", "--no-owner", "--file", str(aside / file_name()))
    statements = copy.with_suffix(".sql")
    _call("pg_restore", "--no-owner", "--exit-on-error", "--file", str(statements), str(copy))
    # Tables that the backup does not know would stay behind otherwise.
    empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    _call("psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1",
          "--command", empty, "--file", str(statements))  # fmt: skip


def _call(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(
            f"{program} is not installed. On Debian and Ubuntu: apt install postgresql-client"
        )
    ended = subprocess.run(  # noqa: S603  its arguments are ours
        [found, *arguments],
        env={"PATH": os.defpath} | _postgresql_environment(settings.DATABASES["default"]),
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise BackupError(f"{program} failed: {ended.stderr.strip()}")


def _postgresql_environment(database: Mapping[str, Any]) -> dict[str, str]:
    """In the environment and not in the arguments, which everybody on the machine can read."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    given = {ours: str(database[key]) for key, ours in names.items() if database.get(key)}
    return given | {"PGDATABASE": str(database["NAME"])}
