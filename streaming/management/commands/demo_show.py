"""One creator with one show that is ready to go on air, for trying encoders and for tests."""

import json
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import User
from shows.models import Show
from shows.planning.casting import join_as_host
from shows.planning.keys import issue_key
from shows.planning.schedule import announce, open_doors
from streaming.launch.serving import site_url

TEXT = """A show is ready to go on air.

  Show        {show_url}
  Desk        {studio_url}
  Sign in as  {username}, password {password}
  WHIP        {whip_url}
  Stream key  {stream_key}   (shown only now)
  WHEP        {whep_url}"""


class Command(BaseCommand):
    help = "Makes a creator with a listed show ready to go on air, and prints its addresses."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, **options) -> None:
        if User._meta.db_table not in connection.introspection.table_names():
            raise CommandError("The database is empty still. Run `./run manage migrate` first.")
        facts = make_demo_show()
        self.stdout.write(json.dumps(facts) if options["json"] else TEXT.format(**facts))


@transaction.atomic
def make_demo_show() -> dict[str, str]:
    mark, password = secrets.token_hex(3), secrets.token_urlsafe(12)
    username = f"demo-{mark}"
    creator = User.objects.create_user(
        username, f"{username}@demo-show.invalid", password, display_name="Demo Company"
    )
    EmailAddress.objects.create(user=creator, email=creator.email, verified=True, primary=True)
    show = Show.objects.create(
        creator=creator,
        title="A Demo Evening",
        slug=f"demo-evening-{mark}",
        summary="A show for trying cameras and encoders.",
        category=Show.Category.OTHER,
        starts_at=timezone.now() + timedelta(minutes=10),
    )
    join_as_host(show)
    announce(show, by=creator)
    open_doors(show, by=creator)
    _, secret = issue_key(show, holder=creator, by=creator)
    return addresses_of(show) | {
        "stream_key": secret,
        "username": username,
        "password": password,
    }


def addresses_of(show: Show) -> dict[str, str]:
    site = site_url()
    return {
        "show_url": site + show.get_absolute_url(),
        "studio_url": site + _studio_of(show),
        "whip_url": f"{site}/whip/{show.slug}",
        "whep_url": f"{site}/whep/{show.slug}",
    }


def _studio_of(show: Show) -> str:
    """The live desk where there is one, else the page on which the show is prepared."""
    for name in ("shows:live_desk", "shows:desk"):
        try:
            return reverse(name, args=[show.slug])
        except NoReverseMatch:
            continue
    return reverse("shows:mine")
