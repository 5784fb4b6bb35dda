"""Every MUST of draft-ietf-wish-whep that binds a server, against a real relay.

What it shares with WHIP and needs no relay is in test_signalling.py, who may in
test_authentication.py.
"""

import pytest
from django.test import Client

from shows.planning.keys import issue_key
from streaming.control.commands import Describe
from streaming.stage.sessions import open_sessions
from streaming.stage.sessions.sessions import Place
from streaming.wire import sdp

from ..offers import FRAGMENT, RESTART, SDP, fragment, to_perform, to_watch

pytestmark = pytest.mark.django_db
LAYERS = 'rel="urn:ietf:params:whep:ext:core:layer"'


def post(client, offer=None, query="", address="127.0.0.1", **headers):
    body, where = to_watch() if offer is None else offer, {"REMOTE_ADDR": address}
    return client.post(f"/whep/hamlet{query}", body, SDP, headers=headers, **where)


def patch(client, session, body, etag=None, kind=FRAGMENT):
    headers = {} if etag is None else {"If-Match": etag}
    return client.patch(session, body, content_type=kind, headers=headers)


@pytest.fixture
def empty(relay, make_show):
    return make_show(state="live", slug="hamlet")


@pytest.fixture
def stage(empty):
    """A public show on air, with a performer on stage whose media is on its way."""
    perform(empty)
    return empty


