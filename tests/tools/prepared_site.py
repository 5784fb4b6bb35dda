"""A site as it stands after its first minute: the database migrated, the static files gathered.

Made once for a whole run of tests, by the first process that needs it, and copied for each house
after that: the same work a dozen times over would be a minute. It lives as long as the run, so it
is never older than the code. What a newcomer meets begins from nothing: running_site(new=True).
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Set by tests/tools/environment.py in the process that its workers inherit from.
PLACE = "FOOTLIGHTS_TESTS_FURNISHED"
FURNISH = (
    "from django.core.management import call_command; from streaming.site.assets.collect import "
    "collect_static\n"
    "call_command('migrate', interactive=False, verbosity=0); collect_static()"
)


def furnish(data_dir: Path, environment: Mapping[str, str]) -> None:
    """Bring database and static files into an empty data folder; benchmarks begin from nothing."""
    if (place := os.environ.get(PLACE)) is None or any(data_dir.iterdir()):
        return
    house = Path(place)
    with _alone(house):
        if not (house / "footlights.sqlite3").exists():
            _make(house, environment)
    for database in house.glob("footlights.sqlite3*"):
        shutil.copy(database, data_dir)
    shutil.copytree(house / "static", data_dir / "static")


def _make(house: Path, environment: Mapping[str, str]) -> None:
    """Under another name until it is whole."""
    shutil.rmtree(unfinished := house.with_name("unfinished"), ignore_errors=True)
    unfinished.mkdir()
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v0", "-c", FURNISH]
    inside = dict(environment) | {"FOOTLIGHTS_DATA_DIR": str(unfinished)}
    ran = subprocess.run(command, env=inside, timeout=90, capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(f"A house could not be furnished:\n{ran.stderr}")
    unfinished.replace(house)


@contextmanager
def _alone(house: Path) -> Iterator[None]:
    """One process after another."""
    with house.with_name("lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
