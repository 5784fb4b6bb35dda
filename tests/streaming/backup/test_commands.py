"""`./run manage backup` and `restore`, on real data folders and a real PostgreSQL."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from streaming.backup.archive import Manifest, pack
from tests.tools.live_server import environment_of
from tests.tools.prepared_site import ROOT, furnish

DATABASE = "footlights.sqlite3"
# A table of Django's own that everything can write to.
INSERT = "INSERT INTO django_session VALUES (%s, 'x', '2030-01-01 00:00:00+00')"


class House:
    """A data folder, and commands on it."""

    def __init__(self, data: Path, environment: dict[str, str]) -> None:
        self.data, self.environment = data, environment

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  our own commands
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def write(self, *keys: str) -> None:
        with closing(sqlite3.connect(self.data / DATABASE)) as database:
            for key in keys:
                database.execute(INSERT.replace("%s", "?"), [key])
            database.commit()

    def rows(self) -> list[str]:
        with closing(sqlite3.connect(self.data / DATABASE)) as database:
            return [key for (key,) in database.execute("SELECT session_key FROM django_session")]


@pytest.fixture
def house(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    environment = environment_of(data, tmp_path / "mail")
    furnish(data, environment)
    return House(data, environment)


def crash_with_a_full_log(house: House) -> None:
    """Leave the write-ahead log of a database that was not closed, as a killed site does."""
    aside = house.data / "as-it-was"
    aside.mkdir()
    with closing(sqlite3.connect(house.data / DATABASE)) as database:
        database.execute("PRAGMA wal_autocheckpoint=0")
        database.execute(INSERT.replace("%s", "?"), ["written by the past"])
        database.commit()
        for part in house.data.glob(f"{DATABASE}*"):
            shutil.copy(part, aside)
    for part in aside.iterdir():
        shutil.move(part, house.data / part.name)
    aside.rmdir()


def test_a_restored_house_is_that_of_the_backup_whatever_log_lay_there(house, tmp_path):
    house.write("one", "two")
    pictures = house.data / "media" / "pictures"
    pictures.mkdir(parents=True)
    (pictures / "poster.webp").write_bytes(b"as it was")
    archive = tmp_path / "backup.tar.gz"
    ran = house.manage("backup", str(archive))
    assert ran.returncode == 0, ran.stderr
    key = (house.data / "secret_key").read_text()

    house.write("three")
    (pictures / "poster.webp").write_bytes(b"another")
    (house.data / "secret_key").write_text("another")
    crash_with_a_full_log(house)
    assert (house.data / f"{DATABASE}-wal").stat().st_size > 0
    ran = house.manage("restore", str(archive))
    assert ran.returncode == 0, ran.stderr

    assert sorted(house.rows()) == ["one", "two"]
    assert (pictures / "poster.webp").read_bytes() == b"as it was"
    assert (house.data / "secret_key").read_text() == key
    [aside] = house.data.glob("before-restore-*")
    assert {path.name for path in aside.iterdir()} >= {DATABASE, f"{DATABASE}-wal", "media"}
    assert (aside / "media/pictures/poster.webp").read_bytes() == b"another"
    with closing(sqlite3.connect(aside / DATABASE)) as before:
        assert before.execute("SELECT count(*) FROM django_session").fetchone() == (4,)


def test_what_cannot_be_restored_changes_nothing(house, tmp_path):
    house.write("one")
    archive = tmp_path / "backup.tar.gz"
    assert house.manage("backup", str(archive)).returncode == 0
    with closing(sqlite3.connect(house.data / DATABASE)) as database:  # of a newer version
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('shows', '9999_later', '')"
        )
        database.commit()
    newer = tmp_path / "newer.tar.gz"
    assert house.manage("backup", str(newer)).returncode == 0
    archive.write_bytes(archive.read_bytes()[:-200])

    for file, said in [(newer, "9999_later"), (archive, "read as a backup"), (tmp_path / "no", "")]:
        ran = house.manage("restore", str(file))
        assert ran.returncode == 1
        assert said in ran.stderr
        assert "Traceback" not in ran.stderr
    assert house.rows() == ["one"]
    assert list(house.data.glob("*restore*")) == []


def test_a_running_site_is_not_restored_under_its_feet(house, tmp_path):
    archive = tmp_path / "backup.tar.gz"
    assert house.manage("backup", str(archive)).returncode == 0
    (house.data / "running.json").write_text(f'{{"process": {os.getpid()}, "url": ""}}')
    ran = house.manage("restore", str(archive))
    assert ran.returncode == 1
    assert "Stop it" in ran.stderr
    (house.data / "running.json").unlink()
    with (house.data / "running.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = house.manage("restore", str(archive))
    assert ran.returncode == 1
    assert "Stop it" in ran.stderr


def test_a_backup_is_never_written_over(house, tmp_path):
    (tmp_path / "mine").write_text("precious")
    assert house.manage("backup", str(tmp_path / "mine")).returncode == 1
    assert (tmp_path / "mine").read_text() == "precious"


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_postgresql_comes_back_as_it_was(tmp_path):
    name = "restored_house"
    own = settings.DATABASES["default"]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    address = f"postgres://{own['USER']}@{own['HOST']}:{own['PORT']}/{name}"
    environment = environment_of(tmp_path, tmp_path / "mail") | {"DATABASE_URL": address}
    house = House(tmp_path, environment | {"PATH": os.environ["PATH"]})
    try:
        rows_survive_a_restore(house, tmp_path / "backup.tar.gz")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def rows_survive_a_restore(house: House, archive: Path) -> None:
    def sql(statement: str) -> str:
        code = f"from django.db import connection as c; k = c.cursor(); k.execute({statement!r});"
        ran = house.manage(
            "shell", "-v0", "-c", code + "print(k.fetchall() if k.description else '')"
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.strip()

    assert house.manage("migrate", "-v0").returncode == 0
    sql(INSERT.replace("%s", "'one'"))
    ran = house.manage("backup", str(archive))
    assert ran.returncode == 0, ran.stderr
    sql("CREATE TABLE of_a_later_version (id int); DELETE FROM django_session")
    ran = house.manage("restore", str(archive))
    assert ran.returncode == 0, ran.stderr
    assert sql("SELECT session_key FROM django_session") == "[('one',)]"
    assert sql("SELECT to_regclass('of_a_later_version')") == "[(None,)]"
    [aside] = house.data.glob("before-restore-*")
    assert (aside / "database.dump").stat().st_size > 0

    # The head of a dump lists what is in it, so what is missing later is noticed late.
    damaged, file = house.data / "damaged.dump", house.data / "damaged.tar.gz"
    whole = (aside / "database.dump").read_bytes()
    damaged.write_bytes(whole[:-100])
    pack(file, Manifest("postgresql", "", {}), iter([("database.dump", damaged)]))
    ran = house.manage("restore", str(file))
    assert (ran.returncode, "pg_restore failed" in ran.stderr) == (1, True), ran.stderr
    assert sql("SELECT session_key FROM django_session") == "[('one',)]"
