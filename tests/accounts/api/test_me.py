"""Your picture over the API, with real bytes."""

import io

import pytest

from tests.tools.images import photo, put_file, seen

PICTURE = "/api/v1/me/picture/"


@pytest.fixture
def ada(make_user):
    return make_user("ada")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_afresh_and_says_nothing_about_its_maker(api, client, ada, format):
    told = put_file(api(ada).client, PICTURE, "picture", photo(format=format))
    assert told.status_code == 200, told.content
    answer = client.get(told.json()["picture_url"])
    shown = seen(answer)
    assert (shown.format, shown.getexif(), answer["X-Content-Type-Options"]) == (
        "WEBP",
        {},
        "nosniff",
    )


def test_it_is_taken_down_again(api, ada):
    put_file(api(ada).client, PICTURE, "picture", photo())
    assert api(ada).delete("me/picture/").status_code == 204
    ada.refresh_from_db()
    assert ada.picture is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<svg onload='alert(1)'></svg>", "picture.not_an_image"),
        (b"", "picture.not_an_image"),
        (photo().getvalue()[:3000], "picture.not_an_image"),
        (b"\0" * (10 * 1024 * 1024 + 1), "picture.too_large"),
    ],
    ids=["svg", "nothing", "half a picture", "too large"],
)
def test_what_is_no_picture_is_refused_and_changes_nothing(api, ada, content, code):
    file = io.BytesIO(content)
    file.name = "photo.jpg"
    answer = put_file(api(ada).client, PICTURE, "picture", file)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    ada.refresh_from_db()
    assert ada.picture is None


def test_a_token_that_may_only_read_changes_no_picture(api, ada):
    reader = api(ada, scopes=["profile:read"])
    answer = put_file(reader.client, PICTURE, "picture", photo())
    assert (answer.status_code, answer.json()["code"]) == (403, "token.scope_missing")
