"""The demo fills a house with life, and leaves nothing behind."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import User
from shows import queries
from shows.demo import clear, fill
from shows.demo.bill import BILL
from shows.models import Show, Tag
from shows.states import State

pytestmark = pytest.mark.django_db


def test_every_list_of_the_site_has_something_to_show():
    assert fill() == len(BILL)
    assert queries.on_now().count() == 3
    assert queries.coming_up().count() > 5
    assert queries.archive().count() > 5
    assert set(Show.objects.values_list("category", flat=True)) == set(Show.Category.values)
    assert Show.objects.filter(state=State.CANCELLED).count() == 2


def test_seats_are_counted_exactly():
    fill()
    for show in Show.objects.all():
        assert show.seats_taken == show.seats.count()


def test_twice_is_once():
    fill()
    first = sorted(Show.objects.values_list("pk", "slug"))
    fill()
    assert sorted(Show.objects.values_list("pk", "slug")) == first


def test_anew_it_looks_the_same():
    fill()
    first = sorted(Show.objects.values_list("slug", "seats_taken"))
    fill(anew=True)
    assert sorted(Show.objects.values_list("slug", "seats_taken")) == first


def test_nobody_can_sign_in_as_one_of_them():
    fill()
    assert [user for user in User.objects.all() if user.has_usable_password()] == []


def test_clearing_leaves_only_what_was_there(make_show):
    mine = make_show()
    fill()
    assert clear() == len(BILL)
    assert list(Show.objects.all()) == [mine]
    assert list(User.objects.all()) == [mine.creator]
    assert (EmailAddress.objects.count(), Tag.objects.count()) == (1, 0)


def test_somebody_elses_show_of_that_name_stays(make_show):
    mine = make_show(slug="satie-at-half-past")
    fill()
    mine.refresh_from_db()
    assert Show.objects.filter(slug="satie-at-half-past-2").count() == 1


def test_each_has_its_page(client):
    fill()
    for show in Show.objects.all():
        assert client.get(reverse("shows:show", args=[show.slug])).status_code == 200
