"""DemoProcess: runs demo_activity.py in a child process, restarts it, and ends it with the site."""

import logging
import subprocess
import sys
import threading

from django.conf import settings

log = logging.getLogger(__name__)

COMMAND = [sys.executable, "manage.py", "demo_activity"]
# Back-off between restarts; a machine without memory for the demo is not kept busy by it.
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 120.0


class DemoProcess:
    """start(), then stop(). The child ends when its standard input is closed, so it also ends
    when the site was killed."""

    def __init__(self, url: str, command: list[str] = COMMAND) -> None:
        self.command = [*command, url]
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="demo", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask_to_end(self) -> None:
        """Ask the child to end while the site still answers, so that its performers can leave."""
        with self._lock:
            self._stopping.set()
            if self.process is not None and self.process.stdin is not None:
                self.process.stdin.close()

    def stop(self, timeout: float = 1.0) -> None:
        self.ask_to_end()
        if self.process is not None:
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            code = self._run_once()
            if self._stopping.is_set():
                return
            log.warning("Nobody performs in the demo now (%s); again in %.0f s", code, pause)
            self._stopping.wait(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    def _run_once(self) -> int | None:
        """The exit code of the child; None where it was not started."""
        with self._lock:
            if self._stopping.is_set():
                return None
            try:
                # A process session of its own: Ctrl-C reaches only the site, which ends the child.
                self.process = subprocess.Popen(  # noqa: S603  our own
                    self.command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    cwd=settings.BASE_DIR,
                    start_new_session=True,
                )
            except OSError:
                log.exception("The demo cannot be started")
                return None
            self.starts += 1
        return self.process.wait()