def perform(show, **offer) -> None:
    _key, secret = issue_key(show, holder=show.creator, by=show.creator)
    response = Client().post(
        f"/whip/{show.slug}",
        to_perform(**offer),
        content_type=SDP,
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert response.status_code == 201, response.content


def test_an_offer_is_answered(stage, client):
    response = post(client)
    assert response.status_code == 201
    assert response["Content-Type"] == SDP
    assert response["Location"].startswith("/whep/hamlet/")
    assert response["ETag"][0] == response["ETag"][-1] == '"'
    assert response["Accept-Patch"] == f"{FRAGMENT}, {SDP}"


def test_the_answer_is_one_that_the_draft_allows(stage, client):
    text = post(client).content.decode()
    answer = sdp.parse(text)
    assert "a=ice-lite" in text
    assert [media.direction for media in answer.media] == ["sendonly", "sendonly"]
    assert [media.setup for media in answer.media] == ["passive", "passive"]
    assert all(media.rtcp_mux for media in answer.media)
    assert len({media.msid.split()[0] for media in answer.media if media.msid}) == 1
    assert "a=candidate:" in text
    assert "a=end-of-candidates" in text


def test_nobody_on_stage_is_told_with_a_time_to_come_again(empty, client):
    response = post(client)
    assert (response.status_code, response.json()["code"]) == (409, "stage.empty")
    assert int(response["Retry-After"]) > 0


@pytest.mark.parametrize(
    "offer",
    [
        " ",
        "v=0",
        "\x00",
        to_watch().replace("a=ice-pwd", "a=x"),
        to_watch().replace("a=recvonly", "a=sendonly"),
        "\r\n".join([to_watch(), *["m=video 9 UDP/TLS/RTP/SAVPF 0"] * 1000]),
    ],
    ids=range(6),
)
def test_offers_that_make_no_sense_are_refused(stage, client, relay, offer):
    before = relay.ask(Describe()).load.sessions
    response = post(client, offer)
    assert response.status_code in (400, 422)
    assert response["Content-Type"] == "application/problem+json"
    assert relay.ask(Describe()).load.sessions <= before


def test_an_entity_tag_stays_strong_for_browsers(stage, client):
    assert not post(client, **{"Accept-Encoding": "gzip"})["ETag"].startswith("W/")


def test_candidates_trickle_in_and_ice_restarts(stage, client):
    opened = post(client)
    session, etag = opened["Location"], opened["ETag"]
    trickled = patch(client, session, fragment(), etag)
    assert (trickled.status_code, trickled.content, "ETag" in trickled) == (204, b"", False)
    restarted = patch(client, session, RESTART, "*")
    assert (restarted.status_code, restarted["Content-Type"]) == (200, FRAGMENT)
    assert restarted["ETag"] != etag
    assert patch(client, session, RESTART, etag).status_code == 412
    assert patch(client, session, RESTART, restarted["ETag"]).status_code == 204


@pytest.mark.parametrize(
    ("body", "etag", "kind", "status"),
    [
        (fragment(), None, FRAGMENT, 428),
        (fragment(), '"old"', FRAGMENT, 412),
        (fragment(), "*", "text/plain", 415),
        (to_watch(), "*", SDP, 409),
        ("hello", "*", FRAGMENT, 422),
        (fragment() + " " * 70_000, "*", FRAGMENT, 413),
    ],
)
def test_patches_that_make_no_sense_end_nothing(stage, client, body, etag, kind, status):
    session = post(client)["Location"]
    assert patch(client, session, body, etag, kind).status_code == status
    assert patch(client, session, fragment(), "*").status_code == 204


def test_a_session_is_ended(stage, client, relay):
    opened = post(client)
    for _ in range(2):
        response = client.delete(opened["Location"], headers={"If-Match": '"anything"'})
        assert (response.status_code, response.content) == (200, b"")
    assert patch(client, opened["Location"], fragment(), opened["ETag"]).status_code == 404


def test_sessions_that_were_never_opened_reach_no_relay(stage, client, settings, make_show):
    session = post(client)["Location"]
    make_show(state="live", slug="macbeth")
    settings.RELAYS = ["127.0.0.1:1"]  # would be 503
    forged = session[:-1] + ("0" if session[-1] != "0" else "1")
    for address in (forged, session.replace("hamlet", "macbeth"), "/whep/hamlet/x"):
        assert client.delete(address).status_code == 404
        assert client.get(address).status_code == 404
        assert patch(client, address, fragment(), "*").status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_session_has_nothing_to_read(stage, client, method):
    response = getattr(client, method)(post(client)["Location"])
    assert (response.status_code, response.content) == (204, b"")


def test_a_layer_is_chosen(empty, client):
    perform(empty, layers=["h", "m", "l"])
    opened = post(client)
    link = opened["Link"]
    assert link == f"<{opened['Location']}/layer>; {LAYERS}"
    for wanted in ({"rid": "m"}, {"encodingId": "l"}, {"layer": "audio"}, {}, {"mediaId": "1"}):
        response = client.post(
            f"{opened['Location']}/layer", wanted, content_type="application/json"
        )
        assert (response.status_code, response.content) == (200, b""), (wanted, response.content)


@pytest.mark.parametrize(
    ("body", "status"),
    [("[]", 400), ("{", 400), ('{"rid": 5}', 400), ('{"rid": "a b"}', 400), ("[" * 50_000, 400)],
)
def test_a_choice_that_makes_no_sense_is_refused(stage, client, body, status):
    address = f"{post(client)['Location']}/layer"
    response = client.post(address, body, content_type="application/json")
    assert response.status_code == status


def test_a_layer_that_nobody_sends_is_refused(stage, client):
    address = f"{post(client)['Location']}/layer"
    response = client.post(address, {"layer": "nope"}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "whep.bad_layer")
    assert "nope" in response.json()["detail"]
    wrong = client.post(address, "layer=nope", content_type="text/plain")
    assert (wrong.status_code, wrong["Accept-Post"]) == (415, "application/json")


def test_a_layer_is_chosen_from_the_start(stage, client):
    assert post(client, query="?layer=audio").status_code == 201
    response = post(client, query="?layer=no%20such")
    assert (response.status_code, response.json()["code"]) == (400, "whep.bad_layer")


def test_a_relay_that_is_gone_is_named(stage, client, settings):
    settings.RELAYS = ["127.0.0.1:1"]
    response = post(client)
    assert (response.status_code, response.json()["code"]) == (503, "relay.no_answer")
    assert int(response["Retry-After"]) > 0


def test_a_full_relay_says_when_to_come_again(make_show, settings, client):
    from ...relay.running import SECRET, running_relay

    with running_relay(most_sessions=1) as small:
        settings.RELAYS, settings.RELAY_SECRET = [small.ready["control"]], SECRET
        perform(make_show(state="live", slug="hamlet"))
        response = post(client)
    assert (response.status_code, response.json()["code"]) == (503, "relay.full")
    assert int(response["Retry-After"]) > 0


def test_one_network_begins_few_sessions_at_once(make_show, settings, client):
    from ...relay.running import SECRET, running_relay

    with running_relay(most_opening=1, most_sessions=4) as small:
        settings.RELAYS, settings.RELAY_SECRET = [small.ready["control"]], SECRET
        perform(make_show(state="live", slug="hamlet"))
        first, second = post(client), post(client)
        other = post(client, address="2001:db8::1")
        third = post(client, address="2001:db8::2")
    assert [one.status_code for one in (first, second, other, third)] == [201, 429, 201, 429]
    assert second.json()["code"] == "relay.too_many_opening"
    assert second["Retry-After"] == "1"


def test_members_who_watch_are_remembered_for_a_suspension(stage, make_user, login, settings):
    member = make_user("member")
    response = post(login(member), Origin="http://localhost:8000")
    session = response["Location"].rpartition("/")[2]
    (relay,) = settings.RELAYS
    assert open_sessions.forget(member) == [Place(stage.uuid.hex, session, relay)]
