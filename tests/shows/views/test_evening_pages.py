"""What pages say about an evening: true of whoever reads them, and of the moment."""

from datetime import timedelta

import pytest

from shows.air import hosting, on_air
from shows.air.appearances import arrived
from shows.air.presence import note_presence
from shows.models import Broadcast, CastMember, Presence, Show
from shows.planning.seats import take_seat

from ..evening import NOON, enter

pytestmark = pytest.mark.django_db
THANKS = "Thank you for being there."


def text(answer) -> str:
    return answer.content.decode()


def page(client, show) -> str:
    return text(client.get(show.get_absolute_url()))


# ── thanks


@pytest.mark.parametrize("state", ["live", "interrupted", "intermission"])
def test_who_watched_is_thanked_and_nobody_else(login, client, make_user, make_show, state):
    show, ada, ben = make_show(state=state), make_user("ada"), make_user("ben")
    for _ in range(2):
        note_presence(show, ada)
    on_air.end(show, by=show.creator)
    assert f"hidden> {THANKS}" in page(client, show)
    assert f'<span data-at="thanks"> {THANKS}' in page(login(ada), show)
    assert f"hidden> {THANKS}" in page(login(ben), show)
    assert Presence.objects.count() == 1


@pytest.mark.parametrize("state", ["announced", "rehearsal", "doors", "ended"])
def test_nobody_is_there_before_or_after_a_show(make_user, make_show, state):
    note_presence(make_show(state=state), make_user("ada"))
    assert not Presence.objects.exists()


def test_the_archive_of_a_member_tells_where_they_were(login, make_user, make_show):
    ada = make_user("ada")
    titles = ("Seen", "Missed", "Without a seat", "Given back")
    seen, missed, open_house, salon = shows = [make_show(state="live", title=one) for one in titles]
    Show.objects.filter(pk=salon.pk).update(access="invitation")
    for show in (seen, missed):
        take_seat(show, ada)
    for show in (seen, open_house, salon):
        note_presence(show, ada)
    for show in shows:
        on_air.end(show, by=show.creator)
    answer = login(ada).get("/my/")
    assert {one.title for one in answer.context["was_there"]} == {"Seen", "Without a seat"}
    assert [one.title for one in answer.context["missed"]] == ["Missed"]


# ── a start before its time


@pytest.fixture
def early(clock, make_show):
    """Announced for in three days; its creator is on stage."""
    show = make_show(starts_at=NOON + timedelta(days=3))
    arrived(enter(show))
    return show


def test_the_page_asks_before_an_early_start_and_takes_it_back(login, client, early):
    desk = login(early.creator)
    asked = text(desk.get(f"/studio/{early.slug}/go-live/")).replace("\xa0", " ")
    assert "It begins in 3 days" in asked and "Open the doors now?" in asked
    desk.post(f"/studio/{early.slug}/go-live/")
    assert Show.objects.get().state == "live"
    assert "Take the start back" in text(desk.get(f"/studio/{early.slug}/"))
    desk.post(f"/studio/{early.slug}/take-back/")
    assert Show.objects.get().state == "announced"
    assert "That start was a mistake" in page(client, early)


def test_hosts_decide_on_these_pages_and_nobody_else(login, early, make_user):
    host, guest = make_user("host"), make_user("guest")
    CastMember.objects.create(show=early, user=host, part="host", answer="accepted")
    CastMember.objects.create(show=early, user=guest, part="performer", answer="accepted")
    assert login(host).get(f"/studio/{early.slug}/go-live/").status_code == 200
    for who in (guest, make_user("eve")):
        for name in ("go-live", "take-back", "keep-waiting", "reopen"):
            assert login(who).post(f"/studio/{early.slug}/{name}/").status_code == 404


def test_what_cannot_be_done_is_not_asked(login, early):
    desk = login(early.creator)
    for name in ("take-back", "keep-waiting", "reopen"):
        assert desk.get(f"/studio/{early.slug}/{name}/").status_code == 409


# ── an end that was none


