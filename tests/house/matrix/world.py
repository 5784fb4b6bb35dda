"""One show in one state, and everybody who may come to its doors."""

from dataclasses import dataclass
from types import SimpleNamespace

from django.conf import settings
from django.test import Client

from accounts.models import HousePage, PersonalToken, Role
from accounts.reports.decisions import make_report
from chat.models import Act, Chat, Held, Message
from shows.models import CastMember, Invitation, Show, StreamKey
from tests.tools.just_signed_in import just_signed_in

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass
class World:
    show: Show
    people: dict
    things: SimpleNamespace

    def client_of(self, who: str) -> Client:
        # As a page of the site itself sends it: WHIP and WHEP know a session by this alone.
        client = Client(raise_request_exception=True, headers={"Origin": settings.FOOTLIGHTS_URL})
        if who != "anonymous":
            just_signed_in(client, self.people[who])
        return client

    def arguments(self, names: list[str], room: str) -> dict:
        """A value for each part of an address; `pk` means another thing in each room."""
        return {name: self._value(name, room) for name in names}

    def _value(self, name: str, room: str):
        things = self.things
        values = {
            "slug": self.show.slug,
            "username": self.people["creator"].username,
            "category": self.show.category,
            "size": "card",
            "code": things.invitation.code,
            "kind": "show",
            "target": self.show.slug,
            "member_id": things.guest.pk,
            "invitation_id": things.invitation.pk,
            "token_id": things.token.pk,
            "report_id": things.report.pk,
            "number": things.report.pk,
            "prefix": things.key.prefix,
            "session": "never-opened",
            "part": self.people["cast"].username,
            "message_number": things.message.number,
            "act_number": things.act.number,
            "held_id": things.held.pk,
        }
        return values[name] if name in values else things.by_room[room]


def build(make_user, make_show, state: str) -> World:
    people = {who: make_user(who) for who in ("creator", "member", "rival", "cast", "moderator")}
    people["staff"] = make_user("staff", is_staff=True, is_superuser=True)
    Role.objects.create(user=people["moderator"], name=Role.Name.MODERATOR)
    for kind in HousePage.Kind.values:
        HousePage.objects.create(kind=kind, text="Who we are")
    show = make_show(creator=people["creator"], state=state, slug="the-show")
    make_show(creator=people["rival"], slug="another-show")
    CastMember.objects.create(show=show, user=people["cast"], answer="accepted")
    guest = CastMember.objects.create(show=show, name="A Guest", answer="accepted")
    invitation = Invitation.objects.create(show=show, places=5)
    key = StreamKey.objects.create(
        show=show, holder=people["creator"], prefix="abcd1234", digest="0" * 64
    )
    token = PersonalToken.objects.create(
        user=people["member"], name="t", prefix="tokentoken", digest="0" * 64, scopes=[]
    )
    Chat.objects.create(show=show, last_number=2)
    message = Message.objects.create(show=show, number=1, author=people["member"], text="Bravo")
    act = Act.objects.create(
        show=show, number=2, kind="silence", by=people["creator"], person=people["rival"]
    )
    held = Held.objects.create(
        show=show, author=people["member"], kind="message", text="Hm", client_id="a"
    )
    report = make_report(show, "show", by=people["member"], reason="spam")
    things = SimpleNamespace(
        guest=guest,
        key=key,
        invitation=invitation,
        token=token,
        message=message,
        act=act,
        held=held,
        report=report,
    )
    things.by_room = {
        "cast": guest.pk,
        "keys": key.pk,
        "invitations": invitation.pk,
        "tokens": token.pk,
        "reports": report.pk,
        "restrictions": act.pk,
    }
    return World(show, people, things)
