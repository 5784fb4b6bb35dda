from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from shows.schedule import cancel

ATOM = "{http://www.w3.org/2005/Atom}"


def read(client, name: str, *args):
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def test_rss_names_each_listed_show_with_its_poster_and_a_lasting_id(client, make_show):
    show = make_show(title="Hamlet & Ophelia <live>", summary="To be.")
    make_show(title="Draft", state="draft")
    [item] = read(client, "shows:rss").iter("item")
    assert item.findtext("title") == "Hamlet & Ophelia <live>"
    assert item.findtext("link").endswith(show.get_absolute_url())
    assert item.findtext("guid") == f"urn:uuid:{show.uuid}"
    assert item.find("enclosure").get("type") == "image/svg+xml"
    assert "To be." in item.findtext("description")


def test_titles_say_what_is_live_and_what_is_cancelled(client, make_show):
    make_show(title="A", state="live")
    cancelled = make_show(title="B")
    cancel(cancelled, by=None, reason="rain")
    titles = {item.findtext("title") for item in read(client, "shows:rss").iter("item")}
    assert titles == {"Live now: A", "Cancelled: B"}


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
