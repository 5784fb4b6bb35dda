"""`./run bench chat`: the chat beside socket.io on the same machine, and alone under heavier loads.

    ./run bench chat [--socketio FOLDER] [--only speed|crowd|accept|rude|kill] [--seconds 10]

FOLDER has `node_modules/socket.io` (npm i --prefix FOLDER socket.io); without one a folder of the
system's is filled, once. Prints one line of JSON.
"""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.tools.temporary_folders import folder

from .chat_kill import kill
from .chat_load import members
from .chat_load.client import Client
from .chat_load.site import Redis, Site
from .figures import told
from .processes import Process

SOCKETS, MANY, SLUG = 400, 2000, "bench"
RATES, TURNS = (10, 100), 3
WRITTEN_A_SECOND = 1500  # to see what is accepted of it
SERVER_CORE, CROWD_CORE = "0", "1"
PARTS = ("speed", "crowd", "accept", "rude", "kill")


@contextmanager
def site(**settings: str) -> Iterator[Site]:
    with folder("chat") as here:
        found = Site(here, settings)
        try:
            found.start(prefix=("taskset", "-c", SERVER_CORE))
            yield found
        finally:
            found.close()


@contextmanager
def crowd() -> Iterator[Process]:
    process = Process.python(["taskset", "-c", CROWD_CORE], "tests.bench.chat_load.crowd")
    try:
        yield process
    finally:
        process.stop()


@contextmanager
def socket_io(modules: Path) -> Iterator[tuple[Process, str]]:
    script = Path(__file__).parent / "chat_socketio.mjs"
    process = Process(["taskset", "-c", SERVER_CORE], ["node", str(script), str(modules)])
    try:
        yield process, f"localhost:{process.read()['port']}"
    finally:
        process.stop()


