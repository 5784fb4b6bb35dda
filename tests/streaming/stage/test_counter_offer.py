"""WHEP, for a player whose offer does not fit: 406 with an offer of ours, and its answer."""

import pytest

from accounts.suspensions import suspend
from accounts.tokens import issue_token
from shows.models import CastMember, MediaSession, Show
from streaming.control.commands import Describe
from streaming.wire import sdp
from tests.streaming.forwarding.offers import answer_to

from .doors.test_whep import empty, patch, perform, post, stage
from .offers import FRAGMENT, SDP, fragment, to_watch

__all__ = ["empty", "stage"]

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://localhost:8000"}


def knock(client, offer: str = "", **headers):
    """The answer to an offer that does not fit."""
    response = post(client, offer or to_watch("VP8"), **headers)
    assert response.status_code == 406, response.content
    return response


def answer(client, offered, text: str = "", **headers):
    text = text or str(answer_to(offered.content.decode()))
    return client.patch(offered["Location"], text, content_type=SDP, headers=headers)


def code_of(response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def test_a_player_without_the_codec_is_offered_what_is_on_stage(stage, client):
    response = knock(client)
    assert response["Content-Type"] == SDP
    assert response["Location"].startswith("/whep/hamlet/")
    assert response["ETag"][0] == response["ETag"][-1] == '"'
    assert response["Accept-Patch"] == f"{FRAGMENT}, {SDP}"
    assert "/layer" in response["Link"]
    offer = sdp.parse(response.content.decode())
    assert [media.codecs[0].name for media in offer.media] == ["opus", "H264"]
    assert {media.direction for media in offer.media} == {"sendonly"}


def test_its_person_can_read_why(stage, client):
    """A player that makes nothing of the offer shows the body, if anything."""
    lines = knock(client).content.decode().splitlines()
    assert "s=No common codec for video: H264 (42e01f) is on stage, and the offer has VP8." in lines


def test_the_answer_begins_a_session_like_any_other(stage, client):
    offered = knock(client)
    answered = answer(client, offered)
    assert (answered.status_code, answered.content, "ETag" in answered) == (204, b"", False)
    where, etag = offered["Location"], offered["ETag"]
    assert patch(client, where, fragment(), etag).status_code == 204
    layer = client.post(f"{where}/layer", {"layer": "audio"}, content_type="application/json")
    assert layer.status_code == 200
    assert code_of(answer(client, offered)) == (409, "session.answered")
    for _ in range(2):
        assert client.delete(where).status_code == 200
    assert code_of(answer(client, offered)) == (404, "session.unknown")


@pytest.mark.parametrize(
    "offer",
    [
        to_watch().replace("a=recvonly", "a=inactive"),
        to_watch().split("m=")[0] + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
        to_watch().replace("H264/90000", "Theora/90000").replace("VP8/90000", "H261/90000"),
    ],
    ids=["inactive", "data alone", "unknown codecs"],
)
def test_other_offers_that_do_not_fit(stage, client, offer):
    assert answer(client, knock(client, offer)).status_code == 204


def test_an_empty_stage_offers_nothing(empty, client):
    assert code_of(post(client, to_watch("VP8"))) == (409, "stage.empty")


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("hello", 422, "sdp.malformed"),
        ("v=0", 422, "sdp.malformed"),
        (to_watch(), 422, "sdp.malformed"),
        (" " * 70_000, 413, "request.too_large"),
    ],
)
def test_a_wrong_answer_is_named_and_can_be_corrected(stage, client, text, status, code):
    offered = knock(client)
    assert code_of(answer(client, offered, text)) == (status, code)
    assert answer(client, offered).status_code == 204


def test_an_answer_that_takes_nothing_is_none(stage, client):
    offered = knock(client)
    nothing = answer_to(offered.content.decode())
    for media in nothing.media:
        media.direction = "inactive"
    assert code_of(answer(client, offered, str(nothing))) == (422, "media.nothing_taken")


def test_who_answers_is_no_audience_yet(stage, client, relay):
    answer(client, knock(client))
    lines = [line.viewers for line in relay.ask(Describe(stage.uuid.hex)).stages]
    assert lines == [0]


def test_unanswered_offers_take_places_like_sessions_that_begin(make_show, settings, client):
    from ..relay.running import SECRET, running_relay

    with running_relay(most_opening=1, most_sessions=4) as small:
        settings.RELAYS, settings.RELAY_SECRET = [small.ready["control"]], SECRET
        perform(make_show(state="live", slug="hamlet"))
        offered = knock(client)
        assert code_of(post(client, to_watch("VP8"))) == (429, "relay.too_many_opening")
        assert client.delete(offered["Location"]).status_code == 200
        assert answer(client, knock(client)).status_code == 204


# ── who may


def test_members_are_remembered_from_the_offer_on(stage, make_user, login):
    member = make_user("member")
    offered = knock(login(member), **OURS)
    [row] = MediaSession.objects.filter(user=member)
    assert offered["Location"].endswith(row.session)
    assert answer(login(member), offered, **OURS).status_code == 204
    assert MediaSession.objects.filter(user=member).count() == 1


def test_the_address_is_enough_where_the_member_may_still_watch(stage, make_user, client):
    member = make_user("member")
    _token, secret = issue_token(member, name="player", scopes=["shows:read"])
    Show.objects.update(access=Show.Access.INVITATION)
    casting_of(stage, member)
    offered = knock(client, Authorization=f"Bearer {secret}")
    assert answer(client, offered).status_code == 204


def casting_of(show, member) -> None:
    CastMember.objects.create(
        show=show, user=member, part=CastMember.Part.PERFORMER, answer=CastMember.Answer.ACCEPTED
    )


def test_who_is_suspended_before_the_answer_is_out(stage, make_user, login):
    member = make_user("member")
    offered = knock(client := login(member), **OURS)
    suspend(member, by=make_user("staff", is_staff=True), reason="x")
    assert code_of(answer(client, offered, **OURS)) == (404, "not_found")


def test_a_show_that_is_over_takes_no_answer(stage, client):
    offered = knock(client)
    Show.objects.update(state="ended")
    assert code_of(answer(client, offered)) == (409, "show.not_on_air")


def test_a_show_that_was_closed_to_strangers_takes_none_of_theirs(stage, client):
    offered = knock(client)
    Show.objects.update(access=Show.Access.INVITATION)
    assert code_of(answer(client, offered)) == (404, "not_found")
