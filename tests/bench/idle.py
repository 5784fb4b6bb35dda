"""Pages beside thousands of connections that ask nothing, or ask slowly.

    ./run bench idle
    ./run bench idle --idle 5000 --slow 1000 --turns 3

By turns in one run: pages without strangers, then with them. The strangers come from forty
addresses of loopback, stay until they are dropped, and come again. Prints one JSON line; the goal
is a p95 of at most 1.5 times that without them.
"""

import argparse
import asyncio
import json
import sys

from streaming.launch.file_descriptors import raise_limit
from tests.attacks.strangers import fetch, strangers
from tests.tools.live_server import running_site
from tests.tools.temporary_folders import folder

from .figures import p95, told
from .processes import Process

PAGES = 150
GOAL = 1.5
PATIENCE_SECONDS = 30.0


async def be_strangers(port: int, idle: int, slow: int) -> None:
    """In a process of their own: a line to come, a line to go."""
    while await asyncio.to_thread(sys.stdin.readline):
        async with strangers(port, idle, slow) as crowd:
            print(json.dumps({"made": crowd.made}), flush=True)
            await asyncio.to_thread(sys.stdin.readline)
            print(json.dumps({"made": crowd.made, "open": crowd.open}), flush=True)


def pages(port: int) -> list[float]:
    """Milliseconds of each."""
    found = []
    for _ in range(PAGES):
        status, seconds = fetch(port, "/", PATIENCE_SECONDS)
        if status != 200:
            raise SystemExit(f"A page was answered by {status}.")
        found.append(seconds * 1000)
    return found


def measure(port: int, idle: int, slow: int, turns: int) -> dict:
    words = ("strangers", "--port", str(port), "--idle", str(idle), "--slow", str(slow))
    crowd = Process.python([], "tests.bench.idle", *words)
    alone: list[float] = []
    beside: list[float] = []
    seen: list[dict] = []
    try:
        pages(port)  # the first ones fill caches
        for turn in range(turns):
            alone += pages(port)
            crowd.say("come")
            crowd.read()
            beside += pages(port)
            crowd.say("go")
            seen.append(crowd.read())
            told(f"turn {turn + 1}: p95 {p95(alone)} ms alone, {p95(beside)} ms beside {seen[-1]}")
    finally:
        crowd.stop()
    ratio = round(p95(beside) / p95(alone), 2)
    connections = {"idle": idle, "slow": slow, "open": [one["open"] for one in seen]}
    figures = {"alone_p95_ms": p95(alone), "beside_p95_ms": p95(beside), "ratio": ratio}
    return {"pages": len(alone), **connections, **figures, "is_good": ratio <= GOAL}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=["strangers"], help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--idle", type=int, default=5000)
    parser.add_argument("--slow", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=3)
    given = parser.parse_args()
    raise_limit()
    if given.what:
        asyncio.run(be_strangers(given.port, given.idle, given.slow))
        return 0
    with folder("idle") as here, running_site(here, "--demo") as site:
        found = measure(site.port, given.idle, given.slow, given.turns)
    print(json.dumps(found))
    return 0 if found["is_good"] else 1


if __name__ == "__main__":
    sys.exit(main())
