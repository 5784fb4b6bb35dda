import stat
from pathlib import Path

import pytest
from django.http import Http404

from accounts.models import AuditRecord, User
from accounts.roles import is_verified
from accounts.setup import create_setup_code, is_good_code, make_first_admin

FORM = {"username": "Boss", "email": "Boss@example.org", "password": "a good long password"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, db):
    settings.DATA_DIR = tmp_path


def test_the_link_makes_the_first_admin_once(client):
    code = create_setup_code()
    assert client.get(f"/setup/{code}/").status_code == 200
    answer = client.post(f"/setup/{code}/", FORM)
    assert answer["Location"] == "/house/"
    boss = User.objects.get()
    assert (boss.username, boss.is_staff, boss.is_superuser, is_verified(boss)) == (
        "boss", True, True, True,
    )  # fmt: skip
    assert client.session["_auth_user_id"] == str(boss.pk)
    assert AuditRecord.objects.filter(verb="house.set_up").count() == 1
    assert client.get(f"/setup/{code}/").status_code == 404
    assert client.post(f"/setup/{code}/", FORM | {"username": "eve"}).status_code == 404
    assert create_setup_code() is None


def test_wrong_and_outdated_codes_do_not_exist(client):
    old = create_setup_code()
    new = create_setup_code()
    assert [client.get(f"/setup/{code}/").status_code for code in (old, "x", new)] == [
        404, 404, 200,
    ]  # fmt: skip


def test_only_a_digest_is_kept_and_only_for_us(settings):
    code = create_setup_code()
    path = Path(settings.DATA_DIR) / "setup_code"
    assert code not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"password": "short"}, "password"), ({"username": "a\u202e"}, "username"),
     ({"username": "admin"}, "username"), ({"email": "nowhere"}, "email")],
)  # fmt: skip
def test_a_wrong_answer_leaves_the_link_good(client, wrong, field):
    code = create_setup_code()
    response = client.post(f"/setup/{code}/", FORM | wrong)
    assert list(response.context["form"].errors) == [field]
    assert is_good_code(code)


def test_a_failure_half_way_leaves_the_link_good(make_user):
    make_user("boss")
    code = create_setup_code()
    with pytest.raises(Exception, match=r"(?i)unique"):
        make_first_admin(code, **(FORM | {"username": "boss"}))
    assert is_good_code(code)
    assert User.objects.count() == 1


def test_with_staff_in_the_house_an_old_code_is_worthless(make_user):
    code = create_setup_code()
    make_user("staff", is_staff=True)
    assert not is_good_code(code)
    with pytest.raises(Http404):
        make_first_admin(code, **FORM)
