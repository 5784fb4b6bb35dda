from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from shows.planning.schedule import cancel
from shows.posters.uploads import SIZES, set_poster
from streaming.foundation.pictures import drop_picture
from tests.tools.images import photo

MEDIA = "{http://search.yahoo.com/mrss/}"
ATOM = "{http://www.w3.org/2005/Atom}"


def read(client, name: str, *args):
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def test_rss_names_each_listed_show_with_a_lasting_id(client, make_show):
    show = make_show(title="Hamlet & Ophelia <live>", summary="To be.")
    make_show(title="Draft", state="draft")
    [item] = read(client, "shows:rss").iter("item")
    assert item.findtext("title") == "Hamlet & Ophelia <live>"
    assert item.findtext("link").endswith(show.get_absolute_url())
    assert item.findtext("guid") == f"urn:uuid:{show.uuid}"
    assert item.find("enclosure") is None  # a drawn poster is SVG, which no reader shows
    assert "To be." in item.findtext("description")


@pytest.mark.parametrize("name", ["shows:rss", "shows:atom"])
def test_an_uploaded_poster_is_told_with_its_true_length(client, make_show, name):
    show = make_show()
    set_poster(show, photo())
    root = read(client, name)
    links = [link for link in root.iter(f"{ATOM}link") if link.get("rel") == "enclosure"]
    [enclosure] = [*root.iter("enclosure"), *links]
    [content] = root.iter(f"{MEDIA}content")
    url = enclosure.get("url") or enclosure.get("href")
    poster = client.get(url.removeprefix(settings.FOOTLIGHTS_URL))
    assert poster["Content-Type"] == enclosure.get("type") == content.get("type") == "image/webp"
    assert str(len(poster.content)) == enclosure.get("length") == content.get("fileSize")
    assert content.get("url") == url and content.get("medium") == "image"


def test_a_poster_whose_file_is_lost_is_no_enclosure(client, make_show):
    show = make_show()
    set_poster(show, photo())
    drop_picture(show.poster, SIZES)
    assert list(read(client, "shows:rss").iter("enclosure")) == []


def test_titles_say_what_stays_true_and_categories_what_is_live(client, make_show):
    make_show(title="A", state="live")
    cancelled = make_show(title="B")
    cancel(cancelled, by=None, reason="rain")
    found = {
        item.findtext("title"): [one.text for one in item.iter("category")]
        for item in read(client, "shows:rss").iter("item")
    }
    assert found == {"A": ["Theatre", "Live"], "Cancelled: B": ["Theatre"]}


@pytest.mark.parametrize("name", ["shows:rss", "shows:atom"])
def test_a_reader_who_has_the_feed_gets_it_only_when_it_changed(client, make_show, name):
    show = make_show()
    url = reverse(name)
    etag = client.get(url)["ETag"]
    assert client.get(url, headers={"if-none-match": etag}).status_code == 304
    cancel(show, by=None, reason="rain")
    assert client.get(url, headers={"if-none-match": etag}).status_code == 200


def test_atom_tells_the_same(client, make_show):
    show = make_show(title="Hamlet")
    [entry] = read(client, "shows:atom").iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Hamlet"
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{show.uuid}"


def test_a_creators_feed_has_theirs_alone(client, make_user, make_show):
    make_show(title="Hers", creator=make_user("ada"))
    make_show(title="Not hers")
    items = read(client, "shows:creator_rss", "ada").iter("item")
    assert [item.findtext("title") for item in items] == ["Hers"]
    assert client.get(reverse("shows:creator_rss", args=["nobody"])).status_code == 404


@pytest.mark.parametrize("name", ["shows:rss", "shows:atom"])
def test_characters_that_xml_cannot_carry_break_no_feed(client, make_show, name):
    show = make_show(title="A\x01B\x0bC\ufffe", summary="x\x1by")
    show.creator.display_name = "Na\x08me"
    show.creator.save()
    read(client, name)


def test_what_is_long_over_leaves_the_feed(client, make_show):
    make_show(state="ended", starts_at=timezone.now() - timedelta(days=91))
    assert list(read(client, "shows:rss").iter("item")) == []


def test_a_feed_names_only_the_address_of_the_settings(client, make_show, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_show()
    response = client.get(reverse("shows:rss"), headers={"host": "evil.example"})
    assert b"evil.example" not in response.content
