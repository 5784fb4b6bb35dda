"""`./run`: the whole product in one process, on what this machine has."""

import errno
import logging
import os
import sys
import webbrowser
from functools import partial
from socket import socket
from typing import IO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from accounts.setup import create_setup_code
from streaming.launch import folder_lock
from streaming.launch.addresses import holder_of, listen, network_addresses
from streaming.launch.certificate import ensure_certificate
from streaming.launch.demo_process import DemoProcess
from streaming.launch.file_descriptors import raise_limit
from streaming.launch.first_screen import Opening, first_screen
from streaming.launch.flags import add_flags
from streaming.launch.serving import forget_running, note_running, running_process, serve, site_url
from streaming.launch.supervision import (
    RelayProcess,
    choose_ports,
    configuration,
    configuration_elsewhere,
    site_here,
)
from streaming.launch.worker import Worker
from streaming.site.assets.collect import collect_static
from streaming.site.health.probes import BESIDE, FAIL, OK, Finding

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Serves the whole product: pages, sockets, background work, and a relay beside them."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_flags(parser)

    def handle(self, **flags) -> None:
        lock = self._take_folder()  # until this process ends
        listeners = self._listen()
        raise_limit()  # before the relay is started, which inherits it
        opening = Opening(migrated=self._migrate(), collected=collect_static())
        self.check()
        if flags["demo"]:
            opening.demo = self._demo(still=flags["still"])
        opening.setup_code = create_setup_code()

        demo = DemoProcess(site_here()) if flags["demo"] and not flags["still"] else None

        def started() -> None:
            note_running()
            if demo:
                demo.start()
            self.stdout.write(first_screen(opening))
            self.stdout.flush()
            if flags["open"]:
                webbrowser.open(settings.FOOTLIGHTS_URL)

        worker, relay = Worker(), self._relay()
        worker.start()
        certificate = self._certificate()
        if relay:
            relay.start()

        def ending() -> None:
            worker.stopping.set()
            if demo:
                demo.ask_to_end()
            if relay:
                relay.ask_to_end()

        try:
            serve(listeners, started, certificate, ending)
        finally:
            if demo:
                demo.stop(timeout=0.5)
            if relay:
                relay.stop(timeout=0.5)
            worker.stop(timeout=1.0)
            forget_running()
        self.stdout.write("Footlights is closed. Good night.")
        if lock is not None:
            lock.close()
        leave()

    def _take_folder(self) -> IO[str] | None:
        try:
            return folder_lock.take(settings.DATA_DIR)
        except folder_lock.Taken:
            raise CommandError(taken()) from None
        except folder_lock.Unwritable as error:
            raise CommandError(str(error)) from None

    def _listen(self) -> list[socket]:
        """Before anything else is touched: two of us on one data folder help nobody."""
        try:
            return listen(settings.HOST, settings.PORT)
        except OSError as error:
            raise CommandError(refusal(error)) from None

    def _migrate(self) -> int:
        try:
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except OperationalError as error:
            raise CommandError(f"The database does not answer. {error}") from None
        if plan:
            call_command("migrate", interactive=False, verbosity=0)
        return len(plan)

    def _demo(self, *, still: bool) -> str:
        from shows.demo import fill, played

        words = f"{fill()} demo shows on the bill"
        return words if still else f"{words}, a test card plays on {played().count()} of them"

    def _relay(self) -> RelayProcess | None:
        """Beside us, unless the site commands others that run elsewhere."""
        if settings.RELAY_CONTROL not in settings.RELAYS:
            return None
        choose_ports()
        relay = RelayProcess(configuration(), elsewhere=configuration_elsewhere)
        BESIDE.append(partial(finding_of, relay))
        return relay

    def _certificate(self):
        if not settings.SELF_SIGNED:
            return None
        return ensure_certificate(
            settings.DATA_DIR, ["localhost", "127.0.0.1", "::1", *network_addresses()]
        )


def finding_of(relay: RelayProcess) -> Finding:
    """For /readyz, whose machines send nobody to a site on which nobody can go on air."""
    why = relay.failing
    return Finding("relay", FAIL if why else OK, why or "runs")


def taken() -> str:
    """Who runs on our data folder, and two ways out."""
    process = running_process()
    who = f"at {site_url()} (process {process})" if process else "and is just starting or ending"
    return (
        f"Footlights runs on this data folder already, {who}.\n"
        f"The folder is {settings.DATA_DIR}.\n"
        "End that one with Ctrl-C or `kill`, or run a second house: ./run --data-dir FOLDER"
    )


def leave() -> None:
    """Everything is written down; taking the interpreter apart would cost another second."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def refusal(error: OSError) -> str:
    """Why we may not listen there, who does, and a way out."""
    if error.errno == errno.EADDRINUSE:
        holder = holder_of(settings.PORT)
        who = f"{holder} has it" if holder else "something else has it"
        return f"Port {settings.PORT} is taken: {who}.\nChoose another: ./run --port {_next()}"
    if error.errno == errno.EACCES:
        return f"Port {settings.PORT} needs more rights than we have.\nChoose another: ./run"
    return f"{settings.HOST}, port {settings.PORT}: {error.strerror or error}"


def _next() -> int:
    """The next port on which nobody listens."""
    for port in range(settings.PORT + 1, min(settings.PORT + 50, 65536)):
        try:
            listeners = listen(settings.HOST, port)
        except OSError:
            continue
        for listener in listeners:
            listener.close()
        return port
    return 0
