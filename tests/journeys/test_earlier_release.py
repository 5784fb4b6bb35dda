"""A site of the release before, brought up to date: nothing is lost, and what opened it still does.

Its backups, on SQLite and on PostgreSQL, are kept in tests/journeys/earlier/ with what opens them.
"""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.browser.tools.people import run_inside
from tests.conftest import missing
from tests.tools.live_server import ROOT, environment_of, running_site
from tests.tools.servers import missing_servers, postgresql_server

pytestmark = pytest.mark.journey

EARLIER = Path(__file__).parent / "earlier"
# Tables that have another name now: old one → new one.
RENAMED: dict[str, str] = {}
COUNT = """
import json
from django.db import connection
names = connection.introspection.table_names()
rows = {}
with connection.cursor() as cursor:
    for name in names:
        cursor.execute(f'SELECT count(*) FROM "{name}"')
        rows[name] = cursor.fetchone()[0]
print(json.dumps(rows))
"""
TASKS = """
import json
from django_tasks_db.models import DBTaskResult
print(json.dumps([task.status for task in DBTaskResult.objects.all()]))
"""
PASSWORDS = """
import json
from django.contrib.auth.hashers import check_password
from accounts.models import User
print(json.dumps([check_password({password!r}, user.password) for user in User.objects.all()]))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def earlier(request, tmp_path):
    """What opens it, and the site that was restored from its backup."""
    with ExitStack() as stack:
        settings = {}
        if request.param == "postgresql":
            if lacking := missing_servers():
                missing(" and ".join(lacking))
            settings["DATABASE_URL"] = stack.enter_context(postgresql_server()).url
        restore(EARLIER / f"{request.param}.tar.gz", tmp_path, settings)
        opens = json.loads((EARLIER / f"{request.param}.json").read_text())
        yield opens, stack.enter_context(running_site(tmp_path, new=True, **settings))


def restore(archive: Path, here: Path, settings: dict[str, str]) -> None:
    (here / "data").mkdir(mode=0o700)
    environment = environment_of(here / "data", here / "mail") | settings
    ran = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "restore", str(archive)],
        env=os.environ | environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr


def test_a_site_of_the_release_before_goes_on(earlier):
    opens, site = earlier
    rows = run_inside(site, COUNT)
    now = {name: rows.get(RENAMED.get(name, name), 0) for name in opens["rows"]}
    lost = {
        name: (before, now[name]) for name, before in opens["rows"].items() if now[name] < before
    }
    assert lost == {}, "Rows before and now."
    assert all(run_inside(site, PASSWORDS.format(**opens)))
    with httpx.Client(base_url=site.url, timeout=60) as browser:
        for slug in ("coming", "cancelled", "ended"):
            assert browser.get(f"/shows/{opens[slug]}/").status_code == 200
        assert browser.get("/my/").status_code == 302
        signed_in = browser.get("/my/", headers={"Cookie": f"session={opens['session']}"})
        assert "Still to come" in signed_in.text, signed_in.headers
    opened_by_token(site, opens)
    key_is_known(site, opens)
    assert set(run_inside(site, TASKS)) == {"SUCCESSFUL"}


def opened_by_token(site, opens) -> None:
    token = {"Authorization": f"Bearer {opens['tokens']['bob']}"}
    with httpx.Client(base_url=f"{site.url}/api/v1/", headers=token, timeout=60) as api:
        assert api.get("me/").json()["username"] == "bob"
        assert [one["slug"] for one in api.get("me/seats/").json()["results"]] == [opens["coming"]]
        log = api.get(f"shows/{opens['cancelled']}/chat/").json()["entries"]
        said = [one["text"] for one in log if "text" in one]
        assert said == ["Line 1", "Line 2", "Welcome, all of you."]


def key_is_known(site, opens) -> None:
    """Weeks before the show a key is too early, not wrong."""
    headers = {"Content-Type": "application/sdp"}

    def answer(secret: str) -> httpx.Response:
        bearer = headers | {"Authorization": f"Bearer {secret}"}
        return httpx.post(f"{site.url}/whip/{opens['coming']}", content=b"", headers=bearer)

    assert answer("f0000000-not-a-key").json()["code"] == "key.unknown"
    assert answer(opens["key"]).json()["code"] != "key.unknown"
