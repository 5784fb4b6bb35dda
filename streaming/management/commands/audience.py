"""Viewers for a show: they come through WHEP, check what they get, and print one JSON line."""

import asyncio
import json

from django.core.management.base import BaseCommand, CommandError, CommandParser

from streaming.extras.crowd import Crowd, Plan
from streaming.extras.door import Door, secret_of
from streaming.extras.line import Weather
from streaming.extras.offers import CODECS
from streaming.extras.peer import CONNECT_SECONDS
from streaming.extras.viewer import DEFAULT_REMB, Manners
from streaming.launch.serving import site_url


class Command(BaseCommand):
    help = "Brings viewers to a show: they check every packet and print one JSON line."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("show", help="the show, as its address names it")
        parser.add_argument("-n", "--viewers", type=int, default=10)
        parser.add_argument("--seconds", type=float, default=10, help="how long they stay")
        parser.add_argument(
            "--check", type=int, default=10, help="so many check everything, the rest only arrive"
        )
        parser.add_argument("--spread", type=float, default=0, help="arrive over so many seconds")
        parser.add_argument(
            "--patience",
            type=float,
            default=CONNECT_SECONDS,
            help="seconds in which each has to be connected",
        )
        parser.add_argument("--url", help="the WHEP address, if it is not this site's")
        parser.add_argument(
            "--key", default="", help="a token for shows that are not for all; `-` reads it"
        )
        parser.add_argument("--codecs", default=",".join(CODECS), help="offered, in this order")
        parser.add_argument("--remb", type=int, default=DEFAULT_REMB, help="the rate they report")

        parser.add_argument("--loss", type=float, default=0, help="percent, both ways")
        parser.add_argument("--delay", type=float, default=0, help="milliseconds, each way")
        parser.add_argument("--jitter", type=float, default=0, help="milliseconds more or less")

    def handle(self, **options) -> None:
        codecs = [one for one in options["codecs"].split(",") if one]
        if not set(codecs) <= set(CODECS):
            raise CommandError(f"Codecs are {', '.join(CODECS)}.")
        plan = Plan(
            viewers=options["viewers"],
            checking=min(options["check"], options["viewers"]),
            seconds=options["seconds"],
            spread_seconds=options["spread"],
            patience_seconds=options["patience"],
            manners=Manners(remb=options["remb"], codecs=codecs, weather=weather_of(options)),
        )
        url = options["url"] or f"{site_url()}/whep/{options['show']}"
        report = asyncio.run(Crowd(Door(url, secret_of(options["key"])), plan).run())
        self.stdout.write(json.dumps(report))
        if report["connected"] != plan.viewers:
            raise CommandError(f"{report['connected']} of {plan.viewers} connected.")


def weather_of(options: dict) -> Weather:
    return Weather(options["loss"] / 100, options["delay"] / 1000, options["jitter"] / 1000)
