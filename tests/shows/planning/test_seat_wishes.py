"""A stranger presses Reserve once; the seat is theirs when they have an account."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.registration import ONWARD
from shows.models import Letter, Seat, SeatWish
from shows.planning.schedule import cancel
from shows.planning.seats import make_invitation, revoke_invitation, take_seat

PASSWORD = "a good long password"


def reserve(client: Client, show):
    return client.post(reverse("shows:seat", args=[show.slug]), {"act": "take"})


def sign_up(client: Client, onward: str, name: str = "grace"):
    said = {"email": f"{name}@example.org", "username": name, "password1": PASSWORD}
    page = client.post(reverse("account_signup"), said | {"next": onward})
    assert page["Location"] == reverse("account_email_verification_sent")


def confirm(client: Client):
    """The newest letter's link, pressed in this browser."""
    link = re.search(r"https?://[^/]+(\S+/confirm-email/\S+)", mail.outbox[-1].body)[1]
    return client.post(link, follow=True)


def seats(show) -> list[str]:
    return list(show.seats.values_list("user__username", flat=True))


def said(page) -> str:
    return page.content.decode()


@pytest.fixture
def show(make_show):
    return make_show(title="Hamlet", capacity=2)


def test_one_press_before_sign_up_is_a_seat_after_the_letter(client, show):
    answer = reserve(client, show)
    sign_up(client, show.get_absolute_url())
    assert "next=" in answer["Location"] and seats(show) == []
    page = confirm(client)
    assert seats(show) == ["grace"]
    assert page.request["PATH_INFO"] == show.get_absolute_url()
    assert "You have a seat in “Hamlet”." in said(page)


def test_who_is_sent_to_sign_in_reads_why(client, show):
    why = "A seat needs an account."
    assert why not in said(client.get(reverse("account_login")))
    assert why in said(client.get(reserve(client, show)["Location"]))


def test_the_phone_confirms_and_the_laptop_goes_on_by_itself(client, show):
    laptop, phone = client, Client()
    reserve(laptop, show)
    sign_up(laptop, show.get_absolute_url())
    waiting = reverse("accounts:confirmed")
    assert laptop.get(waiting).json() == {"confirmed": False}
    page = confirm(phone)
    assert seats(show) == ["grace"]
    assert page.request["PATH_INFO"] == reverse("account_login")
    assert "You have a seat in “Hamlet”." in said(page)
    assert laptop.get(waiting).json() == {"confirmed": True}
    assert laptop.post(waiting)["Location"] == show.get_absolute_url()
    assert int(laptop.session["_auth_user_id"]) == User.objects.get(username="grace").pk
    page = phone.post(
        reverse("account_login") + f"?{page.request['QUERY_STRING']}",
        {"login": "grace", "password": PASSWORD, "next": show.get_absolute_url()},
    )
    assert page["Location"] == show.get_absolute_url()
    assert SeatWish.objects.count() == 0


def test_the_link_opened_in_another_tab_leads_both_to_the_show(client, show):
    reserve(client, show)
    sign_up(client, show.get_absolute_url())
    confirm(client)
    assert client.get(reverse("accounts:confirmed")).json() == {"confirmed": True}
    assert client.post(reverse("accounts:confirmed"))["Location"] == show.get_absolute_url()


def test_a_member_who_signs_in_has_the_seat(client, show, make_user):
    make_user("ada")
    reserve(client, show)
    way_in = {"login": "ada", "password": PASSWORD, "next": show.get_absolute_url()}
    page = client.post(reverse("account_login"), way_in, follow=True)
    assert seats(show) == ["ada"]
    assert "You have a seat in “Hamlet”." in said(page)
    assert ONWARD not in client.session  # an address confirmed next year does not lead there


def test_who_signs_in_much_later_in_the_same_browser_gets_no_seat(client, show, make_user):
    make_user("ada")
    reserve(client, show)
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1), tick=False):
        client.post(reverse("account_login"), {"login": "ada", "password": PASSWORD})
    assert seats(show) == []


def test_a_wish_lasts_as_long_as_the_link_in_the_letter(client, show):
    reserve(client, show)
    sign_up(client, "/")
    SeatWish.objects.update(wished_at=timezone.now() - timedelta(days=3, minutes=1))
    confirm(client)
    assert (seats(show), SeatWish.objects.count()) == ([], 0)


def test_a_house_that_is_full_by_then_says_so_kindly(client, show, make_user):
    reserve(client, show)
    sign_up(client, show.get_absolute_url())
    for name in ("one", "two"):
        take_seat(show, make_user(name))
    page = confirm(client)
    assert "There is no seat for you in “Hamlet” yet. The house is full." in said(page)
    assert page.request["PATH_INFO"] == show.get_absolute_url()
    assert seats(show) == ["one", "two"]


def test_a_show_that_was_cancelled_meanwhile_takes_nobody(client, show):
    reserve(client, show)
    sign_up(client, "/")
    cancel(show, by=None, reason="rain")
    confirm(client)
    assert seats(show) == []


def test_the_password_given_in_the_browser_counts_on_the_phone(client, make_show):
    show = make_show(access="password", password=make_password("swordfish"), capacity=5)
    reserve(client, show)  # before the password was given: no wish
    client.post(reverse("shows:unlock", args=[show.slug]), {"password": "swordfish"})
    assert "wished_seat" not in client.session
    reserve(client, show)
    sign_up(client, "/")
    confirm(Client())
    assert seats(show) == ["grace"]


def test_a_new_password_makes_the_wish_worthless(client, make_show):
    show = make_show(access="password", password=make_password("swordfish"), capacity=5)
    client.post(reverse("shows:unlock", args=[show.slug]), {"password": "swordfish"})
    reserve(client, show)
    sign_up(client, "/")
    show.password = make_password("another")
    show.save()
    confirm(Client())
    assert seats(show) == []


@pytest.mark.parametrize("revoked", [False, True])
def test_an_invitation_is_accepted_with_the_confirmed_address(client, make_show, revoked):
    show = make_show(access="invitation")
    invitation = make_invitation(show, by=show.creator)
    client.post(invitation.get_absolute_url())
    sign_up(client, "/")
    if revoked:
        revoke_invitation(invitation, by=show.creator)
    confirm(Client())
    assert seats(show) == ([] if revoked else ["grace"])


def test_nobody_learns_at_the_waiting_page_who_has_an_account(client, make_user):
    make_user("ada")
    page = {"email": "ada@example.org", "username": "someone", "password1": PASSWORD}
    client.post(reverse("account_signup"), page)
    assert client.get(reverse("accounts:confirmed")).json() == {"confirmed": False}
    assert client.post(reverse("accounts:confirmed"))["Location"] == reverse(
        "account_email_verification_sent"
    )


def test_who_waits_for_nothing_is_asked_to_sign_in(client, db):
    assert client.post(reverse("accounts:confirmed"))["Location"].startswith("/accounts/login/")


def test_the_last_wish_counts_and_the_first_is_forgotten(client, show, make_show):
    other = make_show(capacity=5)
    reserve(client, other)
    reserve(client, show)
    sign_up(client, "/")
    confirm(client)
    assert (seats(show), Seat.objects.count(), Letter.objects.count()) == (["grace"], 1, 1)
