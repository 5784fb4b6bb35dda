"""Settings are read once, so each of these reads them in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from tests.tools.live_server import OURS, ROOT

READ = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}, default=str))
"""


def read(*names: str, **environment: str) -> dict:
    result = _process(["-c", READ, *names], environment)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def _process(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=clean | {"DJANGO_SETTINGS_MODULE": "streaming.settings"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def folder(tmp_path):
    return {"FOOTLIGHTS_DATA_DIR": str(tmp_path)}


def test_an_https_address_alone_makes_the_site_safe_for_the_world(folder):
    assert read(
        "CSRF_TRUSTED_ORIGINS",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_NAME",
        "SECURE_HSTS_SECONDS",
        FOOTLIGHTS_URL="https://shows.example.org/",
        **folder,
    ) == {
        "CSRF_TRUSTED_ORIGINS": ["https://shows.example.org"],
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600,
    }


def test_an_address_is_the_only_foreign_name_that_is_answered(folder):
    hosts = read("ALLOWED_HOSTS", FOOTLIGHTS_URL="https://shows.example.org", **folder)
    loopback = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
    assert hosts["ALLOWED_HOSTS"] == ["shows.example.org", *loopback]


def test_a_laptop_answers_to_its_own_names_only(folder):
    hosts = read("ALLOWED_HOSTS", **folder)["ALLOWED_HOSTS"]
    assert hosts == ["localhost", ".localhost", "127.0.0.1", "[::1]"]


def test_a_host_that_others_reach_is_answered_under_every_name(folder):
    assert read("ALLOWED_HOSTS", FOOTLIGHTS_HOST="0.0.0.0", **folder)["ALLOWED_HOSTS"] == ["*"]


def test_our_own_certificate_binds_no_browser_to_https(folder):
    assert read("SECURE_HSTS_SECONDS", "FOOTLIGHTS_URL", FOOTLIGHTS_HTTPS="1", **folder) == {
        "SECURE_HSTS_SECONDS": 0,
        "FOOTLIGHTS_URL": "https://localhost:8000",
    }


def test_the_address_follows_the_port(folder):
    url = read("FOOTLIGHTS_URL", FOOTLIGHTS_PORT="8123", **folder)["FOOTLIGHTS_URL"]
    assert url == "http://localhost:8123"


def test_a_secret_may_stand_in_a_file_with_a_line_end(folder, tmp_path):
    secret = tmp_path / "token"
    secret.write_text("s3cret\n")
    assert read("METRICS_TOKEN", METRICS_TOKEN_FILE=str(secret), **folder) == {
        "METRICS_TOKEN": "s3cret"
    }


def test_a_database_address_may_stand_in_a_file(folder, tmp_path):
    address = tmp_path / "database"
    address.write_text("postgres://me:pass@db.example.org:5433/shows\n")
    database = read("DATABASES", DATABASE_URL_FILE=str(address), **folder)["DATABASES"]["default"]
    assert (database["ENGINE"], database["HOST"], database["NAME"], database["PASSWORD"]) == (
        "django.db.backends.postgresql",
        "db.example.org",
        "shows",
        "pass",
    )


def test_redis_serves_the_channel_layer_and_the_cache(folder):
    found = read("CHANNEL_LAYERS", "CACHES", REDIS_URL="redis://cache.example.org/1", **folder)
    assert found["CHANNEL_LAYERS"]["default"]["BACKEND"] == "channels_redis.core.RedisChannelLayer"
    assert found["CACHES"]["default"]["LOCATION"] == "redis://cache.example.org/1"


def test_without_anything_it_is_embedded(folder):
    found = read("EMBEDDED_DATABASE", "CHANNEL_LAYERS", "EMAIL_BACKEND", **folder)
    assert found["EMBEDDED_DATABASE"] is True
    assert found["CHANNEL_LAYERS"]["default"]["BACKEND"] == "channels.layers.InMemoryChannelLayer"
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.console.EmailBackend"


def test_a_data_folder_with_odd_letters_holds_the_database(tmp_path):
    odd = tmp_path / "my shows #1 100% ?"
    database = read("DATABASES", FOOTLIGHTS_DATA_DIR=str(odd))["DATABASES"]["default"]
    assert database["NAME"] == str(odd / "footlights.sqlite3")


def test_a_generated_secret_key_is_kept_and_readable_by_us_alone(folder, tmp_path):
    first = read("SECRET_KEY", **folder)
    assert read("SECRET_KEY", **folder) == first
    path = tmp_path / "secret_key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text() == first["SECRET_KEY"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("FOOTLIGHTS_URL", "shows.example.org", "FOOTLIGHTS_URL is"),
        ("FOOTLIGHTS_URL", "https://example.org/shows", "FOOTLIGHTS_URL is"),
        ("FOOTLIGHTS_PORT", "eighty", "FOOTLIGHTS_PORT makes no sense"),
        ("CREATOR_APPROVAL", "perhaps", "CREATOR_APPROVAL is either"),
        ("SECRET_KEY_FILE", "/nowhere/at/all", "SECRET_KEY_FILE cannot be read"),
        ("FOOTLIGHTS_DATA_DIR", "/proc/shows", "The data folder cannot be made"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named_in_one_sentence(folder, name, value, words):
    result = _process(["manage.py", "check"], folder | {name: value})
    assert result.returncode == 1
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_a_public_site_passes_the_deployment_checks(folder):
    result = _process(
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        folder
        | {
            "FOOTLIGHTS_URL": "https://shows.example.org",
            "EMAIL_URL": "smtp://mail.example.org:25",
        },
    )
    assert result.returncode == 0, result.stderr
