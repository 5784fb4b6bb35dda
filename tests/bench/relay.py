"""The relay beside its peers, on the same stream in the same run. Prints one JSON line.

    ./run bench relay [--quick] [--scale 0.1] [--only crowd,storm,late,weather,rude,janus]

720p 30 fps at 2.3 Mbit/s with Opus. Server and viewers stand in two network namespaces joined by
a veth pair and on a core each (needs root; else loopback, and no Janus). CPU is what the kernel
counts for the server's process: per packet that reached a viewer.
"""

import argparse
import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from tests.bench import janus
from tests.bench.encoders import as_obs
from tests.bench.namespaces import Ground, ground
from tests.bench.processes import Process
from tests.tools.temporary_folders import end_in_order, own_folder

CONTROL_PORT, MEDIA_PORT, DOOR_PORT = 18190, 18189, 18080
TURNS = 3
ACTS = ("crowd", "storm", "late", "weather", "rude", "janus", "mediarelay")


class Bench:
    """One server with a performer and an audience on the street."""

    def __init__(self, ground: Ground, server: Process, place: dict) -> None:
        self.ground, self.server, self.place = ground, server, place
        words = json.dumps(place)
        self.performer = Process.python(ground.street, "tests.bench.street", "perform", words)
        self.performing = self.performer.read()
        self.audience = Process.python(ground.street, "tests.bench.street", "watch", words)
        self.audience.read()

    def close(self) -> None:
        for process in (self.audience, self.performer, self.server):
            process.stop()

    def come(self, viewers: int, checking: int, **more) -> dict:
        begun, wave = time.monotonic(), {"viewers": viewers, "checking": checking, **more}
        came = self.audience.ask(come=wave)["came"]
        seconds = time.monotonic() - begun
        sys.stderr.write(f"  {came['connected']} of {viewers} came in {seconds:.1f} s\n")
        return came

    def report(self) -> list[dict]:
        return self.audience.ask(report=True)["crowds"]

    def watch(self, seconds: float) -> dict:
        """What the server did in this time, per packet that those who check have received."""
        self.audience.ask(forget_gaps=True)
        before = (self.server.cpu_seconds(), self._seen(), self._sent(), time.monotonic())
        time.sleep(seconds)
        cpu, seen = self.server.cpu_seconds() - before[0], self._seen() - before[1]
        viewers = sum(one["connected"] - one["failed"] for one in self.report())
        sent, elapsed = self._sent() - before[2], time.monotonic() - before[3]
        return {
            "us_per_packet": round(cpu / max(seen * viewers, 1) * 1e6, 3),
            "cores": round(cpu / elapsed, 3),
            "delivered": round(seen / max(sent, 1), 4),
            "packets_per_second": round(sent / elapsed),
            "memory_kb": self.server.memory_kb(),
        }

    def _seen(self) -> float:
        """Packets that one viewer has received: the mean of those of the first wave who check."""
        first = self.report()[0]
        return first["packets"] / max(first["checking"], 1)

    def _sent(self) -> int:
        self.performing = self.performer.ask(summary=True)
        return self.performing["packets"]


@contextmanager
def house(ground: Ground, start, **more) -> Iterator[Bench]:
    server, place = start(ground)
    bench = None
    try:
        bench = Bench(ground, server, place | more)
        yield bench
    finally:
        bench.close() if bench else server.stop()


def our_relay(ground: Ground) -> tuple[Process, dict]:
    secret = secrets.token_hex(16)
    config = {
        "secret": secret,
        "udp_port": MEDIA_PORT,
        "control": f"{ground.address}:{CONTROL_PORT}",
        "addresses": [ground.address],
    }
    server = Process.python(ground.house, "streaming.relay", first=json.dumps(config))
    server.read()
    return server, {"kind": "relay", "control": config["control"], "secret": secret}


def janus_server(ground: Ground) -> tuple[Process, dict]:
    folder = own_folder("bench")
    janus.configure(folder)
    words = ["janus", "-C", f"{folder}/janus.jcfg", "-F", str(folder)]
    server = Process(ground.house, words, quiet=True)
    time.sleep(3)
    return server, {"kind": "janus", "control": f"{ground.address}:{janus.HTTP_PORT}"}


def media_relay(ground: Ground) -> tuple[Process, dict]:
    words = (ground.address, str(DOOR_PORT))
    server = Process.python(ground.house, "tests.bench.media_relay", *words)
    server.read()
    return server, {"kind": "mediarelay", "control": f"{ground.address}:{DOOR_PORT}"}


# -- the acts


