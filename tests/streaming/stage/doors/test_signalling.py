"""What WHIP and WHEP have in common, as clients meet it."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from shows.planning.keys import issue_key
from streaming.foundation import rate_limits
from streaming.foundation.refusals import Refused
from streaming.stage import ice_servers
from streaming.stage.doors.signalling import etags_of

pytestmark = pytest.mark.django_db
ENDPOINTS = ["/whip/show-1", "/whep/show-1"]
SESSIONS = ["/whip/show-1/a", "/whep/show-1/a"]
SDP = "application/sdp"


@pytest.mark.parametrize("address", [*ENDPOINTS, "/whip/nowhere", "/whep/nowhere"])
def test_options_are_the_same_for_every_show_and_for_none(client, address):
    response = client.options(
        address,
        headers={"Origin": "https://player.example", "Access-Control-Request-Method": "POST"},
    )
    assert response.status_code == 200
    assert response["Accept-Post"] == SDP
    assert response["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS, POST"
    assert response["Access-Control-Allow-Headers"] == "Authorization, Content-Type, If-Match"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert "Link" not in response


@pytest.mark.parametrize("address", SESSIONS)
def test_options_of_a_session(client, address):
    response = client.options(address)
    assert response.status_code == 200
    more = f", {SDP}" if address.startswith("/whep/") else ""  # the answer to an offer of ours
    assert response["Accept-Patch"] == f"application/trickle-ice-sdpfrag{more}"
    assert response["Access-Control-Allow-Methods"] == "DELETE, GET, HEAD, OPTIONS, PATCH"


@pytest.mark.parametrize("address", ENDPOINTS)
@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_are_named(client, address, method):
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert (response.json() if method != "trace" else {}).get("code") in ("request.method", None)


@pytest.mark.parametrize("address", SESSIONS)
@pytest.mark.parametrize("method", ["put", "post"])
def test_other_methods_of_a_session_are_named(client, address, method):
    response = getattr(client, method)(address)
    assert (response.status_code, response["Allow"]) == (405, "DELETE, GET, HEAD, OPTIONS, PATCH")


@pytest.mark.parametrize("address", [*ENDPOINTS, *SESSIONS])
def test_every_page_may_read_what_is_refused(client, address):
    for method in ("get", "post", "patch", "delete"):
        response = getattr(client, method)(address, headers={"Origin": "https://player.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Retry-After" in response["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    ("given", "tags"),
    [
        ("*", [None]),
        ('"*"', [None]),
        ('"abc"', ["abc"]),
        ('"abc", "def"', ["abc", "def"]),
        ('W/"abc", "def"', ["def"]),
        (", ".join(f'"{number}"' for number in range(9)), ["0", "1", "2", "3"]),
    ],
)
def test_entity_tags_are_compared_strongly(given, tags):
    assert etags_of(RequestFactory().get("/", headers={"If-Match": given})) == tags


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 428), ({"If-Match": 'W/"abc"'}, 412), ({"If-Match": "abc"}, 412)]
)
def test_what_is_no_strong_tag_matches_nothing(headers, status):
    with pytest.raises(Refused) as refusal:
        etags_of(RequestFactory().get("/", headers=headers))
    assert refusal.value.status == status


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"v=0", "application/json", 415, "request.media_type"),
        (b"v=0", "", 415, "request.media_type"),
        (b"v=0" + b" " * 65534, SDP, 413, "request.too_large"),
        (b"\xff\xfe", SDP, 400, "request.malformed"),
    ],
)
def test_bodies_that_are_no_offer(make_show, client, body, kind, status, code):
    show = make_show(state="doors")
    _key, secret = issue_key(show, holder=show.creator, by=show.creator)
    for address in ENDPOINTS:
        response = client.post(
            address,
            body,
            content_type=kind,
            headers={"Authorization": f"Bearer {secret}"},
        )
        assert (response.status_code, response.json()["code"]) == (status, code), address
        assert response["Content-Type"] == "application/problem+json"
        assert response.get("Accept-Post") == (SDP if status == 415 else None)


def test_who_accepts_no_sdp_gets_none(make_show, client):
    show = make_show(state="doors")
    _key, secret = issue_key(show, holder=show.creator, by=show.creator)
    for address in ENDPOINTS:
        response = client.post(
            address,
            b"v=0",
            content_type=SDP,
            headers={"Authorization": f"Bearer {secret}", "Accept": "text/html"},
        )
        assert (response.status_code, response.json()["code"]) == (406, "request.not_acceptable")


@pytest.mark.parametrize("address", ENDPOINTS)
def test_a_site_without_a_relay_says_so(make_show, client, address):
    show = make_show(state="live")
    _key, secret = issue_key(show, holder=show.creator, by=show.creator)
    response = client.post(
        address, b"v=0", content_type=SDP, headers={"Authorization": f"Bearer {secret}"}
    )
    assert (response.status_code, response.json()["code"]) == (503, "relay.none")
    assert int(response["Retry-After"]) > 0


@pytest.mark.usefixtures("one_window")
@pytest.mark.parametrize("address", ENDPOINTS)
def test_an_address_that_comes_too_often_waits(settings, client, address):
    settings.JOIN_RATE = "3/min"
    statuses = [client.post(address, b"", content_type=SDP).status_code for _ in range(5)]
    assert statuses[:3].count(429) == 0
    assert statuses[4] == 429
    cache.clear()


@pytest.mark.usefixtures("one_window")
@pytest.mark.parametrize("address", ENDPOINTS)
def test_all_addresses_of_one_ipv6_network_are_one(settings, client, address):
    settings.JOIN_RATE = "3/min"

    def status(host: str) -> int:
        return client.post(address, b"", content_type=SDP, REMOTE_ADDR=host).status_code

    statuses = [status(f"2001:db8:0:7::{number:x}") for number in range(5)]
    assert statuses[4] == 429
    assert status("2001:db8:0:8::1") != 429
    cache.clear()


@pytest.mark.usefixtures("one_window")
def test_wrong_keys_are_few(client, make_show):
    make_show(state="doors")
    statuses = [
        client.post(
            "/whip/show-1", b"", content_type=SDP, headers={"Authorization": f"Bearer {number}"}
        ).status_code
        for number in range(64)
    ]
    assert set(statuses) == {401, 429}
    assert rate_limits.WRONG_KEYS == "30/min"


def test_stun_and_turn_servers_are_told_with_passwords_of_an_hour(settings):
    settings.ICE_SERVERS = ["stun:stun.example.org", "turn:turn.example.org?transport=udp"]
    assert ice_servers.links("session") == (
        '<stun:stun.example.org>; rel="ice-server"',
        '<turn:turn.example.org?transport=udp>; rel="ice-server"',
    )
    settings.TURN_SECRET = "north"
    link = ice_servers.links("session")[1]
    assert 'rel="ice-server"; username="' in link
    assert 'credential-type="password"' in link
    assert "north" not in link
