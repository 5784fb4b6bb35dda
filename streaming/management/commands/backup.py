"""`./run manage backup`: the whole site in one file, while it runs."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from streaming.backup.backing_up import SECRET_KEY, back_up
from streaming.backup.problems import BackupError


class Command(BaseCommand):
    help = "Writes database, pictures and secret key to one file, also while the site runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            help="where to; by default footlights-DATE-TIME.tar.gz in this folder",
        )

    def handle(self, **options) -> None:
        to = options["file"] or Path(f"footlights-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar.gz")
        if to.exists():
            raise CommandError(f"{to} is there already. Name another file.")
        try:
            manifest = back_up(to)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        size = to.stat().st_size / 1024 / 1024
        self.stdout.write(f"{to}: {len(manifest.files)} files, {size:.1f} MB.")
        if SECRET_KEY in manifest.files:
            self.stdout.write("It holds the secret key: keep it where nobody else can read it.")
        elif settings.SECRET_KEY:
            self.stdout.write(
                "SECRET_KEY comes from the environment and is not in it: keep the key as well, "
                "since sessions, letters' links and one-time codes need it."
            )
