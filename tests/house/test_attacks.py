"""What somebody with bad intentions tries first, each tried here at the whole site."""

import io
import json
import re
import time
import zipfile
from xml.etree import ElementTree

import pytest
from django.conf import settings as site
from django.core import mail
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.models import User
from shows.letters import post
from shows.letters.owed import Kind, owe
from shows.models import CastMember, Letter, Show
from shows.planning import keys, seats
from shows.states import State
from shows.told import ical
from shows.told.structured import event_markup
from streaming.foundation.markdown import render_markdown
from streaming.foundation.plain_text import plain_text
from tests.tools.just_signed_in import just_signed_in

from .matrix import rows, world
from .matrix.doors import pages

PASSWORD = "a good long password"
BREAKS = "Hamlet\r\nATTENDEE:mailto:eve@example.org\r\nBcc: eve@example.org\n\n</title>"
SCRIPT = "</script><script>alert(1)</script><!--"


@pytest.fixture
def here(make_user, make_show):
    return world.build(make_user, make_show, State.ANNOUNCED)


# ── Requests forged by other pages ───────────────────────────────────────────────────────────

# Whoever holds the signed link may press it, mail programs for their readers too; players send
# application/sdp and JSON, which no form of another page can.
NO_TOKEN_NEEDED = {"shows:stop_letters", "whep", "whep_layer"}


