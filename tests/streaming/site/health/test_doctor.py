"""`manage.py doctor`: every line, and an exit code that programs understand."""

import json
import socket
from io import StringIO

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


@pytest.fixture
def free(settings):
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.HOST, settings.PORT = "127.0.0.1", probe.getsockname()[1]
    return settings.PORT


def test_it_looks_at_everything(free, settings, tmp_path):
    settings.DATA_DIR, settings.SECRET_KEY = tmp_path, "k" * 60
    said = StringIO()
    call_command("doctor", "--json", stdout=said)
    assert [finding["name"] for finding in json.loads(said.getvalue())] == [
        "port",
        "relay",
        "database",
        "migrations",
        "channel layer",
        "storage",
        "redis",
        "static files",
        "mail",
        "secret key",
        "data folder",
        "clock",
        "time zones",
        "codecs",
        "cameras",
    ]


def test_trouble_ends_with_an_exit_code_and_advice(free, settings, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, in_the_way / "media"
    said = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("doctor", stdout=said)
    assert end.value.code == 1
    assert "FAIL  storage" in said.getvalue()
    assert "→ Change its owner or mode." in said.getvalue()


def test_a_port_that_is_taken_is_trouble(free, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with socket.socket() as other:
        other.bind(("127.0.0.1", free))
        other.listen()
        said = StringIO()
        with pytest.raises(SystemExit):
            call_command("doctor", stdout=said)
    assert f"{free} is not free" in said.getvalue()
