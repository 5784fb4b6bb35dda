"""The poster of a show over the API, with real bytes."""

import io

import pytest

from tests.tools.images import photo, put_file, seen

POSTER = "/api/v1/shows/hamlet/poster/"


@pytest.fixture
def hamlet(make_user, make_show):
    return make_show(creator=make_user("creator"), slug="hamlet", state="draft")


def test_a_poster_hangs_in_two_sizes_without_what_the_camera_wrote(api, hamlet):
    client = api(hamlet.creator).client
    told = put_file(client, POSTER, "poster", photo((1500, 2000)))
    assert told.status_code == 200, told.content
    client.force_login(hamlet.creator, "allauth.account.auth_backends.AuthenticationBackend")
    pictures = {size: seen(client.get(url)) for size, url in told.json()["poster"].items()}
    assert {one.format for one in pictures.values()} == {"WEBP"}
    assert [len(one.getexif()) for one in pictures.values()] == [0, 0]
    assert pictures["card"].width < pictures["full"].width


def test_taken_down_the_drawn_one_comes_back(api, hamlet):
    mine = api(hamlet.creator)
    put_file(mine.client, POSTER, "poster", photo())
    assert mine.delete("shows/hamlet/poster/").status_code == 204
    hamlet.refresh_from_db()
    assert hamlet.poster is None


def test_nobody_else_hangs_a_poster(api, hamlet, make_user):
    answer = put_file(api(make_user("eve")).client, POSTER, "poster", photo())
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    hamlet.refresh_from_db()
    assert hamlet.poster is None


def test_a_file_that_is_no_picture_leaves_the_old_poster(api, hamlet):
    client = api(hamlet.creator).client
    put_file(client, POSTER, "poster", photo())
    hamlet.refresh_from_db()
    old, torn = hamlet.poster, io.BytesIO(b"%PDF-1.7")
    torn.name = "poster.jpg"
    answer = put_file(client, POSTER, "poster", torn)
    assert (answer.status_code, answer.json()["code"]) == (400, "picture.not_an_image")
    hamlet.refresh_from_db()
    assert (hamlet.poster, old is None) == (old, False)
