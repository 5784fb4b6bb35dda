import io
import json
import zipfile

import pytest
from allauth.account.models import EmailAddress
from PIL import Image

from accounts.following import follow
from accounts.leaving import close_account, export_of
from accounts.models import Follow, PersonalToken, User
from accounts.profile import change_picture
from accounts.tokens import issue_token, token_for_secret
from streaming.foundation.pictures import path_of
from streaming.foundation.refusals import Refused


def a_picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(out, "PNG")
    out.seek(0)
    return out


@pytest.fixture
def ada(make_user):
    user = make_user("ada", display_name="Ada", bio="Hello", links=["https://ada.example"])
    change_picture(user, a_picture())
    return user


def test_an_export_holds_what_is_theirs_and_no_secret(ada):
    token, secret = issue_token(ada, name="script", scopes=["shows:read"])
    archive = zipfile.ZipFile(export_of(ada))
    profile = json.loads(archive.read("profile.json"))
    assert (profile["username"], profile["bio"], profile["links"]) == (
        "ada", "Hello", ["https://ada.example"],
    )  # fmt: skip
    assert profile["email_addresses"][0]["email"] == "ada@example.org"
    assert archive.read("pictures/profile.webp")[:4] == b"RIFF"
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for hidden in (secret, token.digest, ada.password):
        assert hidden.encode() not in everything


def test_closing_leaves_a_row_without_a_person(ada, make_user, django_capture_on_commit_callbacks):
    bob = make_user("bob")
    follow(bob, ada)
    follow(ada, bob)
    _, secret = issue_token(ada, name="script", scopes=["shows:read"])
    picture = ada.picture
    with django_capture_on_commit_callbacks(execute=True):
        close_account(ada)
    row = User.objects.get(pk=ada.pk)
    left = (row.username, row.email, row.display_name, row.bio, row.links, row.picture)
    assert left == (f"closed-{ada.pk}", "", "", "", [], None)
    assert (row.is_active, row.has_usable_password()) == (False, False)
    assert row.closed_at is not None
    assert not EmailAddress.objects.filter(user=row).exists()
    assert not Follow.objects.exists()
    assert not PersonalToken.objects.exists()
    assert token_for_secret(secret) is None
    from django.core.files.storage import default_storage

    assert not default_storage.exists(path_of(picture, "full"))


def test_the_only_admin_stays(make_user):
    boss = make_user("boss", is_staff=True, is_superuser=True)
    with pytest.raises(Refused) as refusal:
        close_account(boss)
    assert refusal.value.code == "account.last_admin"
    assert User.objects.get(pk=boss.pk).is_active


def test_a_refusal_from_above_changes_nothing(ada, make_show):
    draft = make_show(creator=ada, state="draft")
    make_show(creator=ada, state="live")
    with pytest.raises(Refused) as refusal:
        close_account(ada)
    assert refusal.value.code == "account.on_air"
    row = User.objects.get(pk=ada.pk)
    assert (row.username, row.picture, row.is_active) == ("ada", ada.picture, True)
    assert EmailAddress.objects.filter(user=row).exists()
    assert draft.__class__.objects.filter(pk=draft.pk).exists()
