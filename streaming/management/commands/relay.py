"""`manage.py relay`: one relay alone, for sites whose processes run on several machines."""

import json
import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from streaming.launch.file_descriptors import raise_limit
from streaming.launch.supervision import COMMAND, configuration


class Command(BaseCommand):
    help = "Runs a relay: it carries picture and sound. `live` does this by itself."
    requires_system_checks = []

    def handle(self, **options) -> None:
        """This process becomes the relay, which knows no Django and no database."""
        if not settings.RELAY_CONTROL:
            raise CommandError("RELAY_CONTROL is empty. Set it to where the relay takes commands.")
        raise_limit()
        given, telling = os.pipe()
        os.write(telling, json.dumps(configuration()).encode() + b"\n")
        os.set_inheritable(telling, True)  # closed, it would tell the relay to end
        os.dup2(given, 0)
        os.chdir(settings.BASE_DIR)
        os.execv(COMMAND[0], COMMAND)  # noqa: S606  our own interpreter and module
