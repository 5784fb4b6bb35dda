"""Every MUST of RFC 9725 that binds a server, against a real relay.

What needs no relay (OPTIONS, CORS, methods, types, sizes) is in test_signalling.py, who may in
test_authentication.py, and ICE and DTLS themselves in tests/streaming/relay/.
"""

import pytest

from shows.air.appearances import arrived, fell_silent
from shows.air.on_air import end
from shows.models import Appearance, CastMember, Show, StreamKey
from shows.planning.keys import issue_key, revoke_key
from streaming.control.commands import Describe
from streaming.wire import sdp

from ..offers import FRAGMENT, RESTART, SDP, fragment, to_perform

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://localhost:8000"}


class Encoder:
    """One that knows its key and the address of the show."""

    def __init__(self, client, show, secret) -> None:
        self.client, self.show = client, show
        self.headers = {"Authorization": f"Bearer {secret}"}
        self.address = f"/whip/{show.slug}"

    def post(self, offer=None, *, query="", kind=SDP, **headers):
        return self.client.post(
            self.address + query,
            to_perform() if offer is None else offer,
            content_type=kind,
            headers=self.headers | headers,
        )

    def patch(self, session, body, etag=None, kind=FRAGMENT):
        match = {} if etag is None else {"If-Match": etag}
        return self.client.patch(session, body, content_type=kind, headers=self.headers | match)

    def delete(self, session, **headers):
        return self.client.delete(session, headers=self.headers | headers)

    def get(self, session):
        return self.client.get(session, headers=self.headers)


@pytest.fixture
def encoder(relay, make_show, client):
    show = make_show(state="doors", slug="hamlet")
    _key, secret = issue_key(show, holder=show.creator, by=show.creator)
    return Encoder(client, show, secret)


def stages(relay) -> dict[str, int]:
    return {line.stage: line.performers for line in relay.ask(Describe()).stages}


# ── setting up


def test_an_offer_is_answered(encoder, relay):
    response = encoder.post()
    assert response.status_code == 201
    assert response["Content-Type"] == SDP
    assert response["Location"].startswith("/whip/hamlet/")
    assert response["ETag"][0] == response["ETag"][-1] == '"'
    assert response["Accept-Patch"] == FRAGMENT
    assert stages(relay)[encoder.show.uuid.hex] == 1


def test_the_answer_is_one_that_the_standard_allows(encoder):
    """recvonly, ICE-lite with every candidate and their end, DTLS, one bundle, RTCP with RTP."""
    text = encoder.post().content.decode()
    answer = sdp.parse(text)
    assert "a=ice-lite" in text
    assert [media.direction for media in answer.media] == ["recvonly", "recvonly"]
    assert [media.setup for media in answer.media] == ["passive", "passive"]
    assert all(media.rtcp_mux for media in answer.media)
    assert text.count("a=rtcp-mux-only\r\n") == len(answer.media) == 2
    assert "a=group:BUNDLE 0 1" in text
    assert "a=candidate:" in text
    assert "a=end-of-candidates" in text


def test_an_entity_tag_stays_strong_for_clients_that_take_gzip(encoder):
    response = encoder.post(**{"Accept-Encoding": "gzip, br"})
    assert not response["ETag"].startswith("W/")
    assert "Content-Encoding" not in response


def test_ice_servers_are_told_with_the_answer(encoder, settings):
    settings.ICE_SERVERS = ["stun:stun.example.org", "turn:turn.example.org"]
    settings.TURN_SECRET = "shared"
    link = encoder.post()["Link"]
    assert link.startswith('<stun:stun.example.org>; rel="ice-server", <turn:turn.example.org>;')
    assert 'credential-type="password"' in link


@pytest.mark.parametrize(
    "offer",
    [
        " ",
        "v=0",
        "hello",
        "\x00\x01",
        "v=0\r\n" * 200,
        to_perform().replace("a=ice-ufrag", "a=x"),
        to_perform().replace("a=fingerprint", "a=x"),
        to_perform().replace("a=sendonly", "a=recvonly"),
        to_perform().replace("m=audio", "m=application").replace("m=video", "m=application"),
        "\r\n".join([to_perform(), *["m=audio 9 UDP/TLS/RTP/SAVPF 0"] * 1000]),
    ],
    ids=range(10),
)
def test_offers_that_make_no_sense_are_refused_and_leave_nothing(encoder, relay, offer):
    response = encoder.post(offer)
    assert response.status_code in (400, 406, 422)
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] != ""
    assert encoder.show.uuid.hex not in stages(relay)
    assert [one.left_reason for one in Appearance.objects.all()] == ["refused"]


def test_codecs_that_nobody_knows_are_named(encoder):
    response = encoder.post(to_perform().replace("H264/90000", "Theora/90000"))
    assert (response.status_code, response.json()["code"]) == (406, "media.no_common_codec")
    assert "Theora" in response.json()["detail"]


