"""Performs and talks in the live shows of the demo; `live --demo` starts it beside the site."""

import asyncio
import os
import sys
import threading
from contextlib import suppress

from django.core.management.base import BaseCommand, CommandParser

from streaming.launch.demo_activity import perform_and_talk

# Low priority: the site and the relay come first.
NICE = 10


class Command(BaseCommand):
    help = "Performs and talks in the live shows of the demo, until its input is closed."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", help="the site, as this machine reaches it")

    def handle(self, **options) -> None:
        os.nice(NICE)
        with suppress(KeyboardInterrupt, asyncio.CancelledError):
            asyncio.run(_until_input_is_closed(options["url"]))


async def _until_input_is_closed(url: str) -> None:
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None

    def wait() -> None:
        sys.stdin.buffer.read()
        with suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(task.cancel)

    threading.Thread(target=wait, daemon=True).start()
    await perform_and_talk(url)
    await loop.create_future()  # no show is played any more: idle until the site ends
