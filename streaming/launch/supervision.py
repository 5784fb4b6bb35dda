"""A relay beside the site: what it is told, how it is started, and started again when it dies.

The relay imports no Django: it is a process of its own that reads its configuration, one line of
JSON, from its standard input, and ends when that is closed.
"""

import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import close_old_connections

from shows.air.appearances import lost

from .addresses import LOOPBACK
from .certificate import CERTIFICATE

log = logging.getLogger(__name__)

COMMAND = [sys.executable, "-m", "streaming.relay"]
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
# A relay that ran for so long died of something new.
STEADY_SECONDS = 10.0
# A relay writes a line each second. One that writes none for so many looks on end is ended, and
# started again: 10 seconds. Looks are counted and not time, so a site that was stopped itself, or
# a machine that slept, does not take its own absence for the relay's.
LOOK_SECONDS, MOST_SILENT_LOOKS = 2.0, 5
PORTS_TO_TRY = 20
# A relay that died is back within a second; only one that is not makes the site unready.
GRACE_SECONDS = 5.0


def configuration() -> dict[str, Any]:
    """Everything that a relay needs to know, from the settings."""
    return {
        "name": settings.RELAY_CONTROL,
        "secret": settings.RELAY_SECRET,
        "udp_port": settings.RELAY_UDP_PORT,
        "addresses": settings.RELAY_ADDRESSES,
        "control": settings.RELAY_CONTROL,
        "backstage": f"{site_here()}/backstage/reports",
        "most_sessions": settings.RELAY_MOST_SESSIONS,
        "most_opening": settings.RELAY_MOST_OPENING,
        "most_bitrate": settings.RELAY_MOST_BITRATE,
        "egress_per_tick": settings.RELAY_EGRESS_PER_TICK,
        "cache_bytes": settings.RELAY_CACHE_BYTES,
    }


def environment() -> dict[str, str]:
    """With a certificate of our own it reports over HTTPS, and has to know that one."""
    if not settings.SELF_SIGNED or settings.BACKSTAGE_URL:
        return dict(os.environ)
    return os.environ | {"SSL_CERT_FILE": str(settings.DATA_DIR / CERTIFICATE)}


def site_here() -> str:
    """The site as this machine reaches it."""
    if settings.BACKSTAGE_URL:
        return settings.BACKSTAGE_URL
    wild = settings.HOST in (*LOOPBACK, "0.0.0.0", "::")  # noqa: S104
    host = "127.0.0.1" if wild else settings.HOST
    return f"{'https' if settings.SELF_SIGNED else 'http'}://{host}:{settings.PORT}"


def choose_ports() -> None:
    """Where a port was not asked for and is taken, the next free one: two houses on one machine
    both go on air."""
    control = urlsplit(f"//{settings.RELAY_CONTROL}")
    if not settings.RELAY_UDP_PORT_IS_SET:
        settings.RELAY_UDP_PORT = _free(socket.SOCK_DGRAM, "", settings.RELAY_UDP_PORT)
    if not settings.RELAY_CONTROL_IS_SET:
        host, port = control.hostname or "127.0.0.1", control.port or 8190
        settings.RELAY_CONTROL = f"{host}:{_free(socket.SOCK_STREAM, host, port)}"
        settings.RELAYS = [settings.RELAY_CONTROL]


def configuration_elsewhere() -> dict[str, Any]:
    """After a start that came to nothing: a house that opened at the same moment was quicker."""
    choose_ports()
    return configuration()


def _free(kind: socket.SocketKind, host: str, first: int) -> int:
    return next((p for p in range(first, first + PORTS_TO_TRY) if is_free(kind, host, p)), first)


