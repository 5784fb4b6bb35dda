import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.utils import timezone

from shows.models import Invitation
from shows.planning.seats import take_seat
from shows.states import State
from streaming.site.assets import js_bundle

ACTS = {
    "announced": "shows/_act_announced.html",
    "rehearsal": "shows/_act_announced.html",
    "doors": "shows/_act_doors.html",
    "live": "shows/_act_live.html",
    "interrupted": "shows/_act_interrupted.html",
    "intermission": "shows/_act_intermission.html",
    "ended": "shows/_act_ended.html",
    "replay": "shows/_act_replay.html",
    "cancelled": "shows/_act_cancelled.html",
}


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_each_state_has_its_own_thing_to_do(client, make_show, state):
    answer = client.get(make_show(state=state).get_absolute_url())
    assert answer.status_code == 200
    assert answer.context["act"] == ACTS[state]


def test_a_draft_is_for_its_creator_alone(client, login, make_show):
    show = make_show(state="draft")
    assert client.get(show.get_absolute_url()).status_code == 404
    answer = login(show.creator).get(show.get_absolute_url())
    assert answer.context["act"] == "shows/_act_draft.html"


@pytest.mark.parametrize(
    ("state", "dark"), [("announced", False), ("doors", True), ("live", True), ("ended", False)]
)
def test_house_lights_go_down_where_there_is_something_to_watch(client, make_show, state, dark):
    assert (
        '<body class="auditorium">' in text(client.get(f"/shows/{make_show(state=state).slug}/"))
    ) is dark


def test_without_a_seat_one_stays_outside(client, make_show):
    answer = client.get(make_show(state="live", capacity=3).get_absolute_url())
    assert answer.context["act"] == "shows/_act_outside.html"
    assert "player-surface" not in text(answer)


def test_a_rehearsal_is_nobodys_business(client, make_show):
    assert (
        "rehears" not in text(client.get(make_show(state="rehearsal").get_absolute_url())).lower()
    )


def test_a_member_takes_a_seat_and_gives_it_back(login, make_user, make_show):
    show, page = make_show(capacity=2), login(make_user("ada"))
    assert page.post(f"/shows/{show.slug}/seat/", {"act": "take"}).url == show.get_absolute_url()
    assert show.seats.count() == 1
    page.post(f"/shows/{show.slug}/seat/", {"act": "give_back"})
    assert show.seats.count() == 0


def test_strangers_sign_in_first_and_come_back_to_the_page(client, make_show):
    show = make_show(capacity=2)
    for door in ("seat", "remind", "cast/answer"):
        answer = client.post(f"/shows/{show.slug}/{door}/")
        assert answer.url == f"/accounts/login/?next=/shows/{show.slug}/"


def test_giving_back_the_seat_of_a_show_by_invitation_leads_home(login, make_user, make_show):
    show, ada = make_show(access="invitation"), make_user("ada")
    take_seat(show, ada)
    answer = login(ada).post(f"/shows/{show.slug}/seat/", {"act": "give_back"})
    assert answer.url == "/my/"


def test_a_reminder_is_put_on_and_off(login, make_user, make_show):
    show, page = make_show(), login(make_user("ada"))
    page.post(f"/shows/{show.slug}/remind/", {"act": "on"})
    assert show.reminders.count() == 1
    page.post(f"/shows/{show.slug}/remind/", {"act": "off"})
    assert show.reminders.count() == 0


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_a_part_is_accepted_or_declined(login, make_user, make_show, answer):
    show, ada = make_show(), make_user("ada")
    member = show.cast.create(user=ada)
    login(ada).post(f"/shows/{show.slug}/cast/answer/", {"answer": answer})
    member.refresh_from_db()
    assert member.answer == {"accept": "accepted", "decline": "declined"}[answer]


