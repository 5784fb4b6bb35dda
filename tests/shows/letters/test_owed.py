from datetime import timedelta

import icalendar
import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.suspensions import suspend
from shows.air.sweep import sweep
from shows.letters import post
from shows.letters.owed import Kind, counts
from shows.letters.reminders import remind_me, stop, stop_path
from shows.models import Letter, Quiet, Reminder
from shows.planning import casting
from shows.planning.schedule import cancel, reschedule
from shows.planning.seats import give_back_seat, take_seat

from ..evening import NOON

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def round_of_post() -> dict[str, int]:
    """What one tick of the clock does."""
    sweep(timezone.now())
    return post.send_letters(holder="test")


def subjects(to: str = "ada@example.org") -> list[str]:
    return [message.subject for message in mail.outbox if message.to == [to]]


def test_a_reminder_is_three_letters_each_at_its_time_and_each_once(clock, make_user, make_show):
    show = make_show(title="Hamlet", starts_at=NOON + 2 * DAY)
    remind_me(show, make_user())
    seen = []
    for hours in (0, 23, 24, 25, 46, 47, 47.5, 48, 48.2):
        clock.move_to(NOON + hours * HOUR)
        round_of_post()
        round_of_post()
        seen.append(len(subjects()))
    assert seen == [0, 0, 1, 1, 1, 2, 2, 3, 3]
    assert subjects() == ["Tomorrow: Hamlet", "In an hour: Hamlet", "Now: Hamlet"]


def test_whoever_has_a_seat_or_a_part_is_reminded_unasked(clock, make_user, make_show):
    show = make_show(starts_at=NOON + 2 * DAY)
    take_seat(show, make_user("seat"))
    guest, coy = make_user("guest"), make_user("coy")
    casting.answer(
        casting.invite(show, user=guest, part="performer", by=show.creator), accepted=True
    )
    casting.invite(show, user=coy, part="performer", by=show.creator)
    clock.move_to(NOON + DAY)
    sweep(timezone.now())
    owed = Letter.objects.filter(kind=Kind.DAY_BEFORE).values_list("user__username", flat=True)
    assert set(owed) == {"creator", "seat", "guest"}


def test_who_comes_late_gets_what_is_still_ahead_and_no_burst(clock, make_user, make_show):
    show = make_show(starts_at=NOON + timedelta(hours=3))
    round_of_post()
    remind_me(show, make_user())
    for minutes in (0, 1, 119, 121, 181):
        clock.move_to(NOON + timedelta(minutes=minutes))
        round_of_post()
    assert subjects() == ["In an hour: An Evening", "Now: An Evening"]


@pytest.mark.parametrize(
    ("away_until", "expected"),
    [
        (timedelta(hours=3), ["Tomorrow: An Evening"]),
        (timedelta(minutes=90), []),
        (timedelta(minutes=30), ["In an hour: An Evening"]),
        (timedelta(minutes=5), []),
        (timedelta(minutes=-20), ["Now: An Evening"]),
        (timedelta(minutes=-40), []),
    ],
)
def test_after_a_night_without_a_worker_only_what_still_means_something_is_sent(
    clock, make_user, make_show, away_until, expected
):
    show = make_show(starts_at=NOON + 2 * DAY)
    remind_me(show, make_user())
    clock.move_to(show.starts_at - away_until)
    round_of_post()
    assert subjects() == expected


def test_a_letter_that_waited_too_long_is_dropped(clock, make_user, make_show):
    show = make_show(starts_at=NOON + 2 * DAY)
    remind_me(show, make_user())
    clock.move_to(NOON + DAY)
    sweep(timezone.now())
    clock.move_to(NOON + 2 * DAY - HOUR)
    assert post.send_letters(holder="test") == {"sent": 0, "dropped": 2, "failed": 0, "again": 0}
    assert mail.outbox == []


def test_a_moved_show_tells_the_old_and_the_new_date_and_reminds_anew(clock, make_user, make_show):
    show = make_show(title="Hamlet", starts_at=NOON + DAY + HOUR)
    remind_me(show, make_user())
    clock.shift(HOUR)
    round_of_post()
    reschedule(show, by=show.creator, starts_at=NOON + 4 * DAY)
    round_of_post()
    clock.move_to(NOON + 3 * DAY)
    round_of_post()
    body = next(m.body for m in mail.outbox if m.subject.startswith("New"))
    assert "Sunday, 2 March 2031, 13:00 (UTC)" in body
    assert "Wednesday, 5 March 2031, 12:00 (UTC)" in body
    assert subjects() == ["Tomorrow: Hamlet", "New date: Hamlet", "Tomorrow: Hamlet"]


def test_a_show_moved_twice_before_the_post_went_is_one_letter_with_the_date_people_know(
    clock, make_user, make_show
):
    show = make_show(starts_at=NOON + 5 * DAY)
    remind_me(show, make_user())
    reschedule(show, by=show.creator, starts_at=NOON + 6 * DAY)
    reschedule(show, by=show.creator, starts_at=NOON + 7 * DAY)
    assert round_of_post() == {"sent": 1, "dropped": 1, "failed": 0, "again": 0}
    assert "Thursday, 6 March" in mail.outbox[0].body
    assert "Saturday, 8 March" in mail.outbox[0].body


