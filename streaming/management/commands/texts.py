"""`./run manage texts`: collect every text into the catalogues and compile them."""

from django.conf import settings
from django.core.management import BaseCommand, call_command

IGNORED = [".venv/*", "var/*", "tests/*"]


class Command(BaseCommand):
    help = "Collect the texts of the house into streaming/locale/ and compile them (needs gettext)."

    def handle(self, **options: object) -> None:
        for code, name in settings.LANGUAGES:
            if code == settings.LANGUAGE_CODE:
                continue
            call_command(
                "makemessages",
                locale=[code],
                ignore_patterns=IGNORED,
                no_location=True,
                no_obsolete=True,
                verbosity=0,
            )
            call_command("compilemessages", locale=[code], ignore_patterns=IGNORED, verbosity=0)
            self.stdout.write(f"{name}: streaming/locale/{code}/LC_MESSAGES/django.po")