def test_who_is_not_asked_cannot_answer(login, make_user, make_show):
    page = login(make_user("ada"))
    assert (
        page.post(f"/shows/{make_show().slug}/cast/answer/", {"answer": "accept"}).status_code
        == 404
    )


def locked(make_show, **fields):
    return make_show(state="doors", access="password", password=make_password("sesame"), **fields)


def test_the_right_password_opens_the_house(client, make_show):
    show = locked(make_show)
    client.post(f"/shows/{show.slug}/unlock/", {"password": "sesame"})
    assert "player-surface" in text(client.get(show.get_absolute_url()))


def test_a_wrong_password_is_said_at_the_field(client, make_show):
    answer = client.post(f"/shows/{locked(make_show).slug}/unlock/", {"password": "mellon"})
    assert answer.status_code == 403
    assert answer.context["refusal"].code == "show.wrong_password"


def tries(client, show, address, count) -> list[str]:
    """What the refusals of so many wrong passwords say."""
    url = f"/shows/{show.slug}/unlock/"
    answers = (client.post(url, {"password": "x"}, REMOTE_ADDR=address) for _ in range(count))
    return [answer.context["refusal"].code for answer in answers]


def test_guessing_passwords_is_slow_and_costs_no_row(client, make_show):
    show = locked(make_show)
    codes = tries(client, show, "192.0.2.1", 40)
    assert codes == ["show.wrong_password"] * 30 + ["show.too_many_tries"] * 10
    assert not Session.objects.exists()


def test_the_addresses_of_one_line_are_one_guesser(client, make_show):
    show = locked(make_show)
    tries(client, show, "2001:db8:1:2::1", 30)
    assert tries(client, show, "2001:db8:1:2:ffff::9", 1) == ["show.too_many_tries"]
    assert tries(client, show, "2001:db8:1:3::1", 1) == ["show.wrong_password"]


def test_who_has_a_session_has_fewer_tries_than_their_address(login, make_user, make_show):
    codes = tries(login(make_user("ada")), locked(make_show), "192.0.2.1", 7)
    assert codes == ["show.wrong_password"] * 6 + ["show.too_many_tries"]


@pytest.mark.parametrize(
    ("kind", "known"), [("public", True), ("password", True), ("unlisted", False)]
)
def test_search_engines_know_listed_shows_alone(client, make_show, kind, known):
    answer = client.get(make_show(access=kind).get_absolute_url())
    assert ("X-Robots-Tag" not in answer.headers) is known
    assert ("application/ld+json" in text(answer)) is known


def test_a_shared_link_has_a_picture_with_or_without_a_poster(client, make_show):
    drawn, hung = make_show(), make_show(poster=uuid4())
    shared = [
        re.search(
            r'property="og:image" content="([^"]+)"', text(client.get(show.get_absolute_url()))
        )
        for show in (drawn, hung)
    ]
    assert [found[1] for found in shared] == [
        f"{settings.FOOTLIGHTS_URL}/static/img/share.jpg",
        f"{settings.FOOTLIGHTS_URL}{hung.poster_stage_url}",
    ]


def test_a_title_cannot_end_the_block_of_data(client, make_show):
    page = text(client.get(make_show(title="</script><b>").get_absolute_url()))
    assert "</script><b>" not in page


def test_pages_are_kept_by_nobody_else(client, make_show):
    answer = client.get(make_show().get_absolute_url())
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_an_invitation_says_what_it_is_to_and_takes_the_seat(client, login, make_user, make_show):
    show = make_show(access="invitation", title="Salon")
    url = Invitation.objects.create(show=show).get_absolute_url()
    assert "Salon" in text(client.get(url))
    assert client.post(url).url.startswith("/accounts/login/?next=/invitations/")
    assert show.seats.count() == 0
    assert login(make_user("ada")).post(url).url == show.get_absolute_url()
    assert show.seats.count() == 1


