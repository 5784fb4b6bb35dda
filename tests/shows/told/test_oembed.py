from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone


def ask(client, url: str, **more):
    return client.get(reverse("shows:oembed"), {"url": url, **more})


def address(show) -> str:
    return settings.FOOTLIGHTS_URL + show.get_absolute_url()


def test_json_says_what_is_behind_a_link(client, make_show):
    show = make_show(title="Hamlet")
    answer = ask(client, address(show)).json()
    assert answer["version"] == "1.0"
    assert answer["type"] == "link"
    assert answer["title"] == "Hamlet"
    assert answer["author_name"] == show.creator.name
    assert answer["provider_url"] == settings.FOOTLIGHTS_URL


@pytest.mark.parametrize("state", ["live", "cancelled", "ended"])
def test_a_preview_that_is_kept_for_an_hour_says_nothing_of_the_moment(client, make_show, state):
    answer = ask(client, address(make_show(title="Hamlet", state=state))).json()
    assert (answer["title"], answer["cache_age"]) == ("Hamlet", 3600)


def test_xml_says_the_same(client, make_show):
    show = make_show(title="Hamlet & <Ophelia>")
    root = ElementTree.fromstring(ask(client, address(show), format="xml").content)
    assert root.tag == "oembed"
    assert root.findtext("title") == "Hamlet & <Ophelia>"


def test_an_uploaded_poster_is_the_picture_if_it_fits(client, make_show):
    from io import BytesIO

    from PIL import Image

    from streaming.foundation.pictures import clean_picture, store_picture

    drawn = BytesIO()
    Image.new("RGB", (1600, 900), "red").save(drawn, "PNG")
    drawn.seek(0)
    poster = store_picture(clean_picture(drawn, {"card": (320, 180), "full": (1280, 720)}))
    show = make_show(poster=poster)
    assert ask(client, address(show)).json()["thumbnail_width"] == 1280
    assert ask(client, address(show), maxwidth="400").json()["thumbnail_width"] == 320
    assert "thumbnail_url" not in ask(client, address(show), maxheight="10").json()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.example/shows/show-1/",
        "//[::1/shows/show-1/",
        "javascript:alert(1)",
        settings.FOOTLIGHTS_URL,
        settings.FOOTLIGHTS_URL + "/archive/",
        settings.FOOTLIGHTS_URL + "/shows/unknown/",
        settings.FOOTLIGHTS_URL + ".evil.example/shows/show-1/",
    ],
)
def test_any_other_address_is_unknown(client, make_show, url):
    make_show(slug="show-1")
    assert ask(client, url).status_code == 404


@pytest.mark.parametrize(
    "fields", [{"state": "draft"}, {"access": "invitation"}, {"hidden_at": timezone.now()}]
)
def test_what_strangers_may_not_see_is_unknown_even_to_its_creator(login, make_show, fields):
    show = make_show(**fields)
    assert ask(login(show.creator), address(show)).status_code == 404


def test_a_format_that_nobody_speaks_is_not_implemented(client, make_show):
    assert ask(client, address(make_show()), format="yaml").status_code == 501


@pytest.mark.parametrize("width", ["-1", "x", "٣", "9" * 5000, ""])
def test_a_width_that_is_no_number_is_ignored(client, make_show, width):
    assert ask(client, address(make_show()), maxwidth=width).status_code == 200
