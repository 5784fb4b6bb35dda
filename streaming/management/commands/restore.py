"""`./run manage restore FILE`: the site as it was when the backup was made."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError, CommandParser

from streaming.backup.problems import BackupError
from streaming.backup.restoring import restore


class Command(BaseCommand):
    help = "Puts a backup in place of the present database, pictures and key, which are kept aside."
    requires_system_checks = []  # it may be here because the present database is broken

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what `./run manage backup` wrote")

    def handle(self, **options) -> None:
        try:
            aside = restore(options["file"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored. What was there before is kept in {aside}.")
        self.stdout.write("Start the site: ./run brings an older database up to date by itself.")