@pytest.mark.parametrize("size", ["card", "full", "stage"])
def test_a_show_without_a_picture_has_a_drawn_poster(client, make_show, size):
    answer = client.get(f"/shows/{make_show().slug}/poster/{size}?v=1")
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in answer.headers["Cache-Control"]
    assert " style=" not in text(answer)
    again = client.get(
        answer.request["PATH_INFO"], headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


def test_a_poster_hides_with_its_show(client, make_show):
    for show in (make_show(state="draft"), make_show(hidden_at=timezone.now())):
        assert client.get(f"/shows/{show.slug}/poster/card").status_code == 404
    assert client.get(f"/shows/{make_show().slug}/poster/huge").status_code == 404


def test_an_invitation_shows_the_poster_of_its_show_alone(client, make_show):
    show, other = make_show(access="invitation"), make_show(access="invitation")
    code = Invitation.objects.create(show=show).code
    url = "/shows/{}/poster/full"
    assert client.get(url.format(show.slug), {"invitation": code}).status_code == 200
    assert client.get(url.format(other.slug), {"invitation": code}).status_code == 404
    assert client.get(url.format(show.slug)).status_code == 404


def test_a_rehearsal_has_a_stage_that_only_the_cast_sees(client, login, make_show):
    show = make_show(state="rehearsal")
    assert "live-player" not in text(client.get(show.get_absolute_url()))
    page = text(login(show.creator).get(show.get_absolute_url()))
    assert re.search(r'<live-player [^>]*data-state="rehearsal"', page)
    assert f'data-seen="rehearsal {show.starts_at.isoformat()[:10]}' in page


def test_the_player_asks_for_as_many_pictures_as_there_may_be(client, make_user, make_show):
    show = make_show(state="live")
    for name, answer in (("ada", "accepted"), ("bo", "invited")):
        show.cast.create(user=make_user(name), part="performer", answer=answer)
    page = text(client.get(show.get_absolute_url()))
    assert re.findall(r'data-performers="(\d)"', page) == ["2", "2"]


def test_without_a_script_the_stage_says_what_it_needs(client, make_show):
    page = text(client.get(make_show(state="live").get_absolute_url()))
    (said,) = re.findall(r"<noscript>(.*?)</noscript>", page)
    assert "Picture and sound need JavaScript" in said


def test_watching_begins_before_any_style_with_one_file(client, make_show):
    page = text(client.get(make_show(state="live").get_absolute_url()))
    early = page.index('src="/static/js/stage/early.js"')
    assert early < page.index('rel="stylesheet"')
    scripts = re.findall(r'<script [^>]*src="/static/([^"]+)"', page)
    assert scripts == ["js/stage/early.js", "js/pages/base.js", "js/pages/show.js"]
    assert {*scripts} <= {file for file, *_others in js_bundle.FILES}


def test_a_countdown_brings_its_word_along(client, make_show):
    page = client.get(make_show(state="announced").get_absolute_url()).content.decode()
    assert 'data-in="in {time}"' in page


@pytest.mark.parametrize("address", ["", "chat/"])
def test_the_rules_of_the_chat_stand_in_its_panel(client, make_show, address):
    show = make_show(state="live", chat_rules="Be kind to the soprano.")
    page = client.get(f"{show.get_absolute_url()}{address}").content.decode()
    panel = page[page.index("<chat-panel") : page.index("</chat-panel>")]
    assert "Be kind to the soprano." in panel
    assert panel.index("Be kind") < panel.index("chat-composer")


def test_when_it_is_over_its_maker_can_be_followed(login, make_user, make_show):
    show = make_show(state="ended")
    ada = login(make_user("ada"))
    assert "Follow creator" in text(ada.get(show.get_absolute_url()))
    there = show.get_absolute_url()
    answer = ada.post(f"/people/{show.creator.username}/follow/", {"wish": "follow", "next": there})
    assert (answer.status_code, answer["Location"]) == (302, there)
    assert "You follow creator" in text(ada.get(there))
