"""Strangers shout at a relay while 50 watch and 50 come in. One JSON line; fails if any is hurt.

    ./run bench strangers [--each 100000] [--rate 20000]

Twelve kinds of datagrams, on loopback. Nothing is ever answered, no session is lost, every
handshake comes to its end and the relay's memory stays what it was.
"""

import argparse
import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from streaming.extras.crowd import Crowd, Plan
from streaming.extras.performer import Performer
from streaming.extras.reel import Loop
from streaming.extras.testcard import cached_clip
from streaming.transport.engine import make_certificate
from streaming.wire import stun
from tests.bench.doors import RelayDoor
from tests.streaming.relay.running import SECRET, running_relay
from tests.tools.temporary_folders import end_in_order, folder

WATCHING = COMING = 50
BATCH = 100


def unsigned(attributes: bytes = b"") -> bytes:
    return b"\x00\x01" + len(attributes).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + os.urandom(12)


def wrongly_signed() -> bytes:
    return stun.binding_request(
        os.urandom(12), "nobody:else", b"k" * 24, priority=1, controlling=7, nominate=True
    )


KINDS = {
    "empty": lambda: b"",
    "one byte": lambda: os.urandom(1),
    "65,507 bytes": lambda: os.urandom(65_507),
    "junk": lambda: os.urandom(100),
    "STUN unsigned": unsigned,
    "STUN wrongly signed": wrongly_signed,
    "ClientHello": lambda: bytes.fromhex("16feff0000000000000000003c") + os.urandom(60),
    "alert": lambda: bytes.fromhex("15fefd00000000000000000002022800"),
    "RTP": lambda: b"\x80\x60" + os.urandom(200),
    "RTCP": lambda: b"\x80\xc8" + os.urandom(26),
    "TURN": lambda: b"\x40\x00\x00\x04" + os.urandom(4),
    "DTLS data": lambda: bytes.fromhex("17fefd0001000000000000") + os.urandom(60),
}


def shout(port: int, each: int, rate: int) -> None:
    """Everything, at this rate, from IPv4 and IPv6 in turn; prints how often it was answered."""
    mouths = [socket.socket(family, socket.SOCK_DGRAM) for family in (2, 10)]
    targets = [("127.0.0.1", port), ("::1", port)]
    for mouth in mouths:
        mouth.setblocking(False)
    begun, sent = time.monotonic(), 0
    for make in KINDS.values():
        words = [make() for _ in range(50)]
        for number in range(each):
            side = number & 1
            with contextlib.suppress(OSError):
                mouths[side].sendto(words[number % 50], targets[side])
            sent += 1
            if sent % BATCH == 0 and (early := begun + sent / rate - time.monotonic()) > 0:
                time.sleep(early)
    time.sleep(0.5)
    answers = 0
    for mouth in mouths:
        try:
            while mouth.recv(2048) is not None:
                answers += 1
        except OSError:
            continue
    sys.stdout.write(json.dumps({"sent": sent, "answers": answers}) + "\n")


async def run(each: int, rate: int) -> dict:
    with running_relay(udp_host="") as relay, folder("bench") as here:
        clip = cached_clip(here, "H264", (180,))
        door = RelayDoor(relay.ready["control"], SECRET, performs=True)
        performer = Performer(make_certificate(), door, Loop(clip))
        await performer.come()
        performing = asyncio.create_task(performer.perform(None))
        watch = RelayDoor(relay.ready["control"], SECRET)
        there = Crowd(watch, Plan(viewers=WATCHING, checking=WATCHING, spread_seconds=1))
        await there.come()
        await asyncio.sleep(12)  # the handshakes of those who are there are forgotten by now
        before = memory_kb(relay.process.pid)
        words = ["shout", str(relay.udp_port), str(each), str(rate)]
        shouting = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.strangers", *words],
            stdout=subprocess.PIPE,
            text=True,
        )
        seconds = each * len(KINDS) / rate
        coming = Crowd(watch, Plan(viewers=COMING, checking=COMING, spread_seconds=seconds * 0.8))
        await coming.come()
        said = json.loads((await asyncio.to_thread(shouting.communicate))[0])
        await asyncio.sleep(12)
        seen, came = there.report(), coming.report()
        found = {
            "bench": "strangers",
            **said,
            "seconds": round(seconds),
            "connected": seen["connected"] + came["connected"],
            "failed": seen["failed"] + came["failed"],
            "silent": seen["silent"] + came["silent"],
            "lost": seen["lost"] + came["lost"],
            "connect_max_ms": came["connect_max_ms"],
            "longest_gap_ms": seen["longest_gap_ms"],
            "memory_kb": memory_kb(relay.process.pid) - before,
            "front": {name: n for name, n in relay.tally().items() if name.startswith("front.")},
        }
        performing.cancel()
        await there.go()
        await coming.go()
        await performer.go()
        return found


def memory_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])


def main() -> int:
    if sys.argv[1:2] == ["shout"]:
        shout(*(int(word) for word in sys.argv[2:5]))
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    end_in_order()
    parser.add_argument("--each", type=int, default=100_000)
    parser.add_argument("--rate", type=int, default=20_000)
    given = parser.parse_args()
    found = asyncio.run(run(given.each, given.rate))
    sys.stdout.write(json.dumps(found) + "\n")
    hurt = found["answers"] or found["failed"] or found["silent"]
    return int(bool(hurt or found["connected"] != WATCHING + COMING))


if __name__ == "__main__":
    sys.exit(main())
