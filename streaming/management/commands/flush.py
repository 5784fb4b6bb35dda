from typing import Any

from django.core.management.commands import flush

from accounts.audit_guard import taken_down


class Command(flush.Command):
    """Django's own, which the guard of the audit record would refuse: it empties every table."""

    def handle(self, **options: Any) -> None:
        with taken_down(options["database"]):
            super().handle(**options)