def test_a_show_moved_and_moved_back_is_no_news(clock, make_user, make_show):
    show = make_show(starts_at=NOON + 5 * DAY)
    remind_me(show, make_user())
    reschedule(show, by=show.creator, starts_at=NOON + 6 * DAY)
    reschedule(show, by=show.creator, starts_at=NOON + 5 * DAY)
    assert round_of_post()["sent"] == 0


def test_a_longer_show_is_not_announced_a_second_time(clock, make_user, make_show):
    show = make_show(starts_at=NOON + 2 * DAY)
    remind_me(show, make_user())
    clock.move_to(NOON + DAY + HOUR)
    round_of_post()
    reschedule(show, by=show.creator, starts_at=show.starts_at, length_minutes=120)
    round_of_post()
    assert subjects() == ["Tomorrow: An Evening"]


def test_a_cancelled_show_says_why_to_all_but_who_cancelled_it(clock, make_user, make_show):
    show = make_show(title="Hamlet", starts_at=NOON + DAY)
    take_seat(show, make_user())
    stop(show, make_user("quiet"))
    cancel(show, by=show.creator, reason="The prince is ill.")
    assert round_of_post()["sent"] == 1
    assert subjects() == ["Cancelled: Hamlet"]
    assert "The prince is ill." in mail.outbox[0].body


def test_an_invitation_to_the_cast_is_a_letter_until_it_is_answered(clock, make_user, make_show):
    show = make_show(title="Hamlet", starts_at=NOON + 5 * DAY)
    ada, bob = make_user(), make_user("bob")
    casting.invite(show, user=ada, part="performer", by=show.creator)
    member = casting.invite(show, user=bob, part="performer", by=show.creator)
    casting.answer(member, accepted=True)
    assert round_of_post() == {"sent": 1, "dropped": 1, "failed": 0, "again": 0}
    assert subjects() == ["You are invited to the cast of Hamlet"]


def test_who_is_unconfirmed_suspended_or_gone_gets_no_letter(clock, make_user, make_show):
    show = make_show(starts_at=NOON + DAY + HOUR)
    for name in ("unsure", "rude", "gone"):
        remind_me(show, make_user(name, verified=name != "unsure"))
    people = {letter.user.username: letter.user for letter in Reminder.objects.all()}
    suspend(people["rude"], by=show.creator, reason="rude")
    people["gone"].is_active = False
    people["gone"].save()
    clock.shift(HOUR)
    assert round_of_post()["dropped"] == 3
    assert {message.to[0] for message in mail.outbox} <= {"creator@example.org"}


def test_who_may_not_see_the_show_any_more_hears_nothing_of_it(clock, make_user, make_show):
    show = make_show(starts_at=NOON + DAY + HOUR)
    remind_me(show, make_user())
    show.access = "invitation"
    show.save()
    clock.shift(HOUR)
    round_of_post()
    assert subjects() == []


def test_a_letter_speaks_its_readers_language_and_clock(clock, make_user, make_show):
    show = make_show(starts_at=NOON + 2 * DAY, time_zone="Europe/Berlin")
    remind_me(show, make_user(time_zone="America/New_York"))
    clock.move_to(NOON + DAY)
    round_of_post()
    body = next(m.body for m in mail.outbox if m.to == ["ada@example.org"])
    assert "07:00 (America/New_York) / Monday, 3 March 2031, 13:00 (Europe/Berlin)" in body


def test_a_title_with_a_line_break_stays_one_header(clock, make_user, make_show):
    show = make_show(title="Ham\r\nBcc: all@example.org", starts_at=NOON + 2 * DAY)
    remind_me(show, make_user())
    clock.move_to(NOON + DAY)
    round_of_post()
    assert subjects() == ["Tomorrow: Ham Bcc: all@example.org"]


def test_the_link_in_the_letter_stops_reminders_without_signing_in(
    clock, client, make_user, make_show
):
    show = make_show(starts_at=NOON + 2 * DAY)
    ada = make_user()
    take_seat(show, ada)
    clock.move_to(NOON + DAY)
    round_of_post()
    message = next(m for m in mail.outbox if m.to == ["ada@example.org"])
    path = stop_path(show, ada)
    assert message.extra_headers["List-Unsubscribe"].endswith(f"{path}>")
    assert path in message.body
    assert client.get(path).status_code == 200
    assert not Quiet.objects.exists()
    assert client.post(path).status_code == 200
    clock.move_to(NOON + 2 * DAY)
    round_of_post()
    assert subjects() == ["Your seat: An Evening", "Tomorrow: An Evening"]


@pytest.mark.parametrize("code", ["1-1", "1-1:forged", "x"])
def test_a_forged_link_stops_nothing(client, make_user, make_show, code):
    remind_me(make_show(), make_user())
    assert client.post(reverse("shows:stop_letters", args=[code])).status_code == 404
    assert Reminder.objects.count() == 1


