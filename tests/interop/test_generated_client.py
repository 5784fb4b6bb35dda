"""A client that openapi-python-client makes of our schema lists, creates and announces a show."""

import importlib
import os
import subprocess
import sys
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from tests.browser.tools.people import make_member, run_inside

TOKEN = """
from accounts.models import PersonalToken, User
from accounts.tokens import issue_token
grace = User.objects.get(username="grace")
print(json.dumps(issue_token(grace, name="ci", scopes=PersonalToken.Scope.values)[1]))
"""


@pytest.fixture(scope="module")
def generated(live_site, tmp_path_factory):
    """The package, made of the schema as the running site tells it."""
    folder = tmp_path_factory.mktemp("generated")
    schema = httpx.get(f"{live_site.url}/api/schema/", params={"format": "json"})
    (folder / "schema.json").write_text(schema.raise_for_status().text)
    (folder / "config.yml").write_text("post_hooks: []\n")  # it would only be made pretty
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--path", "schema.json"]
        + ["--config", "config.yml", "--meta", "none", "--output-path", "footlights_client"]
        + ["--fail-on-warning"],
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield lambda name: importlib.import_module(f"footlights_client{name}")
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def client(live_site, generated):
    make_member(live_site, "grace")
    token = run_inside(live_site, "import json\n" + TOKEN)
    with generated(".client").AuthenticatedClient(base_url=live_site.url, token=token) as client:
        yield client


def test_it_lists_creates_and_announces_a_show(generated, client):
    shows, acts = generated(".api.shows"), generated(".api.acts")
    models = generated(".models")
    wanted = models.ShowRequest(
        title="Made by a machine",
        category=models.CategoryEnum.MUSIC,
        starts_at=timezone.now() + timedelta(days=3),
        access=models.AccessEnum.UNLISTED,
    )
    made = importlib.import_module(f"{shows.__name__}.shows_create").sync(
        client=client, body=wanted
    )
    assert (made.title, made.state) == ("Made by a machine", "draft")
    assert [(one.name, one.part) for one in made.credits_] == [("grace", "host")]
    announce = importlib.import_module(f"{acts.__name__}.shows_announce_create").sync
    assert announce(made.slug, client=client).state == "announced"
    mine = importlib.import_module(f"{shows.__name__}.me_shows_list").sync(client=client)
    assert [(show.slug, show.state) for show in mine.results] == [(made.slug, "announced")]
    all_shows = importlib.import_module(f"{shows.__name__}.shows_list").sync(client=client)
    assert "Made by a machine" not in [show.title for show in all_shows.results]
