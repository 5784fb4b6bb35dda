"""Canaries: every secret goes through the house, and no log line and no audit row keeps one."""

import io
import json
import logging
import secrets
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import AuditRecord, Report
from accounts.setup import create_setup_code
from shows.models import Show, StreamKey
from shows.planning import keys, seats
from streaming.site.requests.log_redaction import RedactingFormatter

PASSWORD = "canary in the coal mine"
DOOR = "canary at the door"
API = "application/json"


@pytest.fixture
def lines():
    """Everything that any logger says, as the terminal would show it."""
    out = io.StringIO()
    listener = logging.StreamHandler(out)
    listener.setFormatter(RedactingFormatter("{levelname} {name}: {message}", style="{"))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    logging.getLogger("django.request").setLevel(logging.DEBUG)
    yield out
    root.removeHandler(listener)
    root.setLevel(level)
    logging.getLogger("django.request").setLevel(logging.ERROR)


@pytest.fixture
def strict():
    """A browser that has no CSRF token: each POST is refused, and written down."""
    return Client(enforce_csrf_checks=True)


def setting_up(client, strict) -> list[str]:
    code = create_setup_code()
    form = {"username": "boss", "email": "boss@example.org", "password": PASSWORD}
    strict.post(f"/setup/{code}/", form)
    client.post(f"/setup/{code}/", form | {"password": "short"})
    client.post(f"/setup/{code}/", form)
    client.post(f"/setup/{code}/", form)
    return [code, PASSWORD]


def signing_in(client, strict) -> list[str]:
    person = {"login": "boss", "password": PASSWORD}
    strict.post("/accounts/login/", person)
    client.logout()
    client.post("/accounts/login/", person | {"password": f"{PASSWORD}!"})
    client.post("/accounts/login/", person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/password/reset/", {"email": "boss@example.org"})
    link = next(line for line in mail.outbox[-1].body.split() if "/password/reset/key/" in line)
    reset = link.partition("/password/reset/key/")[2].strip("/")
    strict.post(f"/accounts/password/reset/key/{reset}/", {"password1": PASSWORD})
    return [PASSWORD, reset]


def making_a_show(client, strict) -> list[str]:
    starts_at = (timezone.now() + timedelta(days=3)).isoformat()
    fields = {"title": "Hamlet", "category": "theatre", "starts_at": starts_at}
    client.post(
        "/api/v1/shows/", fields | {"access": "password", "password": DOOR}, content_type=API
    )
    show = Show.objects.get()
    client.patch(f"/api/v1/shows/{show.slug}/", {"password": f"{DOOR} 2"}, content_type=API)
    client.post(f"/api/v1/shows/{show.slug}/announce/")
    strict.post(f"/shows/{show.slug}/unlock/", {"password": DOOR})
    Client().post(f"/shows/{show.slug}/unlock/", {"password": DOOR})
    return [DOOR]


def inviting(client, strict) -> list[str]:
    show = Show.objects.get()
    made = client.post(f"/api/v1/shows/{show.slug}/invitations/", {"places": 2}, content_type=API)
    code = show.invitations.get().code
    assert made.status_code == 201
    strict.post(f"/invitations/{code}/")
    client.post(f"/invitations/{code}/")
    client.get(f"/shows/{show.slug}/poster/card?invitation={code}x")
    seats.revoke_invitation(show.invitations.get(), by=show.creator)
    client.get(f"/invitations/{code}/")
    return [code]


def issuing_keys(client, strict) -> list[str]:
    show = Show.objects.get()
    answer = client.post(f"/api/v1/shows/{show.slug}/keys/", {}, content_type=API)
    secret = answer.json()["secret"]
    bearer = {"Authorization": f"Bearer {secret}"}
    Client().get("/api/v1/me/", headers=bearer)
    assert keys.show_for_key(secret)
    keys.revoke_key(StreamKey.objects.get(), by=show.creator)
    return [secret]


def issuing_tokens(client, strict) -> list[str]:
    fields = {"name": "Script", "scopes": ["profile:read", "shows:read"]}
    secret = client.post("/api/v1/me/tokens/", fields, content_type=API).json()["secret"]
    bearer = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me/", headers=bearer).status_code == 200
    Client().post("/api/v1/me/tokens/", fields, content_type=API, headers=bearer)
    Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}x"})
    return [secret]


STORIES = [setting_up, signing_in, making_a_show, inviting, issuing_keys, issuing_tokens]


@pytest.mark.django_db
def test_no_secret_is_written_down(client, strict, lines, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    told = [secret for story in STORIES for secret in story(client, strict)]
    assert len(told) == len(STORIES) + 2
    rows = json.dumps(list(AuditRecord.objects.values()), default=str)
    rows += json.dumps(list(Report.objects.values()), default=str)
    said = lines.getvalue()
    assert said.count("Forbidden") >= 5, "the canaries did not sing: nothing was refused"
    found = [secret for secret in told if secret in said or secret in rows]
    assert found == [], (
        "In a log line or an audit row; see streaming/site/requests/log_redaction.py."
    )


@pytest.mark.parametrize("ending", ["x", "-"])
@pytest.mark.parametrize(
    "before",
    ["/setup/", "/invitations/", "/letters/stop/", "/accounts/password/reset/key/",
     "/accounts/confirm-email/", "/shows/x/poster/card?v=1&invitation=", "Bearer ",
     "fl_01234567_", "01234567-"],
)  # fmt: skip
def test_a_line_keeps_what_stands_before_a_secret_and_not_the_secret(ending, before):
    secret = secrets.token_urlsafe(24)[:31] + ending
    record = logging.LogRecord("x", 40, "", 0, "Forbidden: %s", (f"{before}{secret}/ now",), None)
    line = RedactingFormatter("%(message)s").format(record)
    assert line in (f"Forbidden: {before}•••/ now", f"Forbidden: {before}••• now")


@pytest.mark.parametrize("control", ["\n", "\r", "\x1b[2J", "\x00", "\x85", "\u2028"])
def test_nobody_forges_a_line_of_the_log(control):
    line = RedactingFormatter("{message}", style="{")
    record = logging.LogRecord(
        "x", 40, "", 0, "No page %s", (f"/a{control}ERROR all is lost",), None
    )
    written = line.format(record)
    assert len(written.splitlines()) == 1
    assert control not in written
