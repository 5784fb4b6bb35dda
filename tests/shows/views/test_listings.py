from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.suspensions import suspend

# Live, tonight with its cast, this week, later, past: one query each, and no more for more shows.
BILL_QUERIES = 7


def titles(answer, name: str) -> list[str]:
    return [show.title for show in answer.context[name].shows]


def fill(make_show, count: int) -> None:
    now = timezone.now()
    for number in range(count):
        for state, away in [("live", 0), ("announced", 0), ("announced", 3), ("announced", 30)]:
            make_show(state=state, starts_at=now + timedelta(days=away, minutes=number))
        make_show(state="ended", starts_at=now - timedelta(days=2, minutes=number))


@pytest.mark.parametrize("count", [1, 3])
def test_the_bill_costs_the_same_for_one_show_and_for_many(
    client, make_show, django_assert_num_queries, count
):
    fill(make_show, count)
    with django_assert_num_queries(BILL_QUERIES):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_archive_costs_the_same_for_one_show_and_for_many(
    client, make_show, django_assert_num_queries, count
):
    fill(make_show, count)
    with django_assert_num_queries(2):
        assert client.get("/archive/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_my_shows_cost_the_same_for_one_show_and_for_many(
    login, make_user, make_show, django_assert_num_queries, count
):
    ada = make_user("ada")
    page = login(ada)
    for _ in range(count):
        make_show().reminders.create(user=ada)
        make_show().cast.create(user=ada, invited_by=make_show().creator)
    with django_assert_num_queries(13):
        assert page.get("/my/").status_code == 200


def test_a_show_stands_in_one_section(client, make_show):
    now = timezone.now()
    make_show(title="Soon", starts_at=now + timedelta(seconds=1))
    make_show(title="In three days", starts_at=now + timedelta(days=3))
    make_show(title="Next month", starts_at=now + timedelta(days=30))
    make_show(title="Over", state="ended", starts_at=now - timedelta(days=1))
    answer = client.get("/")
    found = {name: titles(answer, name) for name in ("tonight", "week", "later_on", "past")}
    assert found == {
        "tonight": ["Soon"],
        "week": ["In three days"],
        "later_on": ["Next month"],
        "past": ["Over"],
    }


def test_an_empty_house_offers_the_first_step(client, db):
    assert 'href="/studio/new/"' in client.get("/").content.decode()


def test_no_list_names_what_is_not_for_everybody(client, make_show, make_user):
    make_show(title="Secret draft", state="draft")
    make_show(title="Secret unlisted", access="unlisted")
    make_show(title="Secret salon", access="invitation")
    make_show(title="Secret hidden", hidden_at=timezone.now())
    bad = make_user("bad")
    make_show(title="Secret suspended", creator=bad)
    suspend(bad, by=make_user("staff", is_staff=True), reason="fraud")
    for url in ("/", "/archive/", "/?q=secret", "/category/theatre/", "/?when=week"):
        assert "Secret" not in client.get(url).content.decode(), url


def test_a_rehearsal_looks_announced(client, make_show):
    make_show(title="Behind closed doors", state="rehearsal")
    page = client.get("/").content.decode()
    assert "Behind closed doors" in page
    assert "rehearsal" not in page.lower()


@pytest.mark.parametrize("query", ["q=moon", "tag=puppets", "category=opera", "creator=mira"])
def test_what_is_looked_for_is_found_and_nothing_else(client, make_show, make_user, query):
    from shows.models import Tag

    wanted = make_show(title="Paper Moons", category="opera", creator=make_user("mira"))
    wanted.tags.add(Tag.objects.create(name="puppets"))
    make_show(title="Salt")
    assert titles(client.get(f"/?{query}"), "week") == ["Paper Moons"]


@pytest.mark.parametrize(
    "query", ["q=%00", "when=never", "category=nonsense", "tag=%00", "q=" + "x" * 5000, "page=-1"]
)
def test_nonsense_in_the_address_is_no_error(client, db, query):
    for url in ("/", "/archive/", "/category/opera/"):
        assert client.get(f"{url}?{query}").status_code == 200


def test_an_unknown_category_is_not_found(client, db):
    assert client.get("/category/cooking/").status_code == 404


def test_the_archive_comes_in_pages(client, make_show):
    for _ in range(25):
        make_show(state="ended", starts_at=timezone.now() - timedelta(days=1))
    assert len(client.get("/archive/?page=2").context["page"].object_list) == 1


def test_my_shows_ask_strangers_to_sign_in(client, db):
    assert client.get("/my/").url == "/accounts/login/?next=/my/"
