"""`manage.py worker`: one worker alone, for sites whose processes run on several machines."""

import signal
import threading

from django.core.management.base import BaseCommand, CommandParser

from streaming.launch.file_descriptors import raise_limit
from streaming.launch.worker import REST_SECONDS, TICK_SECONDS, Worker


class Command(BaseCommand):
    help = "Run tasks and the clock: letters, doors, reminders. `live` does this by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tick", type=float, default=TICK_SECONDS, help="seconds of the clock")
        parser.add_argument("--rest", type=float, default=REST_SECONDS, help="seconds of rest")
        parser.add_argument("--grace", type=float, default=30.0, help="seconds to end a task")

    def handle(self, *args, tick: float, rest: float, grace: float, **options) -> None:
        worker = Worker(tick_seconds=max(0.05, tick), rest_seconds=max(0.05, rest))
        raise_limit()
        asked = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: asked.set())
        worker.start()
        self.stdout.write(f"Worker {worker.id} is running. Ctrl-C stops it.")
        self.stdout.flush()
        asked.wait()
        if not worker.stop(grace):
            self.stderr.write("A task did not end in time; it will run again.")
