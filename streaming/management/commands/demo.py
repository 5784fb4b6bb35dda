"""Fills the site with shows to look at, and empties it again."""

from django.core.management.base import BaseCommand, CommandParser

from shows.demo import clear, fill


class Command(BaseCommand):
    help = "Fills the site with invented creators and shows; again makes them anew for today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clear", action="store_true", help="take them all away again")

    def handle(self, **options) -> None:
        if options["clear"]:
            self.stdout.write(f"{clear()} demo shows are gone, and their people with them.")
        else:
            self.stdout.write(f"{fill(anew=True)} demo shows are on the bill.")
