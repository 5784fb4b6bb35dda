"""An encoder that was turned away, told in the studio of the person it belongs to."""

import pytest
from django.urls import reverse

from shows.air.appearances import arrived
from shows.air.on_air import end
from shows.models import Appearance, CastMember, Show
from shows.planning.keys import issue_key
from streaming.stage.doors import encoder_refused

from ..offers import SDP, to_perform

pytestmark = pytest.mark.django_db
NOW = "Your encoder was turned away just now."


@pytest.fixture
def show(relay, make_show):
    return make_show(state="doors", slug="hamlet")


@pytest.fixture
def knock(show, client):
    """An encoder comes with the key of the creator."""
    _key, secret = issue_key(show, holder=show.creator, by=show.creator)
    headers = {"Authorization": f"Bearer {secret}"}

    def knocking(offer: str = ""):
        body = offer or to_perform()
        return client.post("/whip/hamlet", body, content_type=SDP, headers=headers)

    return knocking


@pytest.fixture
def seen(show, login):
    def looking(user=None) -> str:
        page = login(user or show.creator)
        address = reverse("encoder_seen", args=[show.slug])
        return page.get(address, headers={"Accept": "application/json"}).json()["turned_away"]

    return looking


def test_somebody_performs_already(show, knock, seen):
    assert knock().status_code == 201
    assert seen() == ""
    arrived(Appearance.objects.get().session)
    assert knock().status_code == 409
    assert seen().startswith(f"{NOW} You’re already performing, from this page")


def test_a_show_that_has_ended(show, knock, seen, login):
    knock()
    arrived(Appearance.objects.get().session)
    end(Show.objects.get(), by=show.creator)
    assert knock().status_code == 409
    assert seen() == f"{NOW} The show has ended."
    page = login(show.creator).get(reverse("encoder_seen", args=[show.slug]))
    assert "The show has ended." in page.content.decode()


def test_what_the_relay_refuses_is_told_in_its_words(show, knock, seen):
    assert knock(to_perform().replace("H264/90000", "Theora/90000")).status_code == 406
    assert "No common codec for video" in seen()
    assert "Theora" in seen()


def test_it_is_forgotten_once_the_encoder_is_let_in(show, knock, seen):
    knock("v=0")
    assert seen() != ""
    assert knock().status_code == 201
    assert seen() == ""


def test_it_is_told_to_nobody_else(show, knock, seen, make_user):
    partner = make_user("partner")
    CastMember.objects.create(show=show, user=partner, answer="accepted")
    knock("v=0")
    assert (seen() != "", seen(partner)) == (True, "")


@pytest.mark.parametrize(
    ("passed", "word"), [(59, "just now"), (61, "1 minute"), (300, "5 minutes")]
)
def test_it_says_when(show, knock, seen, monkeypatch, passed, word):
    knock("v=0")
    later = encoder_refused.time.time() + passed
    monkeypatch.setattr(encoder_refused.time, "time", lambda: later)
    assert word in encoder_refused.told(show, show.creator)
