"""Every test, all ways: `./run test` without arguments.

1. The embedded default: SQLite and everything in one process.
2. Beside it, against a PostgreSQL and a Redis that are started for this and thrown away: what asks
   for a database, again. So that both take about as long, the tests of what knows no Django run
   there too, once.
3. Browsers, journeys and attacks, in a process of their own because a browser brings its own event
   loop; and alone, because a browser has so many threads that others hardly get a turn.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from .servers import missing_servers, servers
from .temporary_folders import end_in_order, folder

MUST_RUN_ALL = bool(os.environ.get("FOOTLIGHTS_TEST_ALL"))
NOTHING_SELECTED = 5
PATIENCE_SECONDS = 60.0
# Two ways go side by side and have half of this machine each.
HALF = str(max(1, (os.cpu_count() or 1) // 2))
# Below the Django line: no database, no channel layer, so once is enough. tests/conftest.py marks
# them.
WITHOUT_DJANGO = [
    *(f"tests/streaming/{room}" for room in ("wire", "forwarding", "control", "extras", "relay")),
    "tests/fuzz",
]
# What these tell is decided in Python: what a page says, who is let in, what is read from a text.
# The SQL behind their pages is asked of PostgreSQL by tests/house/test_matrix.py (every page and
# operation, by everybody), by test_hostile_urls.py, and by the tests of queries and verbs.
ABOUT_PAGES = [
    "tests/accounts/admin/test_admin.py",
    "tests/accounts/views",
    "tests/chat/admin/test_admin.py",
    "tests/chat/pages/test_overlay_page.py",
    "tests/chat/pages/test_settings_page.py",
    "tests/house/test_attacks.py",
    "tests/house/test_secrets.py",
    "tests/shows/admin/test_admin.py",
    "tests/shows/demo/test_demo.py",
    "tests/shows/forms/test_forms.py",
    "tests/shows/told/test_feeds.py",
    "tests/shows/told/test_ical.py",
    "tests/shows/told/test_oembed.py",
    "tests/shows/views/test_live_studio.py",
    "tests/shows/views/test_show_page.py",
    "tests/shows/views/test_studio_pages.py",
    "tests/streaming/foundation/api/test_exceptions.py",
    "tests/streaming/launch/test_supervision.py",
    "tests/streaming/site/assets/test_page_weight.py",
    "tests/streaming/stage/doors/test_mutations.py",
    "tests/streaming/stage/doors/test_signalling.py",
]
WITH_BROWSERS = [f"tests/{room}" for room in ("journeys", "browser", "interop", "attacks")]
# Compiled once and kept: a run is some hundred processes of the same code.
NOT_FOR_TESTS = (
    *("DATABASE_URL", "REDIS_URL", "FOOTLIGHTS_URL", "EMAIL_URL"),
    "PYTHONDONTWRITEBYTECODE",
)
PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rfEs", "--dist", "loadfile"]
# As the folders stand: at the end come many small files, not the few tests that take longest.
PYTEST += ["--no-loadscope-reorder"]


class Way:
    """One pytest process. With a quiet one, what it says is kept and shown when it has ended."""

    def __init__(self, title: str, here: Path, *arguments: str, **options) -> None:
        self.title, self.report = title, here / f"{title}.xml"
        self.kept = here / f"{title}.txt" if options.get("quiet") else None
        clean = {name: value for name, value in os.environ.items() if name not in NOT_FOR_TESTS}
        command = [*PYTEST, f"--junitxml={self.report}", *arguments]
        said = self.kept.open("w") if self.kept else None
        if not self.kept:
            self._announce()
        self.process = subprocess.Popen(
            command,
            env=clean | options.get("environment", {}),
            stdout=said,
            stderr=subprocess.STDOUT if said else None,
        )
        if said:
            said.close()

    def finish(self) -> int:
        """Its exit code."""
        code = self.process.wait()
        if self.kept:
            self._announce()
            print(self.kept.read_text(), end="", flush=True)
        return code

    def end(self) -> None:
        """Ask it to end what it has started and then itself, where it has not."""
        self.process.terminate()
        self.outlive()

    def outlive(self) -> None:
        """Wait for it, but not for ever."""
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _announce(self) -> None:
        print(f"\n──── {self.title}", flush=True)


class Run:
    """All ways of one run: exit codes and totals."""

    def __init__(self, here: Path) -> None:
        self.here, self.codes = here, []
        self.totals = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)

    @contextmanager
    def way(self, title: str, *arguments: str, **options) -> Iterator[None]:
        """It begins now and is counted at the end of the block."""
        way = Way(title, self.here, *arguments, **options)
        try:
            yield
            self.codes.append(way.finish())
        except KeyboardInterrupt:  # a terminal tells it as well, and twice would be too much
            way.outlive()
            raise
        finally:
            way.end()
        self._count(way.report)

    def _count(self, report: Path) -> None:
        if report.exists():
            for suite in ElementTree.parse(report).iter("testsuite"):
                for name in self.totals:
                    self.totals[name] += int(suite.get(name, 0))

    @property
    def is_bad(self) -> bool:
        return any(code not in (0, NOTHING_SELECTED) for code in self.codes)


def main() -> int:
    end_in_order()
    started = time.monotonic()
    with folder("ways") as here:
        run = Run(here)
        with against_servers(run), embedded(run):
            pass
        with browsers(run):
            pass
    print(f"\n{closing_line(run.totals, time.monotonic() - started, run.is_bad)}", flush=True)
    return int(run.is_bad)


def embedded(run: Run):
    chosen = "not browser and not journey and not servers"
    if not missing_servers():
        chosen += " and not without_django"
    return run.way("SQLite, in one process", "-n", HALF, "-m", chosen)


def browsers(run: Run):
    """These wait more than they compute; the long ones begin."""
    how = ("-n", "3", "-m", "browser or journey")
    return run.way("browsers and journeys", *how, *WITH_BROWSERS)


@contextmanager
def against_servers(run: Run) -> Iterator[None]:
    if missing := missing_servers():
        print(f"\n──── PostgreSQL and Redis: skipped, {' and '.join(missing)} not installed here.")
        run.codes.append(int(MUST_RUN_ALL))
        yield
        return
    chosen = "(database or without_django) and not browser and not journey and not embedded"
    elsewhere = ABOUT_PAGES + WITH_BROWSERS
    without = [f"--ignore={place}" for place in elsewhere]
    how = ("-n", HALF, *without, "-m", chosen)
    with (
        servers() as environment,
        run.way("PostgreSQL and Redis", *how, environment=environment, quiet=True),
    ):
        yield


def closing_line(totals: dict[str, int], seconds: float, bad: bool) -> str:
    failed = totals["failures"] + totals["errors"]
    passed = totals["tests"] - failed - totals["skipped"]
    parts = [f"{failed} failed"] if failed or bad else []
    parts += [f"{passed} passed"]
    parts += [f"{totals['skipped']} skipped"] if totals["skipped"] else []
    return f"===== {', '.join(parts)} in {seconds:.2f}s ====="


if __name__ == "__main__":
    sys.exit(main())
