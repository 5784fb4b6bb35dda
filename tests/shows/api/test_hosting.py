"""A show is directed with a token, by its hosts."""

import pytest

from shows.appearing import appear, arrived
from shows.models import Mute, Removal

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
    for act, state in [
        ("go-live", "live"),
        ("pause", "interrupted"),
        ("resume", "live"),
        ("end", "ended"),
    ]:
        answer = mine.post(f"shows/hamlet/{act}/")
        assert (answer.status_code, answer.json()["state"]) == (200, state)
    assert code(mine.post("shows/hamlet/pause/")) == (409, "show.wrong_moment")


def test_parts_are_muted_and_removed(show, mine, api, make_user):
    mute = "shows/hamlet/stage/creator/mute/"
    assert mine.put(mute).status_code == 200
    assert Mute.objects.filter(ended_at=None).count() == 1
    assert mine.delete(mute).status_code == 200
    assert Mute.objects.filter(ended_at=None).count() == 0
    removal = "shows/hamlet/stage/creator/removal/"
    assert code(mine.put(removal)) == (409, "stage.host_stays")
    assert code(mine.put("shows/hamlet/stage/nobody/removal/")) == (400, "cast.unknown_part")
    assert code(api(make_user("eve")).put(mute)) == (403, "stage.not_host")
    assert Removal.objects.count() == 0