def crowd(ground: Ground, pause: float, scale: float) -> dict:
    """100, then 300, then 1,000 viewers of one relay; ten of them check everything."""
    with house(ground, our_relay) as bench:
        found = {}
        for viewers, more, checking in ((100, 100, 10), (300, 200, 0), (1000, 700, 0)):
            bench.come(round(more * scale), checking, spread_seconds=more / 100)
            time.sleep(3)
            found[viewers] = bench.watch(pause) | flat(bench.report()[0])
    last, most = found[100], found[1000]
    return {
        "us_per_packet": found[300]["us_per_packet"],
        "us_per_packet_100": last["us_per_packet"],
        "us_per_packet_1000": most["us_per_packet"],
        "cost_1000_to_100": round(most["us_per_packet"] / last["us_per_packet"], 3),
        "viewers_per_core": round(1000 * scale / most["cores"]),
        "memory_kb_per_viewer": round((most["memory_kb"] - last["memory_kb"]) / (900 * scale), 1),
        "forward_p50_ms": found[300]["latency_p50_ms"],
        "forward_p99_ms": found[300]["latency_p99_ms"],
        "forward_p99_ms_1000": most["latency_p99_ms"],
        "line_p99_ms": found[300]["line_p99_ms"],
        "delivered_1000": most["delivered"],
        "packets_per_second": most["packets_per_second"],
        "faults": faults(most),
        "profile": most["profile"],
    }


def storm(ground: Ground, pause: float, scale: float) -> dict:
    """300 join at once while ten watch; again with a performer that is deaf to PLI, as FFmpeg."""
    found: dict = {}
    for name, deaf in (("join_storm", False), ("join_deaf", True)):
        with house(ground, our_relay, deaf=deaf) as bench:
            bench.come(10, 10)
            time.sleep(2.5)
            bench.audience.ask(forget_gaps=True)
            came = bench.come(round(300 * scale), 0, waiting=300)
            time.sleep(min(pause, 5))
            before, joined = bench.report()
        found |= {
            f"{name}_connected": came["connected"],
            f"{name}_connect_max_ms": joined["connect_max_ms"],
            f"{name}_keyframe_p95_ms": joined["first_keyframe_p95_ms"],
            f"{name}_gap_ms": before["longest_gap_ms"],
            f"{name}_faults": faults(before),
        }
    return found


def late(ground: Ground, pause: float, scale: float) -> dict:
    """Ten watch an encoder as OBS at 8,000 kbit/s, deaf and with a keyframe each ten seconds; then
    10 and 50 come at once, and catch up. What do the ten notice, and what does it cost?"""
    found: dict = {}
    encoder = {"deaf": True, "file": str(as_obs(8_000, 300)), "bitrate": 8_000_000}
    with house(ground, our_relay, **encoder) as bench:
        bench.come(10, 10)
        time.sleep(7)
        quiet = bench.watch(pause) | flat(bench.report()[0])
        found["late_others_p99_before_ms"] = quiet["latency_p99_ms"]
        found["late_cores_before"] = quiet["cores"]
        for wave in (10, 50):
            bench.audience.ask(forget_gaps=True)
            came = bench.come(round(wave * scale), 0, waiting=wave)
            during = bench.watch(5)
            others, *_, joined = bench.report()
            found |= {
                f"late_{wave}_connected": came["connected"],
                f"late_{wave}_keyframe_p95_ms": joined["first_keyframe_p95_ms"],
                f"late_{wave}_others_p99_ms": others["latency_p99_ms"],
                f"late_{wave}_others_faults": faults(others),
                f"late_{wave}_cores": during["cores"],
                f"late_{wave}_memory_kb": during["memory_kb"],
            }
            time.sleep(8)
    return found


def weather(ground: Ground, pause: float, scale: float) -> dict:
    """Loss both ways at 100±30 ms for five viewers, while five others have fair weather."""
    found: dict = {}
    for percent in (5, 10, 20):
        with house(ground, our_relay) as bench:
            bench.come(5, 5)
            bench.come(5, 5, weather={"loss": percent / 100, "delay": 0.1, "jitter": 0.03})
            time.sleep(1)
            bench.watch(pause * 2)
            fair, bad = bench.report()
        found[f"loss_{percent}_residual_percent"] = round(bad["residual_loss"] * 100, 3)
        found[f"loss_{percent}_freeze_ms"] = bad["longest_freeze_ms"]
        found[f"loss_{percent}_others_p99_ms"] = fair["latency_p99_ms"]
        found[f"loss_{percent}_connected"] = bad["connected"]
    return found