def test_no_page_is_posted_to_without_its_token(here):
    """As signed in as can be, from the page of somebody else: nothing is done anywhere."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(here.people["staff"], backend=world.BACKEND)
    let_in = []
    for door in pages():
        row = rows.PAGES[door.name]
        room = row.room or door.name.rpartition(":")[2]
        try:
            arguments = here.arguments(list(door.arguments), room) | row.arguments
        except KeyError:  # keys in letters of allauth
            arguments = dict.fromkeys(door.arguments, "1")
        address = reverse(door.name, kwargs=arguments)
        status = client.post(address, headers={"Origin": "https://evil.example"}).status_code
        if status not in (401, 403, 405) and door.name not in NO_TOKEN_NEEDED:
            let_in.append(f"{status} {door.name}")
    assert let_in == []


# ── Sessions and cookies ─────────────────────────────────────────────────────────────────────


def test_a_session_planted_before_the_login_is_worthless_after(client, make_user):
    make_user("ada")
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies[site.SESSION_COOKIE_NAME] = planted = session.session_key
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert client.session.get("_auth_user_id")
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies[site.SESSION_COOKIE_NAME] = planted
    assert thief.get("/settings/").status_code == 302


def test_cookies_are_for_our_pages_alone(client, make_user):
    make_user("ada")
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    client.post("/theme/", {"theme": "dark"})
    client.post("/language/setlang/", {"language": "de"})
    flags = {name: (bool(one["httponly"]), one["samesite"]) for name, one in client.cookies.items()}
    assert len(flags) >= 4
    assert set(flags.values()) == {(True, "Lax")}


# ── Ways out of the house ────────────────────────────────────────────────────────────────────

ELSEWHERE = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
ELSEWHERE += ["https:evil.example", "\t//evil.example", "http://testserver@evil.example/"]


@pytest.mark.parametrize("there", ELSEWHERE)
@pytest.mark.parametrize("hosts", [["testserver"], ["*"]])
def test_nobody_is_led_elsewhere(there, hosts, client, make_user, settings):
    settings.ALLOWED_HOSTS = hosts
    make_user("ada")
    asked = {"next": there}
    answers = [
        client.post("/theme/", asked | {"theme": "dark"}),
        client.post("/language/setlang/", asked | {"language": "de"}),
        client.post("/accounts/login/", asked | {"login": "ada", "password": PASSWORD}),
        client.post("/people/ada/follow/", asked),
        client.post("/accounts/logout/", asked),
    ]
    for answer in answers:
        assert "evil" not in answer.get("Location", "")
        assert "javascript" not in answer.get("Location", "")


@pytest.mark.parametrize("host", ["evil.example", "testserver:8443"])
def test_letters_lead_home_whatever_name_was_asked_for(host, client, make_user, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_user("ada")
    headers = {"Host": host}
    client.post("/accounts/password/reset/", {"email": "ada@example.org"}, headers=headers)
    fields = {"username": "ben", "email": "ben@example.org", "password1": PASSWORD}
    client.post("/accounts/signup/", fields, headers=headers)
    again = fields | {"username": "eve", "email": "ada@example.org"}
    client.post("/accounts/signup/", again, headers=headers)
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, headers=headers)
    assert len(mail.outbox) == 4
    for letter in mail.outbox:
        links = re.findall(r"https?://\S+", letter.body)
        assert links
        assert [one for one in links if not one.startswith(settings.FOOTLIGHTS_URL)] == []
        assert host not in letter.body + letter.subject


# ── Who is here? ─────────────────────────────────────────────────────────────────────────────


def plain(answer) -> tuple:
    """An answer without what differs every time."""
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", answer.content.decode())
    return answer.status_code, answer.get("Location"), text


def test_neither_login_nor_reset_nor_sign_up_tells_who_has_an_address(db, make_user):
    make_user("ada")

    def asked(address, there, **fields):
        return plain(Client().post(there, fields | {name_of[there]: address}))

    name_of = {
        "/accounts/login/": "login",
        "/accounts/password/reset/": "email",
        "/accounts/signup/": "email",
    }
    more = {
        "/accounts/login/": {"password": "some other long password"},
        "/accounts/password/reset/": {},
        "/accounts/signup/": {"username": "somebody", "password1": PASSWORD},
    }
    for there, fields in more.items():
        known = asked("ada@example.org", there, **fields)
        unknown = asked("ben@example.org", there, **fields)
        told = [text.replace("ada@", "ben@") if isinstance(text, str) else text for text in known]
        assert told == list(unknown), there


# ── Things of others ─────────────────────────────────────────────────────────────────────────


def test_ids_of_another_show_open_nothing_in_ones_own(login, here):
    """The address of one's own show, and in it the cast, keys and invitations of another's."""
    rival, things = here.people["rival"], here.things
    own = Show.objects.get(creator=rival)
    client = login(rival)
    addresses = [
        reverse("shows:dismiss", args=[own.slug, things.guest.pk]),
        reverse("shows:revoke_invitation", args=[own.slug, things.invitation.pk]),
        reverse("shows:revoke_key", args=[own.slug, things.key.pk]),
        reverse("accounts:revoke_token", args=[things.token.pk]),
    ]
    for address in addresses:
        assert client.post(address).status_code == 404
    api = f"/api/v1/shows/{own.slug}"
    for address in (
        f"{api}/cast/{things.guest.pk}/",
        f"{api}/invitations/{things.invitation.pk}/",
        f"{api}/keys/{things.key.prefix}/",
        f"/api/v1/me/tokens/{things.token.pk}/",
    ):
        assert client.delete(address).status_code == 404
    for thing in (things.guest, things.invitation, things.key, things.token):
        before = dict(vars(thing))
        thing.refresh_from_db()
        assert getattr(thing, "revoked_at", None) is None
        assert thing.pk == before["id"]


def test_what_nobody_may_set_is_not_set(login, make_user):
    ada, eve = make_user("ada"), make_user("eve")
    client = login(ada)
    wished = {
        "state": "live", "creator": eve.pk, "creator_id": eve.pk, "seats_taken": 5, "uuid": "x",
        "hidden_at": None, "announced_at": "2020-01-01T00:00:00Z", "schedule_version": 9, "id": 7,
    }  # fmt: skip
    fields = {"title": "Hamlet", "category": "theatre", "starts_at": "2199-01-01T20:00:00Z"}
    fields["starts_at"] = "2029-01-01T20:00:00Z"
    made = client.post("/api/v1/shows/", fields | wished, content_type="application/json")
    assert made.status_code == 201
    show = Show.objects.get()
    client.patch(f"/api/v1/shows/{show.slug}/", wished, content_type="application/json")
    show.refresh_from_db()
    assert (show.state, show.creator, show.seats_taken) == ("draft", ada, 0)
    assert (show.announced_at, show.schedule_version) == (None, 0)
    power = {"is_staff": True, "is_superuser": True, "is_active": False, "username": "boss"}
    power |= {"email": "boss@example.org", "roles": ["moderator"], "password": "x"}
    client.patch("/api/v1/me/", power | {"bio": "Hello"}, content_type="application/json")
    client.post("/settings/", power | {"display_name": "Ada", "theme": "auto"})
    kept = User.objects.get(pk=ada.pk)
    assert (kept.is_staff, kept.is_superuser, kept.is_active) == (False, False, True)
    assert (kept.username, kept.email, kept.roles.count()) == ("ada", "ada@example.org", 0)
    assert kept.check_password(PASSWORD)


def test_an_export_holds_nothing_of_others(client, make_user, make_show):
    ada, eve = make_user("ada"), make_user("eve", display_name="Eve of the Export")
    show = make_show(creator=ada, title="Of Ada")
    other = make_show(creator=eve, title="Of Eve", description="Words of Eve")
    secret = keys.issue_key(other, holder=eve, by=eve)[1]
    seats.take_seat(show, eve)
    seats.take_seat(other, ada)
    answer = just_signed_in(client, ada).post("/settings/export/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        text = "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    assert "Of Ada" in text
    assert "Of Eve" in text  # the seat that Ada has
    for theirs in ("Words of Eve", "eve@example.org", secret, eve.password, ada.password):
        assert theirs not in text


# ── Words that would be more than words ──────────────────────────────────────────────────────


def test_line_breaks_in_a_title_add_no_line_to_calendars_feeds_and_letters(make_show, make_user):
    """A row that was written past our rules: an import, or a bug of tomorrow."""
    ada = make_user("ada", display_name="Ada\r\nBcc: eve@example.org")
    show = make_show(creator=ada, title=BREAKS[:120], summary=BREAKS, cancelled_reason=BREAKS)
    event = Calendar.from_ical(ical.calendar([show], show.title)).walk("VEVENT")[0]
    assert event.get("attendee") is None
    feed = Client().get("/feeds/rss").content
    assert len(ElementTree.fromstring(feed).findall(".//item")) == 1
    reader = make_user("ben")
    for kind in (Kind.DAY_BEFORE, Kind.CANCELLED):
        owe(show, kind, [reader.pk])
        letter = Letter.objects.select_related("show__creator", "user").get(kind=kind)
        written = post.written(letter)
        message = written.message()
        assert message.get_all("Bcc") is None
        assert message.get_all("To") == ["ben@example.org"]
        assert "\n" not in written.subject


def test_no_title_ends_a_block_of_data(client, make_show, make_user):
    ada = make_user("ada", display_name=SCRIPT[:60])
    show = make_show(creator=ada, title=SCRIPT, summary=SCRIPT, state="live")
    CastMember.objects.create(show=show, name=SCRIPT[:60], answer="accepted")
    block = event_markup(show)
    assert block.count("<") == block.count(">") == 2
    told = json.loads(block[block.index(">") + 1 : block.rindex("<")])
    assert told["name"] == SCRIPT
    for address in ("/", show.get_absolute_url(), ada.get_absolute_url(), f"/?q={SCRIPT}"):
        assert "<script>alert" not in client.get(address).content.decode()


BOMBS = {
    "quotes": ">" * 10_000,
    "brackets": "[" * 10_000,
    "half links": "[a](" * 2_500,
    "stars": "*a **b " * 1_400,
    "lists": "".join(" " * depth + "- x\n" for depth in range(130)),
    "backticks": "".join("`" * n + " " for n in range(1, 140)),
    "addresses": "www.a.b/" * 1_250,
    "entities": "&#x41;" * 1_600,
    "emphasis": "_" * 10_000,
    "angles": "<a " * 3_300,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_description_keeps_the_house_busy(bomb):
    """Ten thousand characters are the most that a description has; see shows/planning/fields.py."""
    began = time.process_time()
    render_markdown(BOMBS[bomb][:10_000])
    plain_text(BOMBS[bomb][:10_000])
    assert time.process_time() - began < 0.5


def test_no_markdown_leads_or_loads_from_anywhere_it_should_not():
    evil = """[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x) <javascript:alert(1)>
    ![d](https://evil.example/pixel.png) [e]: javascript:x  [f](JaVaScRiPt&colon;alert(1))
    <img src=x onerror=alert(1)> [g](//evil.example "onmouseover=x")"""
    html = "".join(render_markdown(line.strip()) for line in evil.splitlines())
    assert re.findall(r'href="(?!https?://|mailto:|//)[^"]*"', html) == []
    assert "<img" not in html
    assert re.search(r"<[^>]+\son\w+=", html) is None
