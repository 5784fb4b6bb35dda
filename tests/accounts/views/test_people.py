import pytest
from django.urls import reverse

from accounts.following import follows
from accounts.suspensions import suspend


@pytest.fixture
def ada(make_user):
    return make_user("ada", display_name="Ada", bio="<script>alert(1)</script> **hi**")


def test_a_page_shows_who_they_are_and_only_listed_shows(client, ada, make_show):
    make_show(creator=ada, title="Coming")
    make_show(creator=ada, title="Now", state="live")
    make_show(creator=ada, title="Over", state="ended")
    make_show(creator=ada, title="Draft", state="draft")
    make_show(creator=ada, title="Secret", access="invitation")
    make_show(creator=ada, title="Unlisted", access="unlisted")
    response = client.get(ada.get_absolute_url())
    page = response.content.decode()
    assert "<strong>hi</strong>" in page
    assert "<script>alert" not in page
    shown = [word for word in ("Coming<", "Now<", "Over<") if word in page]
    hidden = [word for word in ("Draft<", "Secret<", "Unlisted<") if word in page]
    assert (shown, hidden) == (["Coming<", "Now<", "Over<"], [])


def test_closed_suspended_and_unknown_people_look_alike(client, login, ada, make_user):
    boss = make_user("boss", is_staff=True)
    make_user("gone", is_active=False)
    suspend(ada, by=boss, reason="spam")
    paths = [
        f"/people/{name}/{page}" for name in ("ada", "gone", "none") for page in ("", "picture")
    ]
    assert {client.get(path).status_code for path in paths} == {404}
    assert login(boss).get("/people/ada/").status_code == 200


def test_following_is_for_members_and_comes_back(client, login, ada, make_user):
    url = reverse("accounts:follow", args=["ada"])
    assert client.post(url).url.startswith(reverse("account_login"))
    bob = make_user("bob")
    assert login(bob).post(url).url == ada.get_absolute_url()
    assert follows(bob, ada)
    login(bob).post(url, {"wish": "unfollow"})
    assert not follows(bob, ada)


def test_following_oneself_is_refused_in_words(login, ada):
    response = login(ada).post(reverse("accounts:follow", args=["ada"]))
    assert response.status_code == 409
    assert "follow.yourself" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_for_one_show_and_for_three(
    client, ada, make_show, django_assert_num_queries, count
):
    for _ in range(count):
        make_show(creator=ada)
        make_show(creator=ada, state="ended")
        make_show(creator=ada, state="live")
    client.get(ada.get_absolute_url())
    with django_assert_num_queries(17):
        client.get(ada.get_absolute_url())