def rude(ground: Ground, pause: float, scale: float) -> dict:
    """One asks for 100 keyframes and 1,000 packets again each second."""
    with house(ground, our_relay) as bench:
        bench.come(5, 5)
        time.sleep(1)
        bench.watch(pause)
        quiet = flat(bench.report()[0])
        asked = bench.performing["keyframes_asked"]
        bench.come(1, 1, **{"as": "rude"})
        before = bench.report()
        bench.watch(pause)
        fair, rude_one = bench.report()
        asked = bench.performing["keyframes_asked"] - asked
    usual = (fair["bytes"] - before[0]["bytes"]) / fair["viewers"]
    return {
        "rude_pli_per_second": round(asked / (pause + 1), 2),
        "rude_egress": round((rude_one["bytes"] - before[1]["bytes"]) / usual, 3),
        "rude_others_p99_ms": fair["latency_p99_ms"],
        "rude_others_p99_before_ms": quiet["latency_p99_ms"],
        "rude_others_faults": faults(fair),
    }


def beside_janus(ground: Ground, pause: float, scale: float) -> dict:
    """Its streaming plugin, fed with the same packets; the two by turns, so that a machine that is
    slower for a minute is so for both. The turn in the middle counts.

    One core carries some 130 viewers of Janus: of 300 it reaches a part and pays more for each
    packet. So our cost at 300 stands beside its cost at 300 and beside that at 100, its best.
    """
    if not shutil.which("janus") or ground.joined_by != "veth":
        return {"janus_us_per_packet": None, "janus": "not measured"}
    turns = []
    for _ in range(1 if pause < 10 else TURNS):
        ours = _at(ground, our_relay, pause, scale, (300,), pace=100)[300]
        turns.append((ours, _at(ground, janus_server, pause, scale, (100, 300), pace=20)))
    found: dict = {"turns": len(turns)}
    for viewers, name in ((100, ""), (300, "_300")):
        for figure in ("us_per_packet", "delivered"):
            told = median(theirs[viewers][figure] for _ours, theirs in turns)
            found[f"janus_{figure}{name}"] = round(told, 4)
        found[f"janus_forward_p99_ms{name}"] = turns[-1][1][viewers]["latency_p99_ms"]
    for viewers, name in ((300, ""), (100, "_at_its_best")):
        ratios = [
            theirs[viewers]["us_per_packet"] / ours["us_per_packet"] for ours, theirs in turns
        ]
        found[f"ratio_janus{name}"] = round(median(ratios), 2)
        found[f"ratios_janus{name}"] = [round(one, 2) for one in ratios]
    found["us_per_packet_beside_janus"] = median(ours["us_per_packet"] for ours, _theirs in turns)
    return found


def _at(
    ground: Ground, start, pause: float, scale: float, crowds: tuple[int, ...], *, pace: int
) -> dict:
    """What one server costs with so many viewers, of whom `pace` come each second."""
    found, here = {}, 0
    with house(ground, start) as bench:
        for viewers in crowds:
            more = viewers - here
            bench.come(round(more * scale), 0 if here else 10, spread_seconds=more / pace)
            here = viewers
            time.sleep(3)
            found[viewers] = bench.watch(pause) | flat(bench.report()[0])
    return found


def beside_media_relay(ground: Ground, pause: float, scale: float) -> dict:
    """Three viewers: it decodes once and encodes for each, at its own bitrate."""
    with house(ground, media_relay, codec="VP8") as bench:
        bench.come(3, 3)
        time.sleep(2)
        before = flat(bench.report()[0])["packets"]
        cpu = bench.server.cpu_seconds()
        time.sleep(pause)
        cpu = bench.server.cpu_seconds() - cpu
        packets = flat(bench.report()[0])["packets"] - before
    return {
        "mediarelay_us_per_packet": round(cpu / max(packets, 1) * 1e6, 1),
        "mediarelay_cores": round(cpu / pause, 3),
    }


def flat(report: dict) -> dict:
    return {name: value for name, value in report.items() if name != "reasons"}


def faults(report: dict) -> dict:
    """What should not be there, where it is."""
    names = ("failed", "silent", "lost", "duplicates", "timestamp_faults", "payload_faults")
    return {name: report[name] for name in (*names, "jumps", "refused") if report[name]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3 seconds each instead of 10")
    parser.add_argument("--only", default=",".join(ACTS), help="some of " + ", ".join(ACTS))
    parser.add_argument("--scale", type=float, default=1, help="0.1 for a tenth of the crowds")
    asked = parser.parse_args()
    chosen, pause = asked.only.split(","), 3.0 if asked.quick else 10.0
    plays = (crowd, storm, late, weather, rude, beside_janus, beside_media_relay)
    found: dict = {}
    end_in_order()  # and clear the ground
    with ground() as here:
        found["joined_by"] = here.joined_by
        for name, play in zip(ACTS, plays, strict=True):
            if name in chosen:
                sys.stderr.write(f"{name} …\n")
                found |= play(here, pause, asked.scale)
    ours, theirs = found.get("us_per_packet"), found.get("mediarelay_us_per_packet")
    if ours and theirs:
        found["ratio_mediarelay"] = round(theirs / ours, 2)
    found["scale"] = asked.scale
    found["load_average"] = round(os.getloadavg()[0], 2)
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
