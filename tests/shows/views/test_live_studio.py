"""The live studio as a page: who may enter, and what stands there before a script runs."""

import pytest

from shows.planning.casting import answer, invite
from shows.planning.keys import issue_key


def address(show) -> str:
    return f"/shows/{show.slug}/studio"


@pytest.fixture
def show(make_show):
    return make_show(state="doors")


def test_its_creator_and_its_performers_enter(show, make_user, login):
    guest = make_user("guest")
    answer(invite(show, user=guest, part="performer", by=show.creator), accepted=True)
    for person in (show.creator, guest):
        assert login(person).get(address(show)).status_code == 200


def test_to_all_others_it_is_not_there(show, make_user, login, client):
    moderator, invited = make_user("moderator"), make_user("invited")
    answer(invite(show, user=moderator, part="moderator", by=show.creator), accepted=True)
    invite(show, user=invited, part="performer", by=show.creator)
    for person in (make_user("stranger"), moderator, invited):
        assert login(person).get(address(show)).status_code == 404
    client.logout()
    assert client.get(address(show))["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("state", ["draft", "ended", "replay", "cancelled"])
def test_where_nobody_performs_there_is_no_stage_and_no_script(make_show, login, state):
    show = make_show(state=state)
    page = login(show.creator).get(address(show)).content.decode()
    assert "live_desk.js" not in page
    assert "whip" not in page


def test_the_encoder_stands_there_without_a_script(show, login):
    visitor = login(show.creator)
    page = visitor.get(address(show)).content.decode()
    assert f"/whip/{show.slug}" in page
    assert "Issue a key" in page
    key, secret = issue_key(show, holder=show.creator, by=show.creator)
    page = visitor.get(address(show)).content.decode()
    assert (key.masked in page, secret in page) == (True, False)
    assert "Issue a new key" in page


@pytest.mark.parametrize("state", ["announced", "rehearsal", "doors", "live", "interrupted"])
def test_desk_and_show_lead_to_it(make_show, login, state):
    show = make_show(state=state)
    visitor = login(show.creator)
    for page in (f"/studio/{show.slug}/", show.get_absolute_url()):
        assert f'href="{address(show)}"' in visitor.get(page).content.decode()
