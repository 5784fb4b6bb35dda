"""What /healthz, /readyz and /metrics answer, and to whom."""

import pytest
from django.urls import reverse

from streaming.site.health.probes import FAIL, Finding

pytestmark = pytest.mark.django_db


def test_alive_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_names_what_it_checked(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "failing": [],
        "checked": ["database", "migrations", "channel layer", "storage"],
    }


def test_not_ready_names_what_fails(client, settings):
    settings.MEDIA_ROOT = "/proc/nowhere"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["storage"]


def test_what_only_this_process_needs_is_asked_too(client, monkeypatch):
    monkeypatch.setattr(
        "streaming.site.health.endpoints.BESIDE", [lambda: Finding("relay", FAIL, "is away")]
    )
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failing"]) == (503, ["relay"])


def test_measures_are_for_this_machine(client, make_show):
    make_show(state="live")
    text = client.get("/metrics").content.decode()
    assert 'footlights_shows{state="live"} 1.0' in text
    assert "footlights_people 1.0" in text
    assert 'footlights_jobs{status="waiting"} 0.0' in text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_what_a_proxy_passes_on_is_not_from_this_machine(client, header):
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_what_a_silent_proxy_passes_on_is_known_by_the_name_asked_for(client, settings):
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://shows.example.org", ["*"]
    asked = {"secure": True}
    assert client.get("/metrics", headers={"Host": "shows.example.org"}, **asked).status_code == 404
    assert client.get("/metrics", headers={"Host": "localhost:8000"}, **asked).status_code == 200


def test_strangers_find_no_measures(client):
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404


@pytest.mark.parametrize(
    ("given", "status"), [("Bearer right", 200), ("Bearer wrong", 404), ("", 404)]
)
def test_a_token_opens_the_measures_from_elsewhere(client, settings, given, status):
    settings.METRICS_TOKEN = "right"
    answer = client.get(
        reverse("metrics"), REMOTE_ADDR="203.0.113.7", headers={"Authorization": given}
    )
    assert answer.status_code == status


def test_an_empty_token_opens_nothing(client, settings):
    settings.METRICS_TOKEN = ""
    answer = client.get("/metrics", REMOTE_ADDR="203.0.113.7", headers={"Authorization": "Bearer "})
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_they_are_only_read(client, path):
    assert client.post(path).status_code == 405
