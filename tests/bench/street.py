"""What stands on the street: a performer, or an audience, commanded by JSON lines on stdin.

    python -m tests.bench.street perform '{"kind": "relay", ...}'
    python -m tests.bench.street watch '{"kind": "janus", ...}'

Started by the benchmarks, in a namespace and on a core of their own.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from streaming.extras.clip import load
from streaming.extras.crowd import Crowd, Plan
from streaming.extras.door import Door
from streaming.extras.line import Weather
from streaming.extras.performer import Performer
from streaming.extras.reel import Loop
from streaming.extras.testcard import cached_clip
from streaming.extras.viewer import Manners, Viewer
from streaming.transport.engine import make_certificate

from .doors import RelayDoor
from .janus import JanusDoor, JanusViewer, PlainPerformer
from .rude import RudeViewer

VIEWERS = {"janus": JanusViewer, "rude": RudeViewer}


class DeafPerformer(Performer):
    """As FFmpeg: a keyframe comes when its own time has come."""

    def _keyframe_wanted(self, now: float) -> None:
        pass


def door_of(place: dict, *, performs: bool):
    if place["kind"] == "janus":
        return JanusDoor(place["control"])
    if place["kind"] == "site":
        return Door(place["whip"], place["key"])
    if place["kind"] == "mediarelay":
        return Door(f"http://{place['control']}/{'whip' if performs else 'whep'}")
    return RelayDoor(place["control"], place["secret"], performs)


def reel_of(place: dict) -> Loop:
    if "file" in place:
        return Loop(load(Path(place["file"])))
    folder = Path(tempfile.gettempdir()) / "footlights-testcards"
    return Loop(cached_clip(folder, place.get("codec", "H264"), tuple(place.get("heights", [720]))))


async def perform(place: dict, lines: asyncio.StreamReader) -> None:
    kind = PlainPerformer if place["kind"] == "janus" else Performer
    if place.get("deaf"):
        kind = DeafPerformer
    door = door_of(place, performs=True)
    paced = {"bitrate": place.get("bitrate", 2_300_000), "stamp_each": place.get("stamp_each", 2)}
    performer = kind(make_certificate(), door, reel_of(place), **paced)
    await performer.come()
    playing = asyncio.create_task(performer.perform())
    while not performer.is_connected and not performer.failure:
        await asyncio.sleep(0.02)
    tell(performer.summary())
    while await lines.readline():
        tell(performer.summary())
    playing.cancel()
    await performer.go()


async def watch(place: dict, lines: asyncio.StreamReader) -> None:
    """`come` brings a wave; `report` tells of all waves so far, each by itself."""
    crowds: list[Crowd] = []
    door, certificate = door_of(place, performs=False), make_certificate()
    tell({"ready": True})
    while line := await lines.readline():
        question = json.loads(line)
        if wave := question.get("come"):
            kind = VIEWERS.get(wave.pop("as", place["kind"]), Viewer)
            weather = Weather(**wave.pop("weather", {}))
            plan = Plan(**wave, manners=Manners(weather=weather))
            crowds.append(Crowd(door, plan, certificate, kind))
            await crowds[-1].come()
            tell({"came": crowds[-1].brief()})
        elif question.get("forget_gaps"):
            for crowd in crowds:
                crowd.forget_gaps()
            tell({"forgotten": True})
        else:
            tell({"crowds": [crowd.report() for crowd in crowds]})
    for crowd in crowds:
        await crowd.go()


def tell(thing: dict) -> None:
    sys.stdout.write(json.dumps(thing) + "\n")
    sys.stdout.flush()


async def main() -> None:
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    acts = {"perform": perform, "watch": watch}
    await acts[sys.argv[1]](json.loads(sys.argv[2]), lines)


if __name__ == "__main__":
    asyncio.run(main())
