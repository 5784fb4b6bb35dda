"""What handshakes cost a relay: CPU each, how many a second, memory. One JSON line.

    ./run bench handshakes [--viewers 300] [--rounds 3]

Viewers ask to watch a stage on which nothing is performed. Once all have their answers they begin
to check and to shake hands, all at once; from there it is measured.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from pathlib import Path

from streaming.control.commands import CloseStage
from streaming.extras.performer import Performer
from streaming.extras.reel import Loop
from streaming.extras.testcard import cached_clip
from streaming.extras.viewer import Viewer
from streaming.transport.engine import make_certificate
from streaming.wire.sdp import Sdp
from tests.bench.doors import STAGE, RelayDoor
from tests.streaming.relay.running import SECRET, running_relay
from tests.tools.temporary_folders import end_in_order, folder

TICK_SECONDS = 0.02
PATIENCE_SECONDS = 60.0


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


async def ask(viewer: Viewer) -> Sdp:
    """The relay's answer, with which nothing is begun yet."""
    answers: list[Sdp] = []
    viewer.start = answers.append  # type: ignore[method-assign]
    await viewer.come()
    del viewer.start  # from here on it is the method again
    return answers[0]


async def shake_hands(viewers: list[Viewer]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not all(one.is_connected for one in viewers):
        now = time.monotonic()
        if now > until or any(one.failure for one in viewers):
            raise SystemExit(f"not connected: {[one.failure for one in viewers if one.failure]}")
        for one in viewers:
            one.tick(now)
        await asyncio.sleep(TICK_SECONDS)


async def one_round(clip, many: int) -> dict:
    with running_relay() as relay:
        pid, certificate = relay.process.pid, make_certificate()
        door, watch = (RelayDoor(relay.ready["control"], SECRET, performs=one) for one in (1, 0))
        performer = Performer(certificate, door, Loop(clip))
        await performer.come()
        await shake_hands([performer])
        viewers = [Viewer(certificate, watch) for _ in range(many)]
        answers = [await ask(viewer) for viewer in viewers]
        before, at, begun = memory_kb(pid), cpu_seconds(pid), time.monotonic()
        for viewer, answer in zip(viewers, answers, strict=True):
            viewer.start(answer)
        await shake_hands(viewers)
        seconds, spent = time.monotonic() - begun, cpu_seconds(pid) - at
        grown = memory_kb(pid) - before
        relay.ask(CloseStage(STAGE))
        for one in (performer, *viewers):
            one.close()
        return {
            "cpu_ms": round(spent / many * 1e3, 3),
            "a_second": round(many / seconds),
            "memory_kb": round(grown / many, 1),
        }


async def run(many: int, rounds: int) -> dict:
    with folder("bench") as here:
        clip = cached_clip(here, "VP8", (90,))
        found = [await one_round(clip, many) for _ in range(rounds)]
    middle = {name: statistics.median(one[name] for one in found) for name in found[0]}
    return {"bench": "handshakes", "viewers": many, **middle, "rounds": found}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    end_in_order()
    parser.add_argument("--viewers", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    sys.stdout.write(json.dumps(asyncio.run(run(given.viewers, given.rounds))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
