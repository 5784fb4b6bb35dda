"""Looks at everything the site needs, and says what to do about what is wrong."""

import json
import socket
import sys
from dataclasses import asdict

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from streaming.control.commands import Describe, Described, Refused
from streaming.launch.addresses import holder_of, listen
from streaming.launch.serving import running_process, running_relay
from streaming.launch.supervision import is_free
from streaming.site.health.diagnosis import PROBES
from streaming.site.health.probes import FAIL, OK, WARN, Finding
from streaming.stage.dispatch import ask_now


class Command(BaseCommand):
    help = "Examines ports, disk, clock, codecs, database, Redis and mail; non-zero on trouble."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, **options) -> None:
        findings = [port(), relay(), *(probe() for probe in PROBES)]
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in findings], indent=2))
        else:
            self._tell(findings)
        if any(finding.level == FAIL for finding in findings):
            sys.exit(1)

    def _tell(self, findings: list[Finding]) -> None:
        paint = {OK: self.style.SUCCESS, WARN: self.style.WARNING, FAIL: self.style.ERROR}
        for finding in findings:
            level = paint[finding.level](f"{finding.level:<4}")
            self.stdout.write(f"{level}  {finding.name:<14} {finding.words}")
            if finding.advice and finding.level != OK:
                self.stdout.write(f"      {'':<14} → {finding.advice}")
        failing = sum(finding.level == FAIL for finding in findings)
        self.stdout.write(f"\n{failing or 'Nothing'} needs attention before the doors open.")


def port() -> Finding:
    """Free, or held by the site itself."""
    if running := running_process():
        return Finding("port", OK, f"the site runs there (process {running})")
    try:
        for listener in listen(settings.HOST, settings.PORT):
            listener.close()
    except OSError as error:
        holder = holder_of(settings.PORT) or error.strerror
        return Finding(
            "port", FAIL, f"{settings.PORT} is not free: {holder}", "Choose another: ./run --port N"
        )
    return Finding("port", OK, f"{settings.PORT} is free")


def relay() -> Finding:
    """There and answering, or its port free for when it starts."""
    if not settings.RELAYS:
        return Finding(
            "relay", WARN, "there is none, nobody can go on air", "RELAY_CONTROL=127.0.0.1:8190"
        )
    answer = ask_now(Describe(), relay=running_relay() or settings.RELAYS[0])
    if isinstance(answer, Described):
        load = answer.load
        words = f"runs, {load.sessions} of {load.max_sessions} sessions, {load.cpu:.0%} of a core"
        return Finding("relay", OK, words)
    if isinstance(answer, Refused) and answer.code == "relay.secret":
        advice = "Give both sides the same RELAY_SECRET."
        return Finding("relay", FAIL, "answers, and does not know our secret", advice)
    return _relay_port()


def _relay_port() -> Finding:
    port = settings.RELAY_UDP_PORT
    if running_process():
        advice = f"See what the site says about it; is UDP port {port} taken?"
        return Finding("relay", FAIL, "does not answer", advice)
    if not is_free(socket.SOCK_DGRAM, "", port):
        level = FAIL if settings.RELAY_UDP_PORT_IS_SET else WARN
        advice = "Set RELAY_UDP_PORT to another; where it is not set, `./run` takes the next."
        return Finding("relay", level, f"UDP port {port} is not free", advice)
    return Finding("relay", OK, f"UDP port {port} is free")