def is_free(kind: socket.SocketKind, host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class RelayProcess:
    """One relay and a thread that watches it. start(), then stop()."""

    def __init__(
        self,
        configuration: dict[str, Any],
        *,
        command: list[str] = COMMAND,
        on_end: Callable[[], object] | None = None,
        elsewhere: Callable[[], dict[str, Any]] | None = None,
    ) -> None:
        self.configuration = configuration
        self.elsewhere = elsewhere
        self.command = command
        self.on_end = on_end or self._forget_performers
        self.process: subprocess.Popen[bytes] | None = None
        self.ready: dict[str, Any] = {}  # what it said last about itself
        self.starts = 0
        self.pulses = 0
        self._down_since: float | None = float("-inf")  # not there yet
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask_to_end(self) -> subprocess.Popen[bytes] | None:
        """Whoever is on it is told goodbye; nobody waits for that here."""
        with self._lock:
            self._stopping.set()
            process = self.process
        if process is not None:
            process.terminate()
        return process

    def stop(self, timeout: float = 1.0) -> None:
        """Ask it to end, then end it."""
        if (process := self.ask_to_end()) is not None:
            try:
                process.wait(timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            started, before = time.monotonic(), self.ready
            code = self._run_once()
            if self._stopping.is_set():
                return
            if self._down_since is None:
                self._down_since = time.monotonic()
            if time.monotonic() - started > STEADY_SECONDS:
                pause = FIRST_PAUSE
            log.error("The relay has ended (%s); starting it again in %.1f s", code, pause)
            if self.ready is before and (why := self._taken()):
                log.error("%s", why)
            self._tell()
            if self.ready is before and self.elsewhere:
                self.configuration = self.elsewhere()
            self._stopping.wait(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    def _taken(self) -> str:
        """What stands in the way of a relay that could not start, and a way out."""
        port = self.configuration.get("udp_port")
        if not port or is_free(socket.SOCK_DGRAM, "", port):
            return ""
        return (
            f"UDP port {port} is taken by another program. End that one, or set RELAY_UDP_PORT to"
            " another port; where it is not set, ./run takes the next free one."
        )

    @property
    def failing(self) -> str:
        """Why nobody can go on air now; empty where all is well, or was a moment ago."""
        down = self._down_since
        if down is None or time.monotonic() - down <= GRACE_SECONDS:
            return ""
        return self._taken() or "does not run"

    def _run_once(self) -> int | None:
        """Its exit code, once it has one."""
        with self._lock:
            if self._stopping.is_set():
                return None
            try:
                # A session of its own: Ctrl-C reaches us, and we end it in our order.
                process = self.process = subprocess.Popen(  # noqa: S603  our own
                    self.command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=environment(),
                    cwd=settings.BASE_DIR,
                    start_new_session=True,
                )
            except OSError:
                log.exception("The relay cannot be started")
                return None
            self.starts += 1
        assert process.stdin is not None and process.stdout is not None
        with process.stdin as told, process.stdout as said, suppress(BrokenPipeError):
            # Its input stays open: a relay whose site was killed notices by that, and ends.
            told.write(json.dumps(self.configuration | {"pulse": True}).encode() + b"\n")
            told.flush()
            for line in said:
                self._hear(line, process)
            return process.wait()
        return process.wait()

    def _hear(self, line: bytes, process: subprocess.Popen[bytes]) -> None:
        """A line of the relay: an empty one is its pulse, the first says where it is."""
        self.pulses += 1
        if not line.strip():
            return
        try:
            ready = json.loads(line)
        except ValueError:
            log.warning("The relay has printed %r", line[:200])
            return
        self.ready, self._down_since = ready, None
        log.info("The relay carries shows by UDP port %(udp_port)s", self.ready)
        threading.Thread(target=self._watch, args=(process,), daemon=True).start()

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """End it if it hangs: nobody is forwarded by it, and nobody else takes its place.

        Nothing is opened for this, so nothing that we run out of looks like its silence."""
        heard, silent_looks = self.pulses, 0
        while process.poll() is None and not self._stopping.wait(LOOK_SECONDS):
            silent_looks = silent_looks + 1 if self.pulses == heard else 0
            heard = self.pulses
            if silent_looks >= MOST_SILENT_LOOKS and process.poll() is None:
                log.error("The relay does not move any more; it is ended")
                process.kill()

    def _tell(self) -> None:
        try:
            self.on_end()
        except Exception:
            log.exception("The performers of the relay that ended could not be noted")

    def _forget_performers(self) -> None:
        """At once, and not when the next one reports: whoever was on it is off the air."""
        close_old_connections()
        lost(self.configuration["name"])
