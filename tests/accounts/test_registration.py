import pytest
from django.urls import reverse

from accounts.registration import clean_username
from accounts.standing import lift, suspend

WAY_IN = {"login": "ada", "password": "a good long password"}


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
