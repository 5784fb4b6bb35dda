import re
from itertools import count

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from accounts.registration import clean_username
from accounts.suspensions import lift, suspend

WAY_IN = {"login": "ada", "password": "a good long password"}

ADDRESSES = count(1)


@pytest.fixture
def ada(make_user):
    return make_user("ada")


@pytest.fixture
def boss(make_user):
    return make_user("boss", is_staff=True, is_superuser=True)


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_name_is_written_small(db):
    assert clean_username("  Ada_L ") == "ada_l"


def test_the_suspended_are_told_so_and_stay_outside(client, ada, boss):
    suspend(ada, by=boss, reason="Sold seats twice")
    response = client.post(reverse("account_login"), WAY_IN, follow=True)
    assert (response.status_code, is_in(client)) == (403, False)
    assert response.content.decode().count("Sold seats twice") == 1


def test_a_wrong_password_does_not_tell_who_is_suspended(client, ada, boss):
    suspend(ada, by=boss, reason="Sold seats twice")
    response = client.post(reverse("account_login"), WAY_IN | {"password": "wrong"}, follow=True)
    assert response.content.decode().count("Sold seats twice") == 0


def test_suspending_ends_sessions_and_lifting_lets_in_again(
    client, ada, boss, django_capture_on_commit_callbacks
):
    client.post(reverse("account_login"), WAY_IN)
    assert client.get(reverse("accounts:settings")).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        suspend(ada, by=boss, reason="spam")
    assert client.get(reverse("accounts:settings")).status_code == 302
    lift(ada, by=boss)
    client.post(reverse("account_login"), WAY_IN)
    assert is_in(client)


def test_one_may_sign_in_with_name_in_any_case_or_address(client, ada):
    for login in ("ADA", "ada@example.org"):
        client.post(reverse("account_login"), WAY_IN | {"login": login})
        assert is_in(client)
        client.post(reverse("account_logout"))


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["localhost:1", "zz.localhost", "127.0.0.1:99"])
def test_five_wrong_passwords_are_five_whatever_the_request_calls_the_house(client, ada, wrong):
    """Nor the person: name and address are one account."""
    for number in range(5):
        login = ("ada", "ADA", "ada@example.org")[number % 3]
        try_password(client, login, f"wrong {number}", HTTP_HOST=f"host{number}.localhost:{number}")
    try_password(client, "ada", WAY_IN["password"], HTTP_HOST=wrong)
    assert not is_in(client)


def test_who_was_locked_out_by_others_comes_in_by_a_letter(client, ada):
    for number in range(5):
        try_password(client, "ada", f"wrong {number}")
    client.post(reverse("account_reset_password"), {"email": ada.email})
    link = re.search(r"https?://\S+", mail.outbox[0].body).group()
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, dict.fromkeys(["password1", "password2"], "another good password"))
    try_password(client, "ada", "another good password")
    assert is_in(client)


@pytest.mark.parametrize("login", ["ada", "nobody", "ada@example.org", "nobody@example.org"])
def test_a_wrong_pair_is_said_alike_for_names_and_addresses(client, ada, login):
    page = try_password(client, login, "wrong").content.decode()
    assert page.count("No account here has this name or address together with this password.") == 1
    assert "Everything but your password is still here." in page


def test_a_form_that_asks_for_nothing_but_a_password_claims_to_keep_nothing(login, ada):
    page = login(ada).post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert "still here" not in page.content.decode()


def sign_up(client, password):
    wish = {"email": "eve@example.org", "username": "evelina", "password1": password}
    return client.post(reverse("account_signup"), wish)


@pytest.mark.parametrize("password", ["nine char", "1q2w3e4r5t", "qwertyuiop", "evelina2024"])
def test_a_short_common_or_own_name_is_no_password(client, db, password):
    form = sign_up(client, password).context["form"]
    assert list(form.errors) == ["password1"]
    assert not User.objects.exists()


@pytest.mark.parametrize("password", [" a few plain words ", "aaaa bbbb c", "Æ" * 20, "x 1 " * 64])
def test_any_long_password_is_good_and_is_kept_as_it_was_typed(client, db, password):
    assert sign_up(client, password).status_code == 302
    user = User.objects.get()
    assert user.check_password(password) and not user.check_password(password.strip() + "!")
    assert user.check_password(password.strip()) == (password == password.strip())


def try_password(client, login, password, **headers):
    """From an address of its own each time."""
    number = next(ADDRESSES)
    headers |= {"REMOTE_ADDR": f"192.0.2.{number}"}
    return client.post(reverse("account_login"), {"login": login, "password": password}, **headers)