def test_a_stage_can_be_played_on_twice_but_not_by_the_same_part(encoder, make_user, relay):
    assert encoder.post().status_code == 201
    user = make_user("partner")
    CastMember.objects.create(show=encoder.show, user=user, answer="accepted")
    _key, secret = issue_key(encoder.show, holder=user, by=user)
    assert Encoder(encoder.client, encoder.show, secret).post().status_code == 201
    assert stages(relay)[encoder.show.uuid.hex] == 2


# ── taking over


def test_who_sends_keeps_the_part(encoder):
    first = encoder.post()
    arrived(Appearance.objects.get().session)
    response = encoder.post()
    assert (response.status_code, response.json()["code"]) == (409, "stage.taken")
    assert int(response["Retry-After"]) > 0
    assert encoder.get(first["Location"]).status_code == 204


def test_a_part_is_taken_over_when_that_is_wanted(encoder, relay):
    encoder.post()
    older = Appearance.objects.get()
    arrived(older.session)
    assert encoder.post(query="?take_over=1").status_code == 201
    newer = Appearance.objects.exclude(pk=older.pk).get()
    assert newer.epoch > older.epoch
    assert stages(relay)[encoder.show.uuid.hex] == 1


def test_an_encoder_that_begins_anew_takes_the_place_of_what_it_left(encoder, relay):
    encoder.post()
    session = Appearance.objects.get().session
    arrived(session)
    fell_silent(session)
    assert encoder.post().status_code == 201
    assert stages(relay)[encoder.show.uuid.hex] == 1


def test_a_take_over_that_fails_leaves_the_older_one_on_stage(encoder, relay):
    first = encoder.post()
    arrived(Appearance.objects.get().session)
    assert encoder.post("v=0", query="?take_over=1").status_code == 422
    assert encoder.get(first["Location"]).status_code == 204
    assert stages(relay)[encoder.show.uuid.hex] == 1


# ── PATCH


def test_candidates_trickle_in(encoder):
    opened = encoder.post()
    response = encoder.patch(opened["Location"], fragment(), opened["ETag"])
    assert (response.status_code, response.content) == (204, b"")
    assert "ETag" not in response


@pytest.mark.parametrize("etag", ["*", '"*"', "its own"])
def test_new_credentials_restart_ice(encoder, etag):
    opened = encoder.post()
    given = opened["ETag"] if etag == "its own" else etag
    response = encoder.patch(opened["Location"], RESTART, given)
    assert (response.status_code, response["Content-Type"]) == (200, FRAGMENT)
    assert response["ETag"] not in (opened["ETag"], "")
    ours = sdp.parse_fragment(response.content.decode())
    assert ours.ufrag not in opened.content.decode()
    assert len(ours.pwd) >= 22
    assert len(ours.candidates) > 0
    assert "a=ice-lite" in response.content.decode()


def test_an_entity_tag_from_before_a_restart_is_outdated(encoder):
    opened = encoder.post()
    newer = encoder.patch(opened["Location"], RESTART, "*")["ETag"]
    late = encoder.patch(opened["Location"], fragment(), opened["ETag"])
    assert (late.status_code, late.json()["code"]) == (412, "ice.stale_etag")
    now = fragment("ysXwysXw", "vw5LmwG4y/e6dPP/zAP9Gp5k")
    assert encoder.patch(opened["Location"], now, newer).status_code == 204
    assert encoder.patch(opened["Location"], now, f'"another", {newer}').status_code == 204


def test_without_an_entity_tag_nothing_is_patched(encoder):
    response = encoder.patch(encoder.post()["Location"], fragment())
    assert (response.status_code, response.json()["code"]) == (428, "ice.no_etag")


def test_a_weak_entity_tag_matches_nothing(encoder):
    opened = encoder.post()
    assert encoder.patch(opened["Location"], fragment(), f"W/{opened['ETag']}").status_code == 412


@pytest.mark.parametrize("kind", ["application/sdp", "text/plain", ""])
def test_a_patch_of_another_type_is_refused(encoder, kind):
    opened = encoder.post()
    response = encoder.patch(opened["Location"], fragment(), opened["ETag"], kind)
    assert (response.status_code, response.json()["code"]) == (415, "request.media_type")
    assert response["Accept-Patch"] == FRAGMENT


@pytest.mark.parametrize("body", ["hello", "a=ice-ufrag", "a=ice-pwd:\r\n", "\x00"])
def test_a_broken_fragment_is_refused_and_ends_nothing(encoder, body):
    opened = encoder.post()
    response = encoder.patch(opened["Location"], body, opened["ETag"])
    assert response.status_code in (400, 422)
    assert encoder.patch(opened["Location"], fragment(), opened["ETag"]).status_code == 204


