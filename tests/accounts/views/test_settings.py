import io
import re

import pytest
from django.urls import reverse
from PIL import Image

from accounts.models import PersonalToken, User
from accounts.tokens import token_for_secret
from tests.tools.just_signed_in import just_signed_in

SAME = {"display_name": "Ada", "theme": "auto", "bio": "", "links": ""}


@pytest.fixture
def ada(make_user):
    return make_user("ada", display_name="Ada")


@pytest.fixture
def page(client, ada):
    return just_signed_in(client, ada)


def save(page, **more):
    return page.post(reverse("accounts:settings"), SAME | more)


def picture(size=(300, 200)) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "PNG")
    out.seek(0)
    out.name = "me.png"
    return out


def test_a_profile_is_saved_as_it_was_typed_and_cleaned(page, ada):
    assert save(
        page, display_name=" Ada  L. ", bio="**Hi**\r\n", links="example.org\nhttps://b.example/x",
        time_zone="Europe/Berlin", language="de", theme="dark",
    ).status_code == 302  # fmt: skip
    ada.refresh_from_db()
    said = (ada.display_name, ada.bio, ada.links, ada.time_zone, ada.language, ada.theme)
    assert said == (
        "Ada L.", "**Hi**", ["https://example.org", "https://b.example/x"],
        "Europe/Berlin", "de", "dark",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("display_name", "evil\u202ename"),
        ("display_name", "a" * 10_000),
        ("bio", "a" * 10_000),
        ("bio", "\u2066"),
        ("links", "javascript:alert(1)"),
        ("links", "ftp://example.org"),
        ("links", "https://user:secret@example.org"),
        ("links", "\n".join(f"https://{n}.example" for n in range(6))),
        ("time_zone", "Mars/Olympus"),
        ("language", "xx"),
        ("theme", "neon"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(page, ada, field, bad):
    response = save(page, **({"display_name": "Other"} | {field: bad}))
    assert list(response.context["form"].errors) == [field]
    ada.refresh_from_db()
    assert (ada.display_name, ada.bio, ada.links) == ("Ada", "", [])


def test_a_picture_is_shown_replaced_and_removed(page, ada):
    save(page, picture=picture())
    ada.refresh_from_db()
    first, shown = ada.picture, page.get(ada.picture_url)
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert shown["Cache-Control"] == "public, max-age=31536000, immutable"
    assert page.get(ada.picture_url, headers={"If-None-Match": shown["ETag"]}).status_code == 304
    save(page, picture=picture((400, 400)))
    ada.refresh_from_db()
    assert ada.picture != first
    save(page, remove_picture="on")
    ada.refresh_from_db()
    assert ada.picture is None
    assert page.get(ada.picture_url)["Content-Type"] == "image/svg+xml"


def test_a_file_that_is_no_picture_changes_nothing(page, ada):
    fake = io.BytesIO(b"<?php")
    fake.name = "me.png"
    response = save(page, display_name="Other", picture=fake)
    assert list(response.context["form"].errors) == ["picture"]
    ada.refresh_from_db()
    assert (ada.display_name, ada.picture) == ("Ada", None)


def test_the_secret_of_a_token_is_seen_once(page, ada):
    wish = {"name": "script", "scopes": ["shows:read"], "days": "30"}
    made = page.post(reverse("accounts:new_token"), wish)
    secret = re.search(r"fl_[0-9a-f]{8}_[\w-]{20,}", made.content.decode()).group()
    assert token_for_secret(secret).user == ada
    assert "no-store" in made["Cache-Control"]
    assert page.get(reverse("accounts:tokens")).content.decode().count(secret) == 0


def test_only_ones_own_tokens_can_be_revoked(page, client, login, ada, make_user):
    wish = {"name": "script", "scopes": ["shows:read"], "days": ""}
    page.post(reverse("accounts:new_token"), wish)
    token = PersonalToken.objects.get()
    url = reverse("accounts:revoke_token", args=[token.pk])
    assert login(make_user("eve")).post(url).status_code == 404
    assert login(ada).post(url).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_token_without_scopes_is_not_made(page):
    response = page.post(reverse("accounts:new_token"), {"name": "script", "days": "30"})
    assert list(response.context["form"].errors) == ["scopes"]
    assert not PersonalToken.objects.exists()


def test_light_is_kept_for_members_and_for_strangers(client, login, ada):
    theme = reverse("accounts:theme")
    assert client.post(theme, {"theme": "dark", "next": "/archive/"}).url == "/archive/"
    assert client.cookies["theme"].value == "dark"
    login(ada).post(theme, {"theme": "light"})
    assert User.objects.get().theme == "light"
    assert client.post(theme, {"theme": "neon"}).status_code == 400
    assert client.post(theme, {"theme": "dark", "next": "https://evil.example/"}).url == "/"


def test_a_language_once_chosen_stays_with_the_member(page, ada):
    page.post(reverse("set_language"), {"language": "de", "next": "/settings/"})
    page.cookies.pop("django_language", None)
    ada.refresh_from_db()
    assert ada.language == "de"
    assert page.get(reverse("accounts:settings"))["Content-Language"] == "de"


def test_an_export_comes_as_a_file(page):
    response = page.post(reverse("accounts:export"))
    assert response["Content-Disposition"] == 'attachment; filename="footlights-ada.zip"'
    assert b"".join(response.streaming_content)[:2] == b"PK"


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"username": "adda", "password": "a good long password"}, "username"),
        ({"username": "ada", "password": "wrong"}, "password"),
    ],
)
def test_closing_asks_for_name_and_password(page, ada, answer, field):
    response = page.post(reverse("accounts:close"), answer)
    assert list(response.context["form"].errors) == [field]
    ada.refresh_from_db()
    assert ada.is_active


def test_a_closed_account_is_signed_out_and_nobody_can_sign_in(page, ada):
    answer = {"username": "ada", "password": "a good long password"}
    page.post(reverse("accounts:close"), answer)
    assert "_auth_user_id" not in page.session
    page.post(reverse("account_login"), {"login": "ada"} | answer)
    assert "_auth_user_id" not in page.session
    assert page.get("/people/ada/").status_code == 404
    assert page.get(f"/people/closed-{ada.pk}/").status_code == 404


def test_closing_is_refused_while_on_air(page, ada, make_show):
    make_show(creator=ada, state="live")
    answer = {"username": "ada", "password": "a good long password"}
    response = page.post(reverse("accounts:close"), answer)
    assert response.context["form"].non_field_errors()
    ada.refresh_from_db()
    assert ada.is_active


@pytest.mark.parametrize("approval", ["staff", "verified"])
def test_where_staff_decide_who_lists_shows_the_page_says_so(page, settings, approval):
    settings.CREATOR_APPROVAL = approval
    text = page.get(reverse("accounts:settings")).content.decode()
    assert text.count("the staff decide") == (1 if approval == "staff" else 0)
