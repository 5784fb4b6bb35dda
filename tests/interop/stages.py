"""Stage: a show of the running site with open doors, its addresses and its stream key."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from streaming.extras.door import Closed, Door
from streaming.extras.findings import Findings, total
from streaming.extras.viewer import Manners, Viewer
from streaming.transport.engine import make_certificate

PATIENCE_SECONDS = 60.0
STEP_SECONDS = 0.05
MAKE_STAGES = """
import json
from dataclasses import fields
from streaming.management.commands.demo_show import make_demo_show
from tests.interop.stages import Stage
names = [one.name for one in fields(Stage)]
made = [make_demo_show() for _ in range(24)]
print(json.dumps([{name: one[name] for name in names} for one in made]))
"""
EMPTY = 409
NOT_YET = (EMPTY, 503)  # the second: a relay that is being replaced
FAULTS = ("lost", "timestamp_faults", "payload_faults", "duplicates", "jumps")


@dataclass(frozen=True)
class Stage:
    show_url: str
    whip_url: str
    whep_url: str
    stream_key: str

    @property
    def foyer(self) -> str:
        """A page of the site that plays nothing by itself."""
        return self.show_url.partition("/shows/")[0] + "/archive/"

    async def is_empty(self) -> bool:
        """Whether viewers are told that nobody performs."""
        if (viewer := await _knocked(self, Manners())) is not None:
            await viewer.go()
        return viewer is None


async def soon(true: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
    """Whatever `true` gives once it is true."""
    async with asyncio.timeout(seconds):
        while not (found := true()):
            await asyncio.sleep(STEP_SECONDS)
        return found


async def soon_of(ask: Callable[[], Awaitable[Any]], true: Callable[[Any], Any]) -> Any:
    """The first answer that will do; the last one is told when none did."""
    found = None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not true(found := await ask()):
                await asyncio.sleep(STEP_SECONDS)
            return found
    except TimeoutError:
        raise AssertionError(f"It came to nothing better than {found}") from None


class Watching(Viewer):
    """Our own viewer, which looks at every packet."""

    @property
    def findings(self) -> Findings:
        return total(track.findings for track in self.inspections.values())

    async def until(self, *, frames: int, sounds: int) -> None:
        """So many pictures and sounds that can be decoded."""
        await soon(
            lambda: (
                self.failure or (self.findings.frames >= frames and self.findings.sounds >= sounds)
            )
        )
        assert not self.failure

    def faults(self) -> dict[str, int]:
        return {name: count for name in FAULTS if (count := getattr(self.findings, name))}


@asynccontextmanager
async def watching(stage: Stage, codec: str = "") -> AsyncIterator[Watching]:
    """A viewer that comes as soon as somebody performs."""
    manners = Manners(codecs=[codec]) if codec else Manners()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (viewer := await _knocked(stage, manners, NOT_YET)) is None:
            await asyncio.sleep(0.2)
    ticking = asyncio.create_task(_tick(viewer))
    try:
        yield viewer
    finally:
        ticking.cancel()
        await viewer.go()


async def _knocked(
    stage: Stage, manners: Manners, closed: tuple[int, ...] = (EMPTY,)
) -> Watching | None:
    viewer = Watching(make_certificate(), Door(stage.whep_url), manners=manners)
    try:
        await viewer.come()
    except Closed as refusal:
        viewer.close()
        if refusal.status not in closed:
            raise
        return None
    return viewer


async def _tick(viewer: Viewer) -> None:
    while True:
        viewer.tick(asyncio.get_running_loop().time())
        await asyncio.sleep(0.02)
