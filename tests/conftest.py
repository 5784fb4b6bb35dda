"""What every test may ask for. Their environment is made earlier, by tests/tools/environment.py."""

import os
from datetime import timedelta
from types import SimpleNamespace

import hypothesis
import pytest
from asgiref.sync import SyncToAsync
from django.core.cache import cache
from django.db import connection, connections
from django.test import SimpleTestCase, TransactionTestCase
from django.utils import timezone

from tests.tools import empty_database, run_all
from tests.tools.api_client import Api

# The same inputs in every run, however slow the machine is; tests/fuzz is where chance reigns.
hypothesis.settings.register_profile(
    "house",
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")

WITHOUT_DJANGO = tuple(f"{place}/" for place in run_all.WITHOUT_DJANGO)
STATIC_FILES = "servestatic.middleware.ServeStaticMiddleware"
ALL = bool(os.environ.get("FOOTLIGHTS_TEST_ALL"))


def missing(what: str) -> None:
    """Skip a test that needs a program this machine lacks; where all must run, fail instead."""
    (pytest.fail if ALL else pytest.skip)(f"{what} is not installed here")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items) -> None:
    """On SQLite a test about PostgreSQL is skipped; `./run test` runs it where it can, with all
    that ask for a database."""
    for item in items:
        if item.path.relative_to(config.rootpath).as_posix().startswith(WITHOUT_DJANGO):
            item.add_marker("without_django")
        if asks_for_database(item):
            item.add_marker("database")
        if connection.vendor != "postgresql" and item.get_closest_marker("servers"):
            item.add_marker(pytest.mark.skip("is about PostgreSQL; ./run test starts one"))


def asks_for_database(item) -> bool:
    """By a fixture, a mark or a class of Django's."""
    of_django = isinstance(item.cls, type) and issubclass(item.cls, SimpleTestCase)
    fixtures = {"db", "transactional_db"} & set(item.fixturenames)
    return bool(fixtures or of_django or item.get_closest_marker("django_db"))


@pytest.fixture(scope="session", autouse=True)
def quick_emptying():
    """What a test with real transactions leaves is deleted, and nothing else is done."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: empty_database.empty())
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Django's own; but the thread in which async tests reach the database has a session too,
    which has to end before the database can be dropped."""
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()
    # asks for the settings, which benchmarks that import us do not have
    from streaming.foundation.sockets import database

    database.close()


@pytest.fixture(autouse=True)
def quick_and_clean(settings, tmp_path):
    """Cheap password hashes, static files as they are, pictures in a folder of the test."""
    from accounts import house_pages

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "tests.tools.static_files.AsTheyAre"}
    }
    settings.SERVESTATIC_USE_MANIFEST = False
    # It is asynchronous alone: a thread and an event loop for every page. Journeys have it.
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != STATIC_FILES]
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    cache.set(house_pages.KEY, [])  # no page of the house is written, so that no foot asks for them


@pytest.fixture
def make_user(db):
    """Members with a confirmed address: make_user("ada", is_staff=True)."""
    from allauth.account.models import EmailAddress

    from accounts.models import User

    def make(username: str = "ada", *, verified: bool = True, **fields) -> User:
        email = fields.pop("email", f"{username}@example.org")
        user = User.objects.create_user(
            username, email, fields.pop("password", "a good long password"), **fields
        )
        EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
        return user

    return make


@pytest.fixture
def make_show(make_user):
    """Shows in any state, by writing the row: make_show(state="live", title="Hamlet")."""
    from shows.models import Broadcast, Show
    from shows.planning.casting import join_as_host

    def make(
        *, creator=None, state: str = "announced", title: str = "An Evening", **fields
    ) -> Show:
        from accounts.models import User

        creator = creator or User.objects.filter(username="creator").first() or make_user("creator")
        number = Show.objects.count() + 1
        fields.setdefault("slug", f"show-{number}")
        fields.setdefault("category", Show.Category.THEATRE)
        fields.setdefault("starts_at", timezone.now() + timedelta(days=2))
        show = Show.objects.create(creator=creator, title=title, state=state, **fields)
        join_as_host(show)
        if state in ("live", "interrupted", "intermission"):
            Broadcast.objects.create(show=show, started_at=timezone.now())
        return show

    return make


@pytest.fixture
def login(client):
    """A client that is signed in: login(user).get("/")."""

    def enter(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


@pytest.fixture
def api(db):
    """Clients of the API: api(user) speaks with a token that may do everything."""
    from accounts.models import PersonalToken
    from accounts.tokens import issue_token

    def make(user=None, scopes=PersonalToken.Scope.values) -> Api:
        return Api(issue_token(user, name="test", scopes=scopes)[1] if user else "")

    return make


@pytest.fixture(scope="session")
def live_site(tmp_path_factory):
    """The real product with its demo, as a process of its own; one for the whole session."""
    from tests.tools.live_server import running_site

    with running_site(tmp_path_factory.mktemp("live-site"), "--demo", "--still") as site:
        yield site


@pytest.fixture
def one_window(monkeypatch):
    """Knocks are counted by the minutes of the clock; in this test none ends."""
    from streaming.foundation import rate_limits

    monkeypatch.setattr(rate_limits, "time", SimpleNamespace(time=lambda: 1_700_000_000.0))
