"""What is about somebody is kept by nobody else."""

import pytest

NOT_KEPT, ASKED_AGAIN = "private, no-store", "private, no-cache"


@pytest.mark.parametrize(
    "path",
    ["/settings/", "/settings/tokens/", "/accounts/email/", "/accounts/2fa/", "/people/ada/"]
    + ["/api/v1/me/", "/api/v1/me/shows/", "/api/v1/shows/"],
)
def test_what_is_about_somebody_is_not_kept(login, make_user, path):
    answer = login(make_user()).get(path, follow=True)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/settings/"])
def test_nor_are_the_doors_of_accounts(client, path):
    assert "no-store" in client.get(path).headers["Cache-Control"]


def test_with_a_token_neither(api, make_user):
    answer = api(make_user()).get("me/")
    assert answer.headers["Cache-Control"] == NOT_KEPT


def test_what_is_the_same_for_everybody_is_private_to_who_is_signed_in_alone(
    client, make_user, login
):
    assert "Cache-Control" not in client.get("/api/v1/shows/").headers
    assert login(make_user()).get("/nowhere/").headers["Cache-Control"] == ASKED_AGAIN


def test_what_says_itself_how_it_is_kept_stays_so(client, login, make_show):
    show = make_show()
    poster = f"/shows/{show.slug}/poster/card"
    public = client.get(poster).headers["Cache-Control"]
    assert login(show.creator).get(poster).headers["Cache-Control"] == public
