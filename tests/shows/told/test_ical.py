import re
from datetime import UTC, datetime, timedelta

import icalendar
import time_machine
from django.urls import reverse
from django.utils import timezone

from shows.planning.schedule import cancel, reschedule
from shows.told import ical

SUMMER = datetime(2031, 7, 1, 18, 0, tzinfo=UTC)


def events(response) -> list[icalendar.Event]:
    assert response.status_code == 200
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_a_show_is_one_event_with_everything_a_calendar_asks_for(client, make_show):
    show = make_show(title="Hamlet, a comedy; really", starts_at=SUMMER, length_minutes=90)
    response = client.get(reverse("shows:show_calendar", args=[show.slug]))
    [event] = events(response)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert event["uid"] == str(show.uuid)
    assert event["summary"] == "Hamlet, a comedy; really"
    assert event["dtstart"].dt == SUMMER
    assert event["dtend"].dt == SUMMER + timedelta(minutes=90)
    assert event["status"] == "CONFIRMED"
    assert event["sequence"] == 0
    assert event["url"].endswith(show.get_absolute_url())


def test_no_address_of_anybody_is_in_a_calendar(client, make_show):
    show = make_show(description="A evening with **friends**.")
    body = client.get(reverse("shows:show_calendar", args=[show.slug])).content
    assert show.creator.email.encode() not in body
    assert b"ORGANIZER" not in body


def test_every_line_ends_with_crlf_and_fits_75_bytes(make_show):
    show = make_show(title="Ein Abend 🎭 " * 9, description="Zeile\n" * 100 + "ä" * 300)
    lines = ical.calendar([show], "Bühne").split(b"\r\n")
    assert [line for line in lines if len(line) > 75 or b"\n" in line] == []
    assert lines[0] == b"BEGIN:VCALENDAR"


def test_control_characters_never_reach_a_calendar(make_show):
    show = make_show(title="Ham\x01let\x1b", summary="one\rtwo")
    body = ical.calendar([show], show.title)
    assert re.search(rb"[\x01\x1b]|\r(?!\n)", body) is None
    assert icalendar.Calendar.from_ical(body).walk("VEVENT")[0]["summary"] == "Hamlet"


def test_tags_in_a_description_are_left_out(make_show):
    show = make_show(description="<script>x</script>Come **all**")
    [event] = icalendar.Calendar.from_ical(ical.calendar([show], "x")).walk("VEVENT")
    assert "<script>" not in event["description"]
    assert "Come all" in event["description"]


def test_a_moved_show_keeps_its_uid_and_raises_its_sequence(client, make_show):
    show = make_show()
    url = reverse("shows:show_calendar", args=[show.slug])
    before = client.get(url)
    new = timezone.now().replace(microsecond=0) + timedelta(days=9)
    reschedule(show, by=show.creator, starts_at=new)
    after = client.get(url)
    assert events(after)[0]["uid"] == events(before)[0]["uid"]
    assert events(after)[0]["sequence"] == 1
    assert events(after)[0]["dtstart"].dt == new


def test_whatever_changes_raises_the_sequence(client, make_show):
    show = make_show()
    url = reverse("shows:show_calendar", args=[show.slug])
    seen = []
    for seconds, title in ((0, "Hamlet"), (5, "Hamlet, improved"), (9, "Macbeth")):
        with time_machine.travel(show.created_at + timedelta(seconds=seconds), tick=False):
            show.title = title
            show.save()
            seen.append(events(client.get(url))[0]["sequence"])
    assert seen == [0, 5, 9]


def test_a_calendar_keeps_no_state_that_passes(client, make_show):
    show = make_show(title="Hamlet", state="live")
    [event] = events(client.get(reverse("shows:show_calendar", args=[show.slug])))
    assert (event["summary"], event["status"]) == ("Hamlet", "CONFIRMED")


def test_a_description_is_plain_text(client, make_show):
    show = make_show(description="# Come\n\nBring **friends**, see [the cast](https://x.org).")
    [event] = events(client.get(reverse("shows:show_calendar", args=[show.slug])))
    assert "Come\n\nBring friends, see the cast (https://x.org)." in event["description"]


def test_a_cancelled_show_stays_in_the_calendar_and_says_so(client, make_show):
    show = make_show(title="Hamlet")
    cancel(show, by=show.creator, reason="The prince is ill.")
    [event] = events(client.get(reverse("shows:calendar")))
    assert event["status"] == "CANCELLED"
    assert event["summary"] == "Cancelled: Hamlet"
    assert "The prince is ill." in event["description"]
    assert event["sequence"] == 1


def test_the_calendar_of_everything_has_listed_shows_alone(client, make_show):
    make_show(title="Listed")
    make_show(title="Behind a password", access="password")
    make_show(title="Draft", state="draft")
    make_show(title="Unlisted", access="unlisted")
    make_show(title="Invited", access="invitation")
    make_show(title="Hidden", hidden_at=timezone.now())
    make_show(title="Long ago", state="ended", starts_at=timezone.now() - timedelta(days=91))
    make_show(title="Lately", state="ended", starts_at=timezone.now() - timedelta(days=80))
    found = {str(event["summary"]) for event in events(client.get(reverse("shows:calendar")))}
    assert found == {"Listed", "Behind a password", "Lately"}


def test_the_calendar_of_a_creator_has_theirs_alone(client, make_user, make_show):
    ada = make_user("ada")
    make_show(title="Hers", creator=ada)
    make_show(title="Not hers")
    found = events(client.get(reverse("shows:creator_calendar", args=["ada"])))
    assert [str(event["summary"]) for event in found] == ["Hers"]


def test_nobody_can_subscribe_to_somebody_unknown_or_suspended(client, make_user, make_show):
    from accounts.suspensions import suspend

    ada = make_user("ada")
    make_show(creator=ada)
    suspend(ada, by=make_user("staff", is_staff=True), reason="rude")
    answers = [
        client.get(reverse("shows:creator_calendar", args=[name])).status_code
        for name in ("ada", "nobody-here")
    ]
    assert answers == [404, 404]


def test_a_show_by_invitation_has_no_calendar_for_strangers(client, make_show):
    show = make_show(access="invitation")
    url = reverse("shows:show_calendar", args=[show.slug])
    assert client.get(url).status_code == 404
    client.force_login(show.creator, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(url)
    assert events(response)[0]["uid"] == str(show.uuid)
    assert response["Cache-Control"] == "private, no-cache"


def test_a_reader_who_has_the_calendar_gets_it_only_when_it_changed(client, make_show):
    show = make_show()
    etag = client.get(reverse("shows:calendar"))["ETag"]
    assert client.get(reverse("shows:calendar"), headers={"if-none-match": etag}).status_code == 304
    cancel(show, by=None, reason="rain")
    assert client.get(reverse("shows:calendar"), headers={"if-none-match": etag}).status_code == 200


def test_a_subscription_asks_the_same_number_of_queries_for_one_and_for_three(
    client, make_show, django_assert_num_queries
):
    make_show()
    counted = []
    for _ in range(2):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("shows:calendar"))
        counted.append(len(queries))
        make_show()
        make_show()
    assert counted[0] == counted[1]
