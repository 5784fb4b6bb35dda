"""Fills an empty site with one row of most things, and says as JSON what opens them.

Run by `manage.py shell` in a checkout of a release, before its backup is kept beside this file;
README.md says how. It uses the API, so that it runs in any release.
"""

import json
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.apps import apps
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tokens import issue_token
from shows.tasks import send_letters

SCOPES = ["shows:read", "shows:write", "keys:write", "profile:read", "profile:write"]
PASSWORD = "a lamp over the stage"  # noqa: S105  of a site that nobody else reaches


def member(name: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


class Hand:
    """One member with a token."""

    def __init__(self, user: User) -> None:
        self.secret = issue_token(user, name="kept", scopes=SCOPES)[1]
        self.client = Client(
            SERVER_NAME="localhost", headers={"Authorization": f"Bearer {self.secret}"}
        )

    def send(self, method: str, address: str, **fields) -> dict:
        call = getattr(self.client, method)
        answer = call(f"/api/v1/{address}", fields, content_type="application/json")
        if answer.status_code >= 300:
            raise SystemExit(f"{method} {address}: {answer.status_code} {answer.content.decode()}")
        return answer.json() if answer.content else {}


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session.set_expiry(timedelta(days=36_500))
    session.save()
    return session.session_key


def show(host: Hand, title: str, starts_at) -> str:
    made = host.send(
        "post", "shows/", title=title, category="theatre", starts_at=starts_at.isoformat(),
        description="It was *there* before.",
    )  # fmt: skip
    host.send("post", f"shows/{made['slug']}/announce/")
    return made["slug"]


def an_evening(slug: str, host: User, guest: User) -> None:
    """What a performance leaves behind. No relay is asked to make it."""
    now = timezone.now()
    evening = apps.get_model("shows", "Show").objects.get(slug=slug)
    evening.broadcasts.create(started_at=now, ended_at=now, ending="host", viewer_peak=7)
    where = {"relay": "127.0.0.1:8190", "boot": "a-boot"}
    evening.appearances.create(
        user=host, part="ada", session="a-session", state="left", left_at=now, **where
    )
    evening.presences.create(user=guest)
    apps.get_model("shows", "RelayRun").objects.create(heard_at=now, number=12, **where)
    type(evening).objects.filter(pk=evening.pk).update(state="ended")


ada, bob = Hand(member("ada")), Hand(member("bob"))
coming = show(ada, "Still to come", timezone.now() + timedelta(days=1_800))
cancelled = show(ada, "Cancelled", timezone.now() + timedelta(minutes=10))
ended = show(ada, "Ended", timezone.now() + timedelta(minutes=10))
bob.send("put", f"shows/{coming}/seat/")
bob.send("put", f"shows/{coming}/reminder/")
bob.send("put", "people/ada/follow/")
ada.send("post", f"shows/{coming}/cast/", person="bob", part="performer")
ada.send("post", f"shows/{coming}/invitations/")
ada.send("post", f"shows/{cancelled}/open-doors/")
for number in (1, 2):
    bob.send("post", f"shows/{cancelled}/chat/", text=f"Line {number}")
ada.send("post", f"shows/{cancelled}/chat/announcements/", text="Welcome, all of you.")
ada.send("post", f"shows/{cancelled}/chat/silences/", person="bob", minutes=10)
ada.send("post", f"shows/{cancelled}/cancel/")
an_evening(ended, *(User.objects.get(username=name) for name in ("ada", "bob")))
key = ada.send("post", f"shows/{coming}/keys/")
send_letters.enqueue()
print(
    json.dumps(
        {
            "password": PASSWORD,
            "session": session_of(User.objects.get(username="bob")),
            "tokens": {"ada": ada.secret, "bob": bob.secret},
            "key": key["secret"],
            "coming": coming,
            "cancelled": cancelled,
            "ended": ended,
            "rows": {model._meta.db_table: model.objects.count() for model in apps.get_models()},
        },
        indent=1,
    )
)
