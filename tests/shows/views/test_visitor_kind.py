import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from shows.views.visitor_kind import visitor_kind

pytestmark = pytest.mark.django_db


def test_before_anybody_runs_the_house_the_set_up_link_is_named(client):
    assert "set-up link" in client.get("/").content.decode()


def test_a_stranger_is_asked_in(client, make_user):
    make_user(is_staff=True)
    page = client.get("/").content.decode()
    assert (visitor_kind(AnonymousUser()), reverse("account_signup") in page) == ("stranger", True)


def test_the_admin_is_led_to_the_first_show_and_to_the_admin(client, login, make_user):
    login(make_user(is_staff=True))
    page = client.get("/").content.decode()
    assert [reverse(name) in page for name in ("shows:new", "admin:index")] == [True, True]


def test_everybody_else_is_told_their_own_first_step(make_user, settings):
    creator, newcomer = make_user("ada"), make_user("bob", verified=False)
    told = [visitor_kind(creator), visitor_kind(newcomer)]
    settings.CREATOR_APPROVAL = "staff"
    assert [*told, visitor_kind(creator)] == ["creator", "unconfirmed", "member"]


def test_a_house_with_a_show_needs_no_opening(client, make_show):
    make_show(state="announced")
    assert "visitor_kind" not in client.get("/").context


def test_a_search_that_finds_nothing_says_so_instead(client):
    page = client.get("/", {"q": "nobody wrote this"})
    assert ("visitor_kind" in page.context, "Nothing on the bill fits" in page.text) == (
        False,
        True,
    )