def test_a_show_that_ended_by_waiting_is_offered_to_its_host(login, make_show):
    show = make_show(state="interrupted")
    desk = login(show.creator)
    assert "Keep waiting" in text(desk.get(f"/studio/{show.slug}/"))
    on_air.end(show, by=None, ending=Broadcast.Ending.WAITING)
    for address in (f"/studio/{show.slug}/", f"/shows/{show.slug}/studio"):
        assert f"/studio/{show.slug}/reopen/" in text(desk.get(address))
    desk.post(f"/studio/{show.slug}/reopen/")
    assert Show.objects.get().state == "interrupted"


def test_what_its_host_ended_is_not_offered(login, make_show):
    show = make_show(state="live")
    hosting.end(show, by=show.creator)
    for address in (f"/studio/{show.slug}/", f"/shows/{show.slug}/studio"):
        assert "reopen" not in text(login(show.creator).get(address))


# ── an intermission


def test_an_intermission_has_a_word_of_its_own_everywhere(client, api, make_show):
    show = make_show(state="live")
    on_air.pause(show, by=show.creator)
    for address in (show.get_absolute_url(), "/"):
        found = text(client.get(address))
        assert "badge-intermission" in found and "Interrupted" not in found
    told = api().get(f"shows/{show.slug}/").json()
    assert told["state"] == "intermission"


# ── late


@pytest.mark.parametrize(
    ("minutes", "word"), [(-1, "in 1"), (0, "Any moment now"), (3, "Running late")]
)
@pytest.mark.parametrize("state", ["announced", "doors"])
def test_a_late_curtain_is_said_to_be_late(client, clock, make_show, state, minutes, word):
    show = make_show(state=state, starts_at=NOON)
    clock.move_to(NOON + timedelta(minutes=minutes))
    shown = page(client, show).replace("\xa0", " ").partition('class="countdown"')[2]
    assert shown.partition(">")[2].startswith(word)


# ── seats and letters


@pytest.mark.parametrize(
    ("minutes", "letter"),
    [
        (61, "We’ll write to you before the curtain goes up."),
        (9, "We’ll write to you when the curtain goes up."),
        (-5, ""),
    ],
)
def test_a_seat_promises_the_letters_that_come(login, clock, make_user, make_show, minutes, letter):
    show = make_show(state="doors", starts_at=NOON, capacity=5)
    clock.move_to(NOON - timedelta(minutes=minutes))
    ada = login(make_user("ada"))
    answer = ada.post(f"/shows/{show.slug}/seat/", {"act": "take"}, follow=True)
    said = [str(one) for one in answer.context["messages"]]
    assert said == [f"You have a seat. {letter}".strip()]


@pytest.mark.parametrize(
    ("hours", "said"),
    [(25, "a day before"), (2, "an hour before"), (0.5, "at the start"), (-1, "")],
)
def test_a_reminder_promises_the_letters_that_come(login, clock, make_user, make_show, hours, said):
    show = make_show(starts_at=NOON)
    clock.move_to(NOON - timedelta(hours=hours))
    ada = login(make_user("ada"))
    answer = ada.post(f"/shows/{show.slug}/remind/", {"act": "on"}, follow=True)
    [message] = [str(one) for one in answer.context["messages"]]
    assert said in message and ("We’ll write" in message) is bool(said)


@pytest.mark.parametrize(
    ("state", "capacity", "asks"),
    [("announced", 5, False), ("announced", 1, True), ("doors", 5, True), ("live", 5, True)],
)
def test_a_seat_that_may_not_come_again_is_given_back_after_a_question(
    login, make_user, make_show, state, capacity, asks
):
    show, ada = make_show(state=state, capacity=capacity), make_user("ada")
    take_seat(show, ada)
    answer = login(ada).post(f"/shows/{show.slug}/seat/", {"act": "give_back"})
    assert (answer.status_code, show.seats.exists()) == ((200, True) if asks else (302, False))
    if asks:
        assert "Give the seat back?" in text(answer)
        login(ada).post(f"/shows/{show.slug}/seat/", {"act": "give_back", "sure": "1"})
        assert not show.seats.exists()