def test_asking_again_after_stopping_reminds_again(make_user, make_show):
    show, ada = make_show(), make_user()
    stop(show, ada)
    remind_me(show, ada)
    assert (Quiet.objects.count(), Reminder.objects.count()) == (0, 1)


@pytest.fixture
def no_mail_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_without_a_mail_server_a_letter_is_tried_five_times_then_counted_as_failed(
    clock, make_user, make_show, no_mail_server
):
    show = make_show(starts_at=NOON + 30 * DAY)
    casting.invite(show, user=make_user(), part="performer", by=show.creator)
    tallies = []
    for _ in range(7):
        tallies.append(post.send_letters(holder="test"))
        clock.shift(2 * HOUR)
    assert [tally["again"] for tally in tallies] == [1, 1, 1, 1, 0, 0, 0]
    assert [tally["failed"] for tally in tallies] == [0, 0, 0, 0, 1, 0, 0]
    assert counts() == {"owed": 0, "sent": 0, "dropped": 0, "failed": 1}
    assert Letter.objects.get().trouble.startswith("ConnectionRefusedError")


def test_a_letter_waits_longer_after_each_failure(clock, make_user, make_show, no_mail_server):
    show = make_show(starts_at=NOON + 30 * DAY)
    casting.invite(show, user=make_user(), part="performer", by=show.creator)
    assert post.send_letters(holder="test")["again"] == 1
    clock.shift(timedelta(seconds=59))
    assert post.send_letters(holder="test")["again"] == 0
    clock.shift(timedelta(seconds=1))
    assert post.send_letters(holder="test")["again"] == 1


def test_a_letter_that_cannot_be_written_stops_no_other(clock, make_user, make_show):
    show = make_show(starts_at=NOON + 30 * DAY)
    for name in ("one", "two", "three"):
        casting.invite(show, user=make_user(name), part="performer", by=show.creator)
    broken = Letter.objects.order_by("pk")[0]
    broken.user.emailaddress_set.update(email="no\nheader@example.org")
    tally = post.send_letters(holder="test")
    assert (tally["sent"], tally["again"]) == (2, 1)


def test_a_round_is_bounded(clock, make_user, make_show):
    show = make_show(starts_at=NOON + 30 * DAY)
    for number in range(5):
        casting.invite(show, user=make_user(f"guest{number}"), part="performer", by=show.creator)
    assert post.send_letters(holder="test", limit=2)["sent"] == 2


def test_what_a_dead_run_of_the_same_task_held_is_taken_up_at_once(clock, make_user, make_show):
    show = make_show(starts_at=NOON + 30 * DAY)
    casting.invite(show, user=make_user(), part="performer", by=show.creator)
    assert post.hold(Letter.objects.get().pk, "task-1") is not None
    assert post.send_letters(holder="task-2")["sent"] == 0
    assert post.send_letters(holder="task-1")["sent"] == 1


def test_a_held_letter_comes_back_by_itself(clock, make_user, make_show):
    show = make_show(starts_at=NOON + 30 * DAY)
    casting.invite(show, user=make_user(), part="performer", by=show.creator)
    post.hold(Letter.objects.get().pk, "task-1")
    clock.shift(post.HOLD)
    assert post.send_letters(holder="task-2")["sent"] == 1


def test_a_seat_is_confirmed_by_a_letter_with_the_date_for_a_calendar(clock, make_user, make_show):
    show = make_show(title="Hamlet", starts_at=NOON + 9 * DAY)
    take_seat(show, make_user())
    round_of_post()
    [letter] = mail.outbox
    assert letter.subject == "Your seat: Hamlet"
    assert "Monday, 10 March 2031, 12:00 (UTC)" in letter.body
    assert stop_path(show, show.seats.get().user) in letter.body
    [part] = [one for one in letter.message().walk() if one.get_content_type() == "text/calendar"]
    assert part.get_filename() == f"{show.slug}.ics"
    [event] = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert (event["uid"], event["summary"]) == (str(show.uuid), "Hamlet")


def test_giving_back_and_taking_again_is_one_letter(clock, make_user, make_show):
    show, ada = make_show(starts_at=NOON + 9 * DAY), make_user()
    for _ in range(5):
        take_seat(show, ada)
        give_back_seat(show, ada)
    take_seat(show, ada)
    for _ in range(3):
        round_of_post()
        give_back_seat(show, ada)
        take_seat(show, ada)
    assert subjects() == ["Your seat: An Evening"]


def test_a_seat_given_back_before_the_post_went_is_not_confirmed_until_it_is_taken_again(
    clock, make_user, make_show
):
    show, ada = make_show(starts_at=NOON + 9 * DAY), make_user()
    take_seat(show, ada)
    give_back_seat(show, ada)
    round_of_post()
    assert subjects() == []
    take_seat(show, ada)
    round_of_post()
    assert subjects() == ["Your seat: An Evening"]


def test_who_sits_down_during_the_show_needs_no_letter(clock, make_user, make_show):
    take_seat(make_show(state="live", starts_at=NOON - HOUR), make_user())
    round_of_post()
    assert subjects() == []