class Running:
    """A server that we look at: the CPU of all its threads."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def cpu_seconds(self) -> float:
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def measured(
    server: Running, people: Process, kind: str, rate: float, seconds: float, watch: int = 1
) -> dict:
    before = server.cpu_seconds()
    said = people.ask(talk={"kind": kind, "rate": rate, "seconds": seconds, "watch": watch})
    cpu = server.cpu_seconds() - before
    said["cpu_us"] = round(cpu / max(1, said["delivered"]) * 1e6, 2)
    said["cpu_share"] = round(cpu / (seconds + 1), 3)
    told(f"{kind} {rate}/s: {said}")
    return said


def speed(modules: Path, seconds: float) -> dict:
    """By turns, so that a machine that is slower for a minute is so for both."""
    with socket_io(modules) as (process, host), site() as found, crowd() as their, crowd() as our:
        path = "/socket.io/?EIO=4&transport=websocket"
        how = {"host": host, "paths": path, "cookies": [""], "count": SOCKETS}
        told(f"socket.io: {their.ask(open=how)}")
        cookies = members.make(found.manage, SLUG, SOCKETS)
        told(f"ours: {_enter(found, our, cookies, SOCKETS)}")
        sides = (
            ("socket.io", Running(process.pid), their),
            ("ours", Running(found.pid), our),
        )
        for kind, _server, people in sides:
            people.ask(talk={"kind": kind, "rate": 50, "seconds": 3})
        turns: dict[tuple[str, int], list[dict]] = {}
        for rate in RATES * TURNS:
            for kind, server, people in sides:
                said = measured(server, people, kind, rate, seconds)
                turns.setdefault((kind, rate), []).append(said)
    return _beside(turns)


def _beside(turns: dict[tuple[str, int], list[dict]]) -> dict:
    """The turn in the middle of each; of what must not happen, all."""
    figures: dict = {}
    for rate in RATES:
        ours, theirs = (
            median(one["cpu_us"] for one in turns[kind, rate]) for kind in ("ours", "socket.io")
        )
        figures[f"cpu_ratio_{rate}"] = round(ours / theirs, 3)
        figures[f"cpu_us_{rate}"], figures[f"socketio_cpu_us_{rate}"] = ours, theirs
    for name, kind in (("p99_ms", "ours"), ("socketio_p99_ms", "socket.io")):
        figures[name] = max(median(one["p99_ms"] for one in turns[kind, rate]) for rate in RATES)
    own = [one for rate in RATES for one in turns["ours", rate]]
    return figures | {name: sum(one[name] for one in own) for name in ("lost", "doubled")}


def _enter(found: Site, people: Process, cookies: list[str], count: int) -> dict:
    host, path = f"localhost:{found.port}", f"/ws/shows/{SLUG}/chat/"
    return people.ask(open={"host": host, "paths": path, "cookies": cookies, "count": count})


def many(seconds: float) -> dict:
    with site() as found, crowd() as people:
        cookies = members.make(found.manage, SLUG, 400)
        # One in five is signed in; the others read.
        mixed = [cookies[n // 5 % 400] if n % 5 == 0 else "" for n in range(MANY)]
        told(f"{MANY}: {_enter(found, people, mixed, MANY)}")
        said = measured(Running(found.pid), people, "ours", 10, seconds)
        return {"p99_ms_2000": said["p99_ms"], "cpu_share_2000": said["cpu_share"]}


def accept(seconds: float) -> dict:
    with site() as found, crowd() as people:
        cookies = members.make(found.manage, SLUG, 600)
        told(f"accept: {_enter(found, people, cookies, 600)}")
        said = measured(Running(found.pid), people, "ours", WRITTEN_A_SECOND, seconds, watch=20)
        per_second = round(said["written"] / said["seconds"])
        return {
            "accepted_per_s": per_second,
            "accept_refused": said["refused"],
            "accept_lost": said["lost"] + said["doubled"],
            "accept_p99_ms": said["p99_ms"],
            "accept_cpu_us": round(said["cpu_us"] * said["delivered"] / max(1, said["written"])),
        }


def rude(seconds: float) -> dict:
    """A hundred that never read and a hundred that flood, beside a hundred honest ones."""
    with site(JOIN_RATE="3000/min", CHAT_RATE="40/min") as found, crowd() as people, crowd() as bad:
        cookies = members.make(found.manage, SLUG, 300)
        _enter(found, people, cookies[:200], 200)
        host, path = f"localhost:{found.port}", f"/ws/shows/{SLUG}/chat/"
        people.ask(talk={"kind": "ours", "rate": 20, "seconds": 5})
        before = _memory_kb(found.pid)
        bad.ask(stall={"host": host, "path": path, "count": 100})
        bad.ask(
            flood={"host": host, "path": path, "cookies": cookies[200:], "seconds": seconds},
        )
        said = people.ask(talk={"kind": "ours", "rate": 100, "seconds": seconds})
        told(f"rude: {said}")
        grown = _memory_kb(found.pid) - before
        ends = bad.ask(ended={})
        told(f"rude: {ends}, memory +{grown} KiB")
        return {
            "rude_p99_ms": said["p99_ms"],
            "rude_floods_p99_ms": said["floods_p99_ms"],  # of what the flooders themselves say
            "rude_lost": said["lost"] + said["doubled"],
            "rude_kb_each": round(grown / 200),
            "stalled_closed_s": ends["stalled_closed_s"],
            "stalled_closed": 100 - ends["stalled_ends"].get("0", 0),
            "flood_closed": sum(ends["flood_ends"].values()),
        }


def _memory_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def killed(clients: int, messages: int, seconds: float) -> dict:
    """Two web processes and one Redis; five times one of the two dies, twice Redis does."""
    redis = Redis()
    try:
        with folder("chat") as here:
            found = Site(here, {"REDIS_URL": redis.url})
            try:
                return _killed(found, redis, clients, messages, seconds)
            finally:
                found.close()
    finally:
        redis.kill()


def _killed(found: Site, redis: Redis, count: int, messages: int, seconds: float) -> dict:
    cookies = members.make(found.manage, SLUG, count)
    first, second = found.start(), found.start()
    path = f"/ws/shows/{SLUG}/chat/"
    hosts = [f"localhost:{port}" for port in (first, second)]
    people = [Client(hosts[n % 2], path, cookie, f"p{n}") for n, cookie in enumerate(cookies)]
    faults = [
        lambda: found.kill_and_start(first),
        redis.restart,
        lambda: found.kill_and_start(second),
        lambda: found.kill_and_start(first),
        redis.restart,
        lambda: found.kill_and_start(second),
        lambda: found.kill_and_start(first),
    ]
    return asyncio.run(kill(clients=people, messages=messages, seconds=seconds, faults=faults))


def modules_in(given: str) -> Path:
    """The folder with node_modules/socket.io."""
    found = Path(given) if given else Path.home() / ".cache" / "footlights-bench"
    if not (found / "node_modules" / "socket.io").is_dir():
        found.mkdir(parents=True, exist_ok=True)
        command = ["npm", "i", "--silent", "--no-audit", "--no-fund", "--prefix", str(found)]
        subprocess.run([*command, "socket.io"], check=True, stdout=sys.stderr)
    return found


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("--socketio", default="")
    reader.add_argument("--only", choices=PARTS)
    reader.add_argument("--seconds", type=float, default=10)
    reader.add_argument("--rude-seconds", type=float, default=60)
    reader.add_argument("--clients", type=int, default=500)
    reader.add_argument("--messages", type=int, default=10_000)
    asked = reader.parse_args()
    wanted = [asked.only] if asked.only else list(PARTS)
    figures: dict = {}
    if "speed" in wanted:
        figures |= speed(modules_in(asked.socketio), asked.seconds)
    if "crowd" in wanted:
        figures |= many(asked.seconds)
    if "accept" in wanted:
        figures |= accept(asked.seconds)
    if "rude" in wanted:
        figures |= rude(asked.rude_seconds)
    if "kill" in wanted:
        before = figures.get("lost", 0), figures.get("doubled", 0)
        figures |= killed(asked.clients, asked.messages, asked.messages / 100)
        figures["lost"] += before[0]
        figures["doubled"] += before[1]
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
