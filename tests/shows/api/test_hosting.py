"""A show is directed with a token, by its hosts."""

import pytest

from shows.air import on_air
from shows.air.appearances import appear, arrived
from shows.models import Broadcast, CastMember, Mute, Removal

from .test_shows import code

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(make_show):
    show = make_show(state="announced", slug="hamlet")
    arrived(appear(show, user=show.creator, key=None, relay="127.0.0.1:8190").session)
    return show


@pytest.fixture
def mine(api, show):
    return api(show.creator)


def test_an_evening_from_its_curtain_to_its_end(show, mine):
    for early in ({}, {"early": False}):
        assert code(mine.post("shows/hamlet/go-live/", early)) == (409, "show.too_early")
    answer = mine.post("shows/hamlet/go-live/", {"early": True})
    assert (answer.status_code, answer.json()["state"]) == (200, "live")
    for act, state in [
        ("pause", "intermission"),
        ("resume", "live"),
        ("end", "ended"),
    ]:
        answer = mine.post(f"shows/hamlet/{act}/")
        assert (answer.status_code, answer.json()["state"]) == (200, state)
    assert code(mine.post("shows/hamlet/pause/")) == (409, "show.wrong_moment")


def test_a_start_is_taken_back(show, mine):
    mine.post("shows/hamlet/go-live/", {"early": True})
    answer = mine.post("shows/hamlet/take-back/")
    assert (answer.status_code, answer.json()["state"]) == (200, "announced")
    assert code(mine.post("shows/hamlet/take-back/")) == (409, "show.wrong_moment")


def test_an_audience_is_kept_waiting_and_a_show_reopened(show, mine):
    assert code(mine.post("shows/hamlet/keep-waiting/")) == (409, "show.wrong_moment")
    on_air.go_live(show, by=show.creator)
    on_air.interrupt(show)
    assert mine.post("shows/hamlet/keep-waiting/").status_code == 200
    assert show.broadcasts.get().kept_waiting_at is not None
    on_air.end(show, by=None, ending=Broadcast.Ending.WAITING)
    answer = mine.post("shows/hamlet/reopen/")
    assert (answer.status_code, answer.json()["state"]) == (200, "interrupted")


def test_parts_are_muted_and_removed(show, mine, api, make_user):
    guest = make_user("guest")
    CastMember.objects.create(show=show, user=guest, answer="accepted")
    mute = "shows/hamlet/stage/guest/mute/"
    assert mine.put(mute).status_code == 200
    assert Mute.objects.filter(ended_at=None).count() == 1
    assert mine.delete(mute).status_code == 200
    assert Mute.objects.filter(ended_at=None).count() == 0
    own = mine.put("shows/hamlet/stage/creator/removal/")
    assert code(own) == (409, "stage.host_stays")
    assert code(mine.put("shows/hamlet/stage/nobody/removal/")) == (400, "cast.unknown_part")
    assert code(api(make_user("eve")).put(mute)) == (403, "stage.not_host")
    assert Removal.objects.count() == 0
