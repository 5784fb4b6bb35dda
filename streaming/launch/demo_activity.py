"""Activity in the demo: performs a test card on each of its live shows, and writes in their chats.

It is cheap: one process with low priority loops a small clip that was encoded once, in two shows,
and writes a line of chat now and then.
"""

import asyncio
import logging
import random
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings

from accounts.models import User
from chat.live.doorbell import ring_from_thread
from chat.log.posting import Sent, accept
from shows.air.on_air import interrupt
from shows.demo import audience, chatter, played
from shows.models import Show
from shows.planning.keys import issue_key
from shows.states import State
from streaming.extras.clip import Clip
from streaming.extras.door import Closed, Door
from streaming.extras.performer import Performer
from streaming.extras.reel import Loop
from streaming.extras.testcard import LAYERS, cached_clip
from streaming.foundation.refusals import Refused
from streaming.transport.engine import make_certificate

Thing = TypeVar("Thing")

log = logging.getLogger(__name__)

HEIGHT = 360
NEVER = 1 << 30  # frames between two timestamps in the picture; nobody measures lateness here
# Half a frame. Finer steps cost twice as much CPU and change nothing on a line without loss.
STEP_SECONDS = 0.016
# Back-off between attempts; it starts anew once a performance has lasted STEADY_SECONDS.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
STEADY_SECONDS = 10.0
# After so many refusals the show is marked as interrupted, which it is.
PATIENT_TRIES = 3
# A few lines at the start fill the chat; then one now and then. It stops after MOST_LINES, or a
# demo that runs for weeks would fill the disk.
FIRST_LINES, FIRST_LINES_SECONDS = 5, 2.0
LINES_SECONDS = (12.0, 40.0)
MOST_LINES = 500


async def perform_and_talk(url: str) -> None:
    """Perform and talk until cancelled."""
    shows = await sync_to_async(lambda: list(played()))()
    folder = settings.DATA_DIR / "extras"
    async with asyncio.TaskGroup() as group:
        for show in shows:
            group.create_task(talk(show, random.Random(show.pk)))  # noqa: S311  small talk
        clip = await asyncio.to_thread(cached_clip, folder, "H264", (HEIGHT,))
        for show in shows:
            group.create_task(perform_for_ever(show, url, clip))


async def perform_for_ever(show: Show, url: str, clip: Clip) -> None:
    """Perform, and connect again whenever the line or the relay was lost."""
    pause, refused, key = FIRST_PAUSE, 0, ""
    while await sync_to_async(played().filter(pk=show.pk).exists)():
        began = time.monotonic()
        try:
            key = key or await sync_to_async(_key_for)(show)
            await _perform(Door(f"{url}/whip/{show.slug}", key), clip)
        except (Closed, Refused, OSError) as refusal:
            refused += 1
            key = "" if getattr(refusal, "status", 0) in (401, 403) else key
            if refused == PATIENT_TRIES:
                log.warning("Nobody performs in “%s”: %s", show.title, refusal)
                await sync_to_async(_say_that_nobody_is_there)(show)
        if time.monotonic() - began > STEADY_SECONDS:
            pause, refused = FIRST_PAUSE, 0
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 2)


async def _perform(door: Door, clip: Clip) -> None:
    reel = Loop(clip)
    performer = Performer(
        make_certificate(),
        door,
        reel,
        bitrate=LAYERS[HEIGHT],
        stamp_each=NEVER,
        step_seconds=STEP_SECONDS,
    )
    try:
        await performer.come()
        await performer.perform()
    finally:
        await performer.go()


def _key_for(show: Show) -> str:
    return issue_key(show, holder=show.creator, by=show.creator)[1]


def _say_that_nobody_is_there(show: Show) -> None:
    found = Show.objects.get(pk=show.pk)
    if found.state == State.LIVE:
        interrupt(found)


async def talk(show: Show, dice: random.Random) -> None:
    """Write in the chat. No line repeats before all others, and nobody writes twice in a row."""
    people = await sync_to_async(lambda: list(audience(show)))()
    lines, speakers = shuffled(chatter(show), dice), shuffled(people, dice)
    for number in range(MOST_LINES):
        first = number < FIRST_LINES
        await asyncio.sleep(FIRST_LINES_SECONDS if first else dice.uniform(*LINES_SECONDS))
        await sync_to_async(say)(show, next(speakers), next(lines))


def shuffled(things: Sequence[Thing], dice: random.Random) -> Iterator[Thing]:
    """Endless rounds in random order; the last of a round is not the first of the next."""
    last: Thing | None = None
    while things:
        order = dice.sample(things, len(things))
        if order[0] is last:
            order.reverse()
        yield from order
        last = order[-1]


def say(show: Show, person: User, line: str) -> None:
    """Write one line if the show is on. It does not matter if the line is refused."""
    if Show.objects.filter(pk=show.pk, state=State.LIVE).exists():
        accept(show, [Sent(author=person.pk, text=line)])
        ring_from_thread(show, grown=True)
