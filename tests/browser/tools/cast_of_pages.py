"""Everything that the pages need to be there: shows, people, reports, links in letters.

Run inside the site under test, with its settings: `stage()` prints what visits.py asks for.
"""

import json
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import HousePage, Role, User
from accounts.reports.decisions import make_report
from accounts.suspensions import suspend
from accounts.tokens import issue_token
from chat.models import Message
from shows.air.appearances import appear, left
from shows.air.relay_runs import heard_from
from shows.letters.reminders import stop_path
from shows.models import Broadcast, Invitation, Reminder, Seat, Show, Tag
from shows.planning.casting import credit, invite_person, join_as_host
from shows.planning.keys import issue_key
from shows.planning.slugs import slug_from
from shows.states import ON_AIR, OVER, State
from tests.tools.just_signed_in import just_signed_in

PASSWORD = "a lamp over the stage"
RELAY = "192.0.2.1:8190"  # never that of the site under test, whose runs are its own


def stage() -> None:
    people = {name: _person(name) for name in ("maker", "viewer", "guard", "banned", "twostep")}
    people["staff"] = _person("keeper", is_staff=True)
    Role.objects.create(user=people["guard"], name=Role.Name.MODERATOR)
    maker, viewer = people["maker"], people["viewer"]
    shows = {str(state): _show(maker, state) for state in State}
    shows |= _timed_offers(maker)
    show = shows["announced"]
    things = _things(show, maker, viewer) | _steps(viewer, people["twostep"])
    reports = [make_report(show, "show", by=person, reason="spam") for person in (viewer,)]
    reports.append(make_report(maker, "person", by=viewer, reason="minors", words="Look."))
    suspend(people["banned"], by=people["staff"], reason="Spam in three rooms.")
    address = EmailAddress.objects.create(user=_person("fresh"), email="new@example.org")
    facts = {
        "slugs": {state: one.slug for state, one in shows.items()},
        "username": maker.username,
        "category": show.category,
        "number": reports[0].pk,
        "key": EmailConfirmationHMAC(address).key,
        "uidb36": user_pk_to_url_str(viewer),
        "reset_key": default_token_generator.make_token(viewer),
        "stop": stop_path(show, viewer).rstrip("/").rpartition("/")[2],
        "cookies": {name: _session_of(person) for name, person in people.items()},
        "cookie_name": settings.SESSION_COOKIE_NAME,
        "admin": _admin_rows(),
        **things,
    }
    print(json.dumps(facts))


def _person(name: str, **fields) -> User:
    email = f"{name}@everybody.example.org"
    user = User.objects.create_user(name, email, PASSWORD, display_name=name.title(), **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _show(maker: User, state: str) -> Show:
    late = state in ON_AIR | OVER
    show = Show.objects.create(
        creator=maker,
        title=f"An Evening That Is {state.title()}",
        slug=slug_from(f"Evening {state}", Show.Access.PUBLIC),
        state=state,
        summary="Seven veils and a kettle.",
        description="## Act one\n\n- [a kettle](https://example.org)\n\n> It hums.",
        content_notes="Steam.",
        category=Show.Category.DANCE,
        capacity=20,
        starts_at=timezone.now() + timedelta(days=-1 if late else 3),
    )
    show.tags.add(Tag.objects.get_or_create(name="veils")[0])
    join_as_host(show)
    if state in ON_AIR:
        Broadcast.objects.create(show=show, started_at=timezone.now())
    return show


def _timed_offers(maker: User) -> dict[str, Show]:
    """A start that can be taken back, a show that waits and one that may be reopened; for longer
    than the pages are looked at."""
    now, later = timezone.now(), timezone.now() + timedelta(hours=1)
    early, waiting, lost = (_show(maker, state) for state in ("live", "interrupted", "ended"))
    Show.objects.filter(pk=early.pk).update(starts_at=now + timedelta(days=3))
    early.broadcasts.update(started_at=later)
    waiting.broadcasts.update(interrupted_at=later)
    Broadcast.objects.create(show=lost, started_at=now, ended_at=now, ending="waiting")
    return {"early": early, "waiting": waiting, "lost": lost}


def _things(show: Show, maker: User, viewer: User) -> dict:
    guest = credit(show, name="A Guest", part="performer", credit="Kettle")
    invite_person(show, person="viewer", part="performer", by=maker)
    invite_person(show, person="nobody@example.org", part="host", by=maker)
    invitation = Invitation.objects.create(show=show, places=5, label="Friends")
    key, _secret = issue_key(show, holder=maker, by=maker)
    heard_from(RELAY, "f3a1")
    left(appear(show, user=maker, key=key, relay=RELAY).session, reason="gone")
    issue_token(maker, name="Script", scopes=["shows:read"])
    Seat.objects.create(show=show, user=viewer)
    Show.objects.filter(pk=show.pk).update(seats_taken=1)
    Reminder.objects.get_or_create(show=show, user=viewer)
    Message.objects.create(show=show, number=1, author=viewer, text="Bravo")
    for kind in HousePage.Kind.values:
        HousePage.objects.create(kind=kind, text="## Who we are\n\nKettle & Veil, 1 High Street.")
    return {
        "code": invitation.code,
        "guest": guest.pk,
        "invitation": invitation.pk,
        "stream_key": key.pk,
    }


def _steps(viewer: User, twostep: User) -> dict:
    """Second factors: a passkey that is only looked at, and somebody who is asked for digits."""
    for person in (viewer, twostep):
        TOTP.activate(person, generate_totp_secret())
        RecoveryCodes.activate(person)
    passkey = Authenticator.objects.create(
        user=viewer,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Telephone", "credential": {"clientExtensionResults": {}}},
    )
    return {"passkey": passkey.pk}


def _session_of(person: User) -> str:
    """A browser that signed in with its password just now."""
    client = just_signed_in(Client(), person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _admin_rows() -> dict[str, int]:
    """One row of each thing that the admin shows."""
    from django.contrib import admin

    rows = {}
    for model in admin.site._registry:
        row = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
        rows[f"{model._meta.app_label}_{model._meta.model_name}"] = row
    return rows