# ── the session


def test_a_session_is_ended(encoder, relay):
    session = encoder.post()["Location"]
    response = encoder.delete(session, **{"If-Match": '"anything"'})
    assert (response.status_code, response.content) == (200, b"")
    assert encoder.show.uuid.hex not in stages(relay)
    again = encoder.delete(session)
    assert (again.status_code, again.content) == (200, b"")
    assert encoder.get(session).status_code == 404


def test_a_session_that_ended_with_its_show_is_ended_without_complaint(encoder):
    session = encoder.post()["Location"]
    arrived(Appearance.objects.get().session)
    end(Show.objects.get(), by=encoder.show.creator)
    assert encoder.delete(session).status_code == 200
    assert encoder.delete(session.replace("hamlet/", "hamlet/x")).status_code == 404


def test_a_slash_at_the_end_changes_nothing(encoder):
    encoder.address += "/"
    session = encoder.post()["Location"]
    assert encoder.get(f"{session}/").status_code == 204
    assert encoder.delete(f"{session}/").status_code == 200


def test_a_session_has_nothing_to_read(encoder):
    session = encoder.post()["Location"]
    for method in (encoder.client.get, encoder.client.head):
        response = method(session, headers=encoder.headers)
        assert (response.status_code, response.content) == (204, b"")


def test_a_session_belongs_to_whoever_opened_it(encoder, make_user, make_show):
    session = encoder.post()["Location"]
    user = make_user("partner")
    CastMember.objects.create(show=encoder.show, user=user, answer="accepted")
    _key, secret = issue_key(encoder.show, holder=user, by=user)
    partner = Encoder(encoder.client, encoder.show, secret)
    for response in (
        partner.delete(session),
        partner.get(session),
        partner.patch(session, fragment(), "*"),
    ):
        assert response.status_code == 404
    assert encoder.client.delete(session).status_code == 401
    assert encoder.get(session).status_code == 204
    elsewhere = make_show(slug="macbeth")
    assert encoder.get(session.replace("hamlet", elsewhere.slug)).status_code == 404


def test_sessions_cannot_be_guessed(encoder):
    known = encoder.post()["Location"].rpartition("/")[2]
    assert len(known) >= 32
    assert encoder.get(f"/whip/hamlet/{'a' * len(known)}").status_code == 404


def test_a_browser_performs_with_its_session(encoder, login):
    client = login(encoder.show.creator)
    opened = client.post("/whip/hamlet", to_perform(), content_type=SDP, headers=OURS)
    assert opened.status_code == 201
    response = client.patch(
        opened["Location"],
        fragment(),
        content_type=FRAGMENT,
        headers=OURS | {"If-Match": opened["ETag"]},
    )
    assert response.status_code == 204
    foreign = client.delete(opened["Location"], headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 401
    assert client.delete(opened["Location"], headers=OURS).status_code == 200


def test_a_key_that_was_revoked_a_moment_ago_opens_nothing_and_steers_nothing(encoder, relay):
    session = encoder.post()["Location"]
    revoke_key(StreamKey.objects.get(), by=encoder.show.creator)
    for response in (
        encoder.post(),
        encoder.get(session),
        encoder.patch(session, fragment(), "*"),
        encoder.delete(session),
    ):
        assert (response.status_code, response.json()["code"]) == (401, "key.unknown")
        assert response.json()["detail"]
    assert Appearance.objects.count() == 1, "nobody else has appeared"


def test_one_account_plays_in_one_show_at_a_time(encoder, make_show, relay):
    first = encoder.post()["Location"]
    other = make_show(state="doors", slug="macbeth", creator=encoder.show.creator)
    _key, secret = issue_key(other, holder=other.creator, by=other.creator)
    second = Encoder(encoder.client, other, secret)
    for query in ("", "?take_over=1"):
        response = second.post(query=query)
        assert (response.status_code, response.json()["code"]) == (409, "stage.elsewhere")
        assert int(response["Retry-After"]) > 0
    assert stages(relay).get(other.uuid.hex) is None
    encoder.delete(first)
    assert second.post().status_code == 201


# ── a relay that is not well


def test_a_relay_that_is_gone_is_named_and_nothing_is_left(encoder, settings):
    settings.RELAYS = ["127.0.0.1:1"]
    response = encoder.post()
    assert (response.status_code, response.json()["code"]) == (503, "relay.no_answer")
    assert int(response["Retry-After"]) > 0
    assert Appearance.objects.get().state == "left"


def test_a_session_is_over_for_us_even_if_the_relay_is_gone(encoder):
    session = encoder.post()["Location"]
    Appearance.objects.update(relay="127.0.0.1:1")
    assert encoder.delete(session).status_code == 200
    assert Appearance.objects.get().left_reason == "left"
