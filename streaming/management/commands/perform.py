"""A performer for a show: sends the test card or a file through WHIP until Ctrl-C."""

import asyncio
import contextlib
import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shows.models import Show
from shows.planning.keys import issue_key
from streaming.extras.door import Closed, Door, secret_of
from streaming.extras.performer import Performer
from streaming.extras.reel import Live, Loop, Reel, open_file
from streaming.extras.testcard import LAYERS, cached_clip, clip_path
from streaming.foundation.refusals import Refused
from streaming.launch.serving import site_url
from streaming.transport.engine import make_certificate

KEY_HELP = (
    "the stream key, which other users of this machine can then read; `-` reads it from standard "
    "input, and STREAM_KEY or STREAM_KEY_FILE name it as well; without any, one is issued"
)


class Command(BaseCommand):
    help = "Performs in a show: sends the test card or a file as a browser would."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("show", help="the show, as its address names it")
        parser.add_argument("file", nargs="?", type=Path, help="anything that FFmpeg reads")
        parser.add_argument("--testcard", action="store_true", help="the test card (the default)")
        parser.add_argument("--live", action="store_true", help="draw and code the card as it goes")
        parser.add_argument("--simulcast", action="store_true", help="three layers of the card")
        parser.add_argument("--codec", choices=["H264", "VP8"], default="H264")
        parser.add_argument("--seconds", type=float, help="and then leave")
        parser.add_argument("--url", help="the WHIP address, if it is not this site's")
        parser.add_argument("--key", help=KEY_HELP)

    def handle(self, **options) -> None:
        url = options["url"] or f"{site_url()}/whip/{options['show']}"
        key = secret_of(options["key"] or settings.STREAM_KEY)
        if not key and not options["url"]:
            key = issue_for(options["show"])
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(self._perform(Door(url, key), self._reel(options), options["seconds"]))

    def _reel(self, options: dict) -> Reel:
        if options["file"]:
            if not options["file"].is_file():
                raise CommandError(f"There is no file {options['file']}.")
            return open_file(options["file"], options["codec"])
        if options["live"]:
            return Live(options["codec"])
        heights = tuple(LAYERS) if options["simulcast"] else (720,)
        folder = settings.DATA_DIR / "extras"
        if not clip_path(folder, options["codec"], heights).exists():
            self.stderr.write("Coding the test card; once, some seconds.")
        return Loop(cached_clip(folder, options["codec"], heights))

    async def _perform(self, door: Door, reel: Reel, seconds: float | None) -> None:
        performer = Performer(make_certificate(), door, reel)
        try:
            await performer.come()
            self.stderr.write(f"Performing at {door.url}; Ctrl-C ends it.")
            await performer.perform(seconds)
        except Closed as refusal:
            raise CommandError(str(refusal)) from None
        except asyncio.CancelledError:
            pass  # Ctrl-C
        finally:
            await performer.go()
        self.stdout.write(json.dumps(performer.summary()))
        if performer.failure:
            raise CommandError(f"The performance is over: {performer.failure}.")


def issue_for(slug: str) -> str:
    """A key for the show's creator. It replaces the one that the creator had."""
    show = Show.objects.select_related("creator").filter(slug=slug).first()
    if show is None:
        raise CommandError(f"There is no show {slug} here. `./run manage demo_show` makes one.")
    try:
        return issue_key(show, holder=show.creator, by=show.creator)[1]
    except Refused as refusal:
        raise CommandError(refusal.sentence) from None
