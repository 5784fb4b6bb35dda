"""Shows over the API: the bill, making, changing, and what stays one's own."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import PersonalToken
from shows.models import Show
from shows.planning.seats import take_seat


def code(response):
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


@pytest.fixture
def creator(make_user):
    return make_user("creator")


@pytest.fixture
def mine(api, creator):
    return api(creator)


def soon(**delta):
    return (timezone.now() + timedelta(days=7, **delta)).isoformat()


def test_a_show_goes_from_draft_to_doors_with_a_token_alone(mine, api):
    body = {"title": "Hamlet", "category": "theatre", "starts_at": soon(), "tags": ["Drama"]}
    made = mine.post("shows/", body)
    assert (made.status_code, made.json()["state"], made.json()["tags"]) == (
        201,
        "draft",
        ["drama"],
    )
    show = f"shows/{made.json()['slug']}/"
    assert code(api().get(show)) == (404, "not_found")
    for act, state in [
        ("announce", "announced"),
        ("rehearse", "rehearsal"),
        ("end-rehearsal", "announced"),
        ("open-doors", "doors"),
        ("cancel", "cancelled"),
    ]:
        answer = mine.post(f"{show}{act}/")
        assert (answer.status_code, answer.json()["state"]) == (200, state)
    assert code(mine.post(f"{show}announce/")) == (409, "show.wrong_moment")


def test_a_rehearsal_is_announced_to_everybody_else(mine, api, make_show, make_user):
    make_show(state="rehearsal", slug="hamlet")
    states = [
        asker.get("shows/hamlet/").json()["state"] for asker in (mine, api(), api(make_user("eve")))
    ]
    assert states == ["rehearsal", "announced", "announced"]
    assert [show["state"] for show in api().get("shows/").json()["results"]] == ["announced"]


def test_a_start_without_offset_is_read_on_the_clock_of_the_show(mine):
    year = timezone.now().year + 1
    body = {"title": "A", "category": "talk", "time_zone": "Europe/Paris"}
    made = mine.post("shows/", body | {"starts_at": f"{year}-01-15T20:00"})
    assert made.json()["starts_at"] == f"{year}-01-15T19:00:00Z"


def test_bad_fields_are_refused_and_nothing_is_written(mine):
    good = {"title": "A", "category": "talk", "starts_at": soon()}
    for wrong, field in [
        ({"starts_at": "2020-01-01T00:00:00Z"}, "starts_at"),
        ({"title": "a\u202eb"}, "title"),
        ({"title": "x" * 10_000}, "title"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"access": "password"}, "password"),
        ({"capacity": 0}, "capacity"),
        ({"language": "!!"}, "language"),
        ({"starts_at": "9999-12-31T23:59:59-12:00"}, "starts_at"),
    ]:
        answer = mine.post("shows/", good | wrong)
        assert [entry["field"] for entry in answer.json()["errors"]] == [field], wrong
    assert Show.objects.count() == 0


def test_the_former_name_of_the_credits_is_told_for_one_more_version(mine, make_show, creator):
    make_show(creator=creator, slug="hamlet")
    show = mine.get("shows/hamlet/").json()
    assert [one["name"] for one in show["credits"]] == [creator.name]
    assert show["cast"] == show["credits"]


def test_a_show_is_changed_duplicated_and_deleted(mine, make_show, creator):
    make_show(creator=creator, state="draft", slug="hamlet")
    changed = mine.patch("shows/hamlet/", {"title": "Hamlet", "capacity": 10})
    assert (changed.json()["title"], changed.json()["seats_left"]) == ("Hamlet", 10)
    copy = mine.post("shows/hamlet/duplicate/")
    assert (copy.status_code, copy.json()["title"]) == (201, "Hamlet")
    assert mine.delete("shows/hamlet/").status_code == 204
    assert code(mine.get("shows/hamlet/")) == (404, "not_found")


def test_somebody_elses_show_is_as_if_it_were_not_there(api, make_show, make_user):
    make_show(slug="hamlet")
    other = api(make_user("other"))
    answers = [
        other.patch("shows/hamlet/", {"title": "Mine"}),
        other.delete("shows/hamlet/"),
        other.post("shows/hamlet/cancel/"),
        other.get("shows/hamlet/cast/"),
        other.get("shows/hamlet/seats/"),
        other.get("shows/hamlet/keys/"),
        other.get("shows/hamlet/invitations/"),
        other.delete("shows/hamlet/poster/"),
    ]
    assert {code(answer) for answer in answers} == {(404, "not_found")}
    assert Show.objects.get().title == "An Evening"


def test_nested_ids_hold_for_their_own_show_alone(mine, api, make_show, make_user, creator):
    make_show(creator=creator, slug="mine")
    foreign = make_show(creator=make_user("other"), slug="foreign")
    member = foreign.cast.get()
    assert code(mine.delete(f"shows/mine/cast/{member.pk}/")) == (404, "not_found")
    assert foreign.cast.count() == 1


def test_the_bill_is_filtered(api, make_show):
    make_show(slug="coming", category="dance", title="Swan")
    make_show(slug="live", state="live")
    make_show(slug="past", state="ended", starts_at=timezone.now() - timedelta(days=9))
    make_show(slug="secret", access="unlisted")
    make_show(slug="draft", state="draft")

    def slugs(**wish):
        return sorted(show["slug"] for show in api().get("shows/", wish).json()["results"])

    assert slugs() == ["coming", "live", "past"]
    assert [slugs(when=when) for when in ("coming", "live", "past")] == [
        ["coming"],
        ["live"],
        ["past"],
    ]
    assert (slugs(category="dance"), slugs(q="swan"), slugs(creator="nobody")) == (
        ["coming"],
        ["coming"],
        [],
    )
    assert code(api().get("shows/", {"when": "never"})) == (400, "request.invalid")


def test_pages_follow_each_other_without_gap_or_repeat(api, make_show):
    for number in range(5):
        make_show(slug=f"s{number}")
    page, seen = api().get("shows/", {"limit": 2}).json(), []
    while True:
        seen += [show["slug"] for show in page["results"]]
        if page["next"] is None:
            break
        page = api().get(page["next"]).json()
    assert sorted(seen) == ["s0", "s1", "s2", "s3", "s4"]


@pytest.mark.parametrize("path", ["shows/", "shows/?when=live", "me/shows/", "me/seats/"])
def test_three_shows_cost_the_queries_of_one(
    path, mine, make_show, make_user, creator, django_assert_num_queries
):
    mine.get("me/")  # the use of a token is noted once a minute
    for number in range(3):
        show = make_show(creator=make_user(f"c{number}"), state="live")
        own = make_show(creator=creator, state="rehearsal")
        take_seat(show, creator)
        take_seat(own, creator)
        if number in (0, 2):
            with django_assert_num_queries(6):
                assert mine.client.get(f"/api/v1/{path}").status_code == 200


def test_keys_are_told_once_and_revoked(mine, make_show, creator):
    make_show(creator=creator, slug="hamlet")
    made = mine.post("shows/hamlet/keys/", {})
    assert made.status_code == 201
    listed = mine.get("shows/hamlet/keys/").json()["results"]
    assert [key["prefix"] for key in listed] == [made.json()["prefix"]]
    assert made.json()["secret"] not in str(listed)
    assert mine.delete(f"shows/hamlet/keys/{made.json()['prefix']}/").status_code == 204
    assert mine.get("shows/hamlet/keys/").json()["results"] == []


def test_keys_are_only_for_performers_and_need_their_scope(
    mine, api, make_show, make_user, creator
):
    make_show(creator=creator, slug="hamlet")
    make_user("eve")
    answer = mine.post("shows/hamlet/keys/", {"holder": "eve"})
    assert code(answer) == (409, "key.not_a_performer")
    scopes = [scope for scope in PersonalToken.Scope.values if scope != "keys:write"]
    answer = api(creator, scopes=scopes).post("shows/hamlet/keys/", {})
    assert code(answer) == (403, "token.scope_missing")


def test_the_cast_is_asked_and_answers(mine, api, make_show, make_user, creator):
    make_show(creator=creator, slug="hamlet")
    eve = api(make_user("eve"))
    asked = mine.post("shows/hamlet/cast/", {"person": "eve", "part": "performer"})
    assert (asked.status_code, asked.json()["answer"]) == (201, "invited")
    assert [part["show"]["slug"] for part in eve.get("me/parts/").json()["results"]] == ["hamlet"]
    answer = eve.put("shows/hamlet/cast/answer/", {"accepted": True})
    assert answer.json()["answer"] == "accepted"
    place = f"shows/hamlet/cast/{asked.json()['id']}/"
    assert mine.patch(place, {"credit": "Ophelia"}).json()["credit"] == "Ophelia"
    assert mine.patch(place, {"part": "moderator"}).json()["part"] == "moderator"
    assert code(mine.patch(place, {"part": "king"})) == (400, "request.invalid")
    assert code(mine.post("shows/hamlet/cast/", {"part": "host"})) == (400, "cast.person_or_name")
    assert mine.delete(place).status_code == 204
    assert len(mine.get("shows/hamlet/cast/").json()["results"]) == 1


def test_seats_reminders_and_invitations(mine, api, make_show, make_user, creator):
    make_show(creator=creator, slug="hamlet", access="invitation", capacity=1)
    made = mine.post("shows/hamlet/invitations/", {"places": 1}).json()
    eve, bob = api(make_user("eve")), api(make_user("bob"))
    assert code(eve.get("shows/hamlet/")) == (404, "not_found")
    assert eve.get(f"invitations/{made['code']}/").json()["show"]["slug"] == "hamlet"
    assert eve.post(f"invitations/{made['code']}/").json()["show"] == "hamlet"
    assert bob.post(f"invitations/{made['code']}/").status_code == 409
    assert eve.get("shows/hamlet/seat/").status_code == 200
    assert eve.put("shows/hamlet/reminder/").status_code == 204
    seats = mine.get("shows/hamlet/seats/").json()["results"]
    assert [seat["person"]["username"] for seat in seats] == ["eve"]
    assert eve.delete("shows/hamlet/seat/").status_code == 204
    assert mine.delete(f"shows/hamlet/invitations/{made['id']}/").status_code == 204
    assert code(bob.get(f"invitations/{made['code']}/")) == (404, "not_found")


def test_a_token_cannot_pass_a_password(api, make_show, make_user):
    make_show(slug="hamlet", access="password", password="x")  # noqa: S106
    answer = api(make_user("eve")).put("shows/hamlet/seat/")
    assert code(answer) == (403, "show.password_needed")
