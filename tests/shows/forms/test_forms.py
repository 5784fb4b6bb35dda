from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from shows.forms import CancelForm, ShowForm
from shows.forms.clock import WallClockField, zone_choices

pytestmark = pytest.mark.django_db


def names(form) -> list[str]:
    return [field.name for part in form.parts() for field in part.fields]


def test_a_new_form_asks_in_the_order_people_think(make_user):
    form = ShowForm(creator=make_user())
    assert [part.name for part in form.parts()] == ["what", "when", "who", "how", "chat"]
    assert sorted(names(form)) == sorted(form.fields)


def test_headings_and_labels_say_each_thing_once(make_user):
    form = ShowForm(creator=make_user("ada"))
    said = [part.title for part in form.parts()]
    said += [str(field.label) for part in form.parts() for field in part.fields]
    assert len(set(said)) == len(said)
    assert [[field.name for field in part.fields] for part in form.parts()][-1] == ["chat_rules"]
    password = render_to_string("_field.html", {"field": form["password"]})
    assert "optional" not in password
    assert "optional" in render_to_string("_field.html", {"field": form["capacity"]})


def test_a_draft_may_change_everything(make_show):
    show = make_show(state="draft")
    form = ShowForm(creator=show.creator, show=show)
    assert {"starts_at", "slug"} - set(form.fields) == set()


def test_the_date_and_address_of_an_announced_show_are_not_asked_again(make_show):
    show = make_show()
    form = ShowForm(creator=show.creator, show=show)
    assert {"starts_at", "time_zone", "length_minutes", "slug"} & set(form.fields) == set()


@pytest.mark.parametrize("state", ["doors", "live", "ended", "cancelled"])
def test_once_the_doors_are_open_the_form_asks_for_harmless_words_alone(make_show, state):
    show = make_show(state=state)
    form = ShowForm(creator=show.creator, show=show)
    assert sorted(form.fields) == [
        "capacity",
        "chat_rules",
        "content_notes",
        "description",
        "grace_seconds",
        "language",
        "poster",
        "seen",
        "summary",
        "tags",
    ]


def test_a_show_sent_back_unchanged_stays_as_it_was(make_show):
    show = make_show(state="draft", time_zone="Europe/Berlin")
    shown = ShowForm(creator=show.creator, show=show)
    sent = {
        name: shown[name].value() if shown[name].value() is not None else ""
        for name in shown.fields
        if name != "poster"
    }
    sent["starts_at"] = sent["starts_at"].strftime("%Y-%m-%dT%H:%M")
    form = ShowForm(sent, creator=show.creator, show=show)
    assert (form.is_valid(), form.errors) == (True, {})
    before = show.schedule_version
    assert form.save() == show
    show.refresh_from_db()
    assert show.schedule_version == before


@pytest.mark.parametrize(
    ("seconds", "shown", "typed", "kept"),
    [(600, 10, "5", 300), (45, 0.75, "0.75", 45), (10, 0.17, "0.17", 10), (90, 1.5, "60", 3600)],
)
def test_the_wait_is_asked_in_minutes_and_kept_in_seconds(make_show, seconds, shown, typed, kept):
    show = make_show(state="live", grace_seconds=seconds)
    assert ShowForm(creator=show.creator, show=show)["grace_seconds"].value() == shown
    form = ShowForm({"grace_seconds": typed}, creator=show.creator, show=show)
    assert form.is_valid() and form.cleaned_data["grace_seconds"] == kept


@pytest.mark.parametrize("typed", ["0.1", "61", "ten", "-1", "inf", "nan", "1e400"])
def test_a_wait_out_of_bounds_is_said_in_words(make_show, typed):
    show = make_show(state="live")
    form = ShowForm({"grace_seconds": typed}, creator=show.creator, show=show)
    assert list(form.errors) == ["grace_seconds"]


def test_a_late_draft_may_be_edited_without_a_new_date(make_show):
    gone = (timezone.now() - timedelta(days=1)).replace(second=0, microsecond=0)
    show = make_show(state="draft", starts_at=gone)
    shown = ShowForm(creator=show.creator, show=show)
    sent = {name: shown[name].value() or "" for name in shown.fields if name != "poster"}
    sent |= {"starts_at": gone.strftime("%Y-%m-%dT%H:%M"), "title": "Other"}
    form = ShowForm(sent, creator=show.creator, show=show)
    assert (form.is_valid(), form.save()) == (True, show)


@pytest.mark.parametrize("value", ["tomorrow", "2030-02-30T10:00", "2030-01-01T10:00Z", "9" * 5000])
def test_a_time_nobody_can_read_is_an_error(value):
    field = WallClockField()
    with pytest.raises(Exception, match="Give a day and a time"):
        field.clean(value)


def test_zones_stand_by_continent_and_a_rare_one_is_kept():
    assert zone_choices("EST")[0] == ("EST", "EST")
    assert ("Europe/Paris", "Paris") in dict(zone_choices()[1:])["Europe"]


def test_the_reason_of_a_cancellation_is_clean(make_show):
    show = make_show()
    form = CancelForm({"reason": "x\u202ey"})
    assert (form.is_valid(), form.save(show, show.creator)) == (True, False)
    assert form.errors.as_data()["reason"][0].code == "text.forbidden_characters"
    show.refresh_from_db()
    assert show.state == "announced"
