"""Every test, both ways: `./run test` without arguments.

1. The embedded default: SQLite and everything in one process; then, in a process of its own
   because a browser brings its own event loop, the browser tests and the journeys.
2. Against a PostgreSQL and a Redis that are started for this and thrown away; what knows no
   database is not run again.
"""

import os
import subprocess
import sys
import time
from xml.etree import ElementTree

from .folders import end_in_order, folder
from .servers import missing_servers, servers

MUST_RUN_ALL = bool(os.environ.get("FOOTLIGHTS_TEST_ALL"))
NOTHING_SELECTED = 5
# Below the Django line: no database, no channel layer, so once is enough.
WITHOUT_DJANGO = [
    *(f"tests/streaming/{room}" for room in ("wire", "forwarding", "control", "extras", "relay")),
    "tests/fuzz",
]
WITH_BROWSERS = [f"tests/{room}" for room in ("journeys", "browser", "interop")]
SERVER_SETTINGS = ("DATABASE_URL", "REDIS_URL", "FOOTLIGHTS_URL", "EMAIL_URL")


def main() -> int:
    end_in_order()
    started = time.monotonic()
    codes, totals = [], dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)

    def way(title: str, *arguments: str, **environment: str) -> None:
        print(f"\n──── {title}", flush=True)
        codes.append(run(arguments, environment, totals))

    processes = ("-n", "2", "--dist", "loadfile")
    way("SQLite, in one process", *processes, "-m", "not browser and not journey and not servers")
    # These wait more than they compute; the long ones begin.
    apart = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
    way("browsers and journeys", *apart, "-m", "browser or journey", *WITH_BROWSERS)
    if missing := missing_servers():
        print(f"\n──── PostgreSQL and Redis: skipped, {' and '.join(missing)} not installed here.")
        codes.append(int(MUST_RUN_ALL))
    else:
        with servers() as environment:
            chosen = "not browser and not journey and not embedded"
            without = [f"--ignore={folder}" for folder in WITHOUT_DJANGO]
            way("PostgreSQL and Redis", *processes, *without, "-m", chosen, **environment)
    bad = any(code not in (0, NOTHING_SELECTED) for code in codes)
    print(f"\n{closing_line(totals, time.monotonic() - started, bad)}", flush=True)
    return int(bad)


def run(arguments: tuple[str, ...], environment: dict[str, str], totals: dict[str, int]) -> int:
    """One pytest process; what it counted is added to the totals."""
    clean = {name: value for name, value in os.environ.items() if name not in SERVER_SETTINGS}
    with folder("ways") as here:
        report = here / "report.xml"
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rfEs"]
        command += [f"--junitxml={report}", *arguments]
        code = subprocess.run(command, env=clean | environment, check=False).returncode
        if report.exists():
            for suite in ElementTree.parse(report).iter("testsuite"):
                for name in totals:
                    totals[name] += int(suite.get(name, 0))
    return code


def closing_line(totals: dict[str, int], seconds: float, bad: bool) -> str:
    failed = totals["failures"] + totals["errors"]
    passed = totals["tests"] - failed - totals["skipped"]
    parts = [f"{failed} failed"] if failed or bad else []
    parts += [f"{passed} passed"]
    parts += [f"{totals['skipped']} skipped"] if totals["skipped"] else []
    return f"===== {', '.join(parts)} in {seconds:.2f}s ====="


if __name__ == "__main__":
    sys.exit(main())
