"""A performer and viewers of one relay, without a site."""

import asyncio
import time
from contextlib import asynccontextmanager

from streaming.extras.performer import Performer
from streaming.extras.reel import Loop
from streaming.extras.viewer import Manners, Viewer
from streaming.transport.engine import make_certificate
from tests.bench.doors import RelayDoor

from .running import SECRET

# What a viewer may never find in what it gets.
FAULTS = ("lost", "timestamp_faults", "payload_faults", "duplicates", "jumps")


@asynccontextmanager
async def performing(relay, reel, kind=Performer):
    performer = kind(make_certificate(), door_of(relay, performs=True), Loop(reel))
    await performer.come()
    playing = asyncio.create_task(performer.perform())
    yield performer
    playing.cancel()
    await performer.go()


@asynccontextmanager
async def viewing(relay, of_cast=False, instead_of="", kind=Viewer, **manners):
    door = door_of(relay, of_cast=of_cast, instead_of=instead_of)
    viewer = kind(make_certificate(), door, manners=Manners(**manners))
    await viewer.come()
    living = asyncio.create_task(tick(viewer))
    yield viewer
    living.cancel()
    await viewer.go()


def door_of(relay, **part) -> RelayDoor:
    return RelayDoor(relay.ready["control"], SECRET, **part)


async def tick(viewer: Viewer) -> None:
    while True:
        viewer.tick(time.monotonic())
        await asyncio.sleep(0.005)


async def until(true) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)
