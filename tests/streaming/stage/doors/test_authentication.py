"""Who may knock: keys, tokens, sessions of our own pages, and nobody else."""

import pytest

from accounts.tokens import issue_token
from shows.models import CastMember
from shows.planning.keys import issue_key, revoke_key

pytestmark = pytest.mark.django_db
OURS = "http://localhost:8000"
KNOCK = {"data": b"", "content_type": "text/plain"}
INSIDE = 415  # past the doorkeeper: the body is looked at


def bearer(secret: str) -> dict:
    return {"headers": {"Authorization": f"Bearer {secret}"}}


@pytest.fixture
def stage(make_show):
    show = make_show(state="doors", slug="hamlet")
    key, secret = issue_key(show, holder=show.creator, by=show.creator)
    return show, key, secret


def test_a_stream_key_opens_its_own_show_alone(stage, make_show, client):
    show, _key, secret = stage
    make_show(slug="macbeth", state="doors")
    answers = {
        slug: client.post(f"/whip/{slug}", **KNOCK, **bearer(secret))
        for slug in ("hamlet", "macbeth", "nowhere")
    }
    assert answers["hamlet"].status_code == INSIDE
    assert [answers[slug].status_code for slug in ("macbeth", "nowhere")] == [404, 404]
    assert answers["macbeth"].json() == answers["nowhere"].json()


@pytest.mark.parametrize("given", ["Bearer wrong", "Bearer abc\x00", "Bearer ", "Basic YTpi", ""])
def test_without_a_key_all_shows_look_alike(stage, client, given):
    headers = {"headers": {"Authorization": given}} if given else {}
    known, unknown = (client.post(f"/whip/{slug}", **KNOCK, **headers) for slug in ("hamlet", "x"))
    assert known.status_code == unknown.status_code == 401
    assert known.json() == unknown.json()
    assert known["WWW-Authenticate"] == unknown["WWW-Authenticate"]
    assert known["WWW-Authenticate"].startswith('Bearer realm="stage"')
    invalid = 'error="invalid_token"' in known["WWW-Authenticate"]
    assert invalid == given.startswith(("Bearer wrong", "Bearer abc"))


def test_a_revoked_key_opens_nothing(stage, client):
    show, key, secret = stage
    revoke_key(key, by=show.creator)
    assert client.post("/whip/hamlet", **KNOCK, **bearer(secret)).status_code == 401


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (OURS, INSIDE),
        ("https://evil.example", 401),
        ("http://localhost:8001", 401),
        ("http://localhost:8000.evil.example", 401),
        ("null", 401),
        ("", 401),
    ],
)
def test_a_session_counts_on_our_own_pages_alone(stage, login, origin, status):
    client = login(stage[0].creator)
    headers = {"headers": {"Origin": origin}} if origin else {}
    assert client.post("/whip/hamlet", **KNOCK, **headers).status_code == status


def test_members_who_do_not_perform_find_no_stage(stage, make_user, login):
    client = login(make_user("member"))
    for slug in ("hamlet", "nowhere"):
        response = client.post(f"/whip/{slug}", **KNOCK, headers={"Origin": OURS})
        assert response.status_code == 404


def test_the_cast_performs_with_its_session(stage, make_user, login):
    user = make_user("actor")
    CastMember.objects.create(show=stage[0], user=user, answer="accepted")
    response = login(user).post("/whip/hamlet", **KNOCK, headers={"Origin": OURS})
    assert response.status_code == INSIDE


@pytest.mark.parametrize("state", ["draft", "ended", "replay", "cancelled"])
def test_nobody_performs_when_it_is_no_moment_for_it(stage, client, state):
    show, _key, secret = stage
    type(show).objects.update(state=state)
    response = client.post("/whip/hamlet", b"v=0", content_type="application/sdp", **bearer(secret))
    assert (response.status_code, response.json()["code"]) == (409, "show.wrong_moment")


def watch(client, slug="hamlet", **more):
    return client.post(f"/whep/{slug}", **KNOCK, **more)


@pytest.mark.parametrize("state", ["live", "interrupted"])
def test_anybody_watches_a_public_show_on_air(make_show, client, state):
    make_show(state=state, slug="hamlet")
    assert watch(client).status_code == INSIDE


@pytest.mark.parametrize("state", ["announced", "rehearsal", "doors", "ended", "cancelled"])
def test_the_crowd_waits_for_the_curtain(make_show, client, state):
    make_show(state=state, slug="hamlet")
    response = watch(client)
    assert (response.status_code, response.json()["code"]) == (409, "show.not_on_air")
    assert 5 <= int(response["Retry-After"]) <= 3600


@pytest.mark.parametrize("state", ["announced", "rehearsal", "doors"])
def test_who_works_on_stage_sees_it_before(stage, client, state):
    show, _key, secret = stage
    type(show).objects.update(state=state)
    assert watch(client, **bearer(secret)).status_code == INSIDE


@pytest.mark.parametrize(
    "fields",
    [
        {"hidden_at": "2026-01-01T00:00:00Z"},
        {"access": "invitation"},
        {"access": "password", "password": "x"},
        {"capacity": 5},
        {"state": "draft"},
    ],
)
def test_a_show_that_is_closed_to_them_looks_like_none(make_show, client, fields):
    make_show(**{"state": "live", "slug": "hamlet"} | fields)
    closed, none = watch(client), watch(client, "nowhere")
    assert (closed.status_code, closed.json()) == (404, none.json())


def test_a_personal_token_watches_as_its_owner(make_show, make_user, client):
    show = make_show(state="live", slug="hamlet", capacity=5)
    user = make_user("guest")
    _token, secret = issue_token(user, name="player", scopes=["shows:read"])
    assert watch(client, **bearer(secret)).status_code == 404
    show.seats.create(user=user)
    assert watch(client, **bearer(secret)).status_code == INSIDE


def test_a_token_without_the_scope_is_none(make_show, make_user, client):
    make_show(state="live", slug="hamlet")
    _token, secret = issue_token(make_user("guest"), name="player", scopes=["keys:write"])
    assert watch(client, **bearer(secret)).status_code == 401


def test_a_session_of_elsewhere_is_one_of_the_crowd(make_show, make_user, login):
    show = make_show(state="live", slug="hamlet", capacity=5)
    user = make_user("guest")
    show.seats.create(user=user)
    client = login(user)
    assert watch(client, headers={"Origin": OURS}).status_code == INSIDE
    assert watch(client, headers={"Origin": "https://evil.example"}).status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_player_finds_out_what_it_is(make_show, client, method):
    make_show(slug="hamlet")
    response = getattr(client, method)("/whep/hamlet")
    assert (response.status_code, response["Content-Type"]) == (200, "application/sdp")
    assert response.content == b""
    assert getattr(client, method)("/whep/nowhere").status_code == 404


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_a_whip_address_shows_nothing(client, method):
    response = getattr(client, method)("/whip/anything")
    assert (response.status_code, response.content) == (204, b"")
