"""Looks at everything the site needs, and says what to do about what is wrong."""

import json
import sys
from dataclasses import asdict

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from streaming.addresses import holder_of, listen
from streaming.serving import running_process
from streaming.web.diagnosis import PROBES
from streaming.web.probes import FAIL, OK, WARN, Finding


class Command(BaseCommand):
    help = "Examines ports, disk, clock, codecs, database, Redis and mail; non-zero on trouble."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, **options) -> None:
        findings = [port(), *(probe() for probe in PROBES)]
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
