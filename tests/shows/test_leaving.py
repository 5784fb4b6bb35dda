import json
import zipfile

from accounts.leaving import close_account, export_of
from shows.models import Mute, Presence, Reminder, Show
from shows.planning.keys import issue_key, show_for_key
from shows.planning.seats import take_seat


def test_an_export_tells_of_shows_seats_reminders_and_parts(make_user, make_show):
    ada = make_user("ada")
    make_show(creator=ada, title="Mine", state="draft")
    other = make_show(title="Theirs", slug="theirs")
    take_seat(other, ada)
    Reminder.objects.create(show=other, user=ada)
    Presence.objects.create(show=other, user=ada)
    archive = zipfile.ZipFile(export_of(ada))
    titles = {
        name: [row.get("title") or row["show__title"] for row in rows]
        for name in archive.namelist()
        if name.startswith("shows/") and (rows := json.loads(archive.read(name)))
    }
    assert titles == {
        "shows/shows.json": ["Mine"],
        "shows/seats.json": ["Theirs"],
        "shows/presences.json": ["Theirs"],
        "shows/reminders.json": ["Theirs"],
        "shows/letters.json": ["Theirs"],
        "shows/parts.json": ["Mine"],
    }


def test_an_export_tells_of_keys_and_mutes_without_a_secret(make_user, make_show):
    ada, show = make_user("ada"), make_show()
    key, secret = issue_key(show, holder=show.creator, by=show.creator)
    Mute.objects.create(show=show, user=ada, muted_by=show.creator)
    theirs = zipfile.ZipFile(export_of(show.creator))
    [row] = json.loads(theirs.read("shows/stream_keys.json"))
    assert (row["prefix"], row["show__slug"]) == (key.prefix, show.slug)
    told = b"".join(theirs.read(name) for name in theirs.namelist())
    assert secret.encode() not in told and key.digest.encode() not in told
    mutes = json.loads(zipfile.ZipFile(export_of(ada)).read("shows/mutes.json"))
    assert [row["ended_at"] for row in mutes] == [None]


def test_when_somebody_leaves_no_show_is_left_standing_without_them(make_user, make_show):
    ada = make_user("ada")
    draft = make_show(creator=ada, state="draft")
    coming = make_show(creator=ada, state="announced")
    rehearsed = make_show(creator=ada, state="rehearsal")
    over = make_show(creator=ada, state="ended")
    other = make_show(capacity=1)
    take_seat(other, ada)
    _, secret = issue_key(coming, holder=ada, by=ada)
    close_account(ada)
    states = dict(Show.objects.filter(creator=ada).values_list("pk", "state"))
    assert states == {coming.pk: "cancelled", rehearsed.pk: "cancelled", over.pk: "ended"}
    assert not Show.objects.filter(pk=draft.pk).exists()
    assert show_for_key(secret) is None
    other.refresh_from_db()
    assert (other.seats_taken, other.seats.count()) == (0, 0)
