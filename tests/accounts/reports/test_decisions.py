"""Reports: made by viewers, decided by those who keep order."""

import pytest
from django.urls import reverse

from accounts.models import AuditRecord, Report
from accounts.reports.decisions import MOST_AN_HOUR, decide, make_report, queue
from accounts.roles import grant_role
from accounts.suspensions import is_suspended
from chat.models import Message
from streaming.foundation.refusals import Refused


@pytest.fixture
def staff(make_user):
    return make_user("staff", is_staff=True)


@pytest.fixture
def ada(make_user):
    return make_user("ada")


@pytest.fixture
def moderator(make_user, staff):
    person = make_user("moderator")
    grant_role(person, "moderator", by=staff)
    return person


def about(show, by, reason="spam", words=""):
    return make_report(show, "show", by=by, reason=reason, words=words)


def url(kind, target):
    return reverse("accounts:report", args=[kind, target])


def records(prefix=""):
    rows = AuditRecord.objects.filter(verb__startswith=prefix).order_by("id")
    return [(row.verb, row.target_kind) for row in rows.exclude(verb="role.granted")]


def code_of(deed, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        deed(*args, **kwargs)
    return refusal.value.code


def test_a_report_keeps_what_was_seen(make_show, ada):
    show = make_show(title="Before", description="The old words.")
    report = about(show, ada, words="Look.")
    show.title = "After"
    show.save()
    assert report.snapshot["title"] == "Before"
    assert report.snapshot["description"] == "The old words."
    assert (report.target_name, report.target_url) == ("Before", show.get_absolute_url())


def test_reporting_the_same_again_adds_to_the_words(make_show, ada):
    show = make_show()
    about(show, ada, words="One.")
    about(show, ada, words="Two.")
    about(show, ada, words="Two.")
    assert [one.words for one in Report.objects.all()] == ["One.\nTwo."]


def test_words_that_grow_too_long_are_refused_and_nothing_is_lost(make_show, ada):
    show = make_show()
    about(show, ada, words="a" * 1500)
    assert code_of(about, show, ada, words="b" * 600) == "text.too_long"
    assert Report.objects.get().words == "a" * 1500


def test_nobody_reports_themselves_or_what_is_theirs(make_show, ada):
    show = make_show(creator=ada)
    message = Message.objects.create(show=show, number=1, author=ada, text="Hello")
    for thing, kind in ((ada, "person"), (show, "show"), (message, "message")):
        assert code_of(make_report, thing, kind, by=ada, reason="spam") == "report.yourself"


def test_there_is_a_pace(make_show, ada):
    shows = [make_show() for _ in range(MOST_AN_HOUR)]
    for show in shows:
        about(show, ada)
    assert code_of(about, make_show(), ada) == "report.too_many"
    assert about(shows[0], ada, words="More.").words == "More."


def test_the_queue_begins_with_who_is_at_risk_then_the_oldest(make_show, ada):
    spam, rights = about(make_show(), ada), about(make_show(), ada, reason="rights")
    child = about(make_show(), ada, reason="minors")
    assert list(queue()) == [child, spam, rights]


def test_a_decision_is_made_once_and_leaves_one_record(make_show, ada, staff):
    report = about(make_show(), ada)
    decide(report, "dismissed", by=staff, note="Fine.")
    report.refresh_from_db()
    assert (report.decision, report.decided_by, report.note) == ("dismissed", staff, "Fine.")
    assert code_of(decide, report, "upheld", by=staff) == "report.decided"
    assert records() == [("report.dismissed", "report")]
    assert list(queue()) == []


def test_upheld_and_hidden_are_two_deeds_and_two_records(make_show, ada, staff):
    show = make_show()
    decide(about(show, ada), "upheld", by=staff, note="Stolen.", remedy="hide")
    show.refresh_from_db()
    assert show.hidden_at is not None
    assert records() == [("report.upheld", "report"), ("show.hidden", "show")]


@pytest.mark.parametrize("kind", ["show", "person", "message"])
def test_upheld_and_suspended_reaches_the_person_behind_each_kind(kind, make_show, ada, staff):
    show = make_show()
    message = Message.objects.create(show=show, number=1, author=show.creator, text="Hello")
    thing = {"show": show, "person": show.creator, "message": message}[kind]
    report = make_report(thing, kind, by=ada, reason="harassment")
    decide(report, "upheld", by=staff, note="Enough.", remedy="suspend")
    assert is_suspended(show.creator)
    assert records() == [("report.upheld", "report"), ("person.suspended", "user")]


def test_a_remedy_that_is_refused_leaves_the_report_open(make_show, make_user, ada, staff):
    show = make_show(creator=make_user("other", is_staff=True))
    report = about(show, ada)
    refused = code_of(decide, report, "upheld", by=staff, note="Enough.", remedy="suspend")
    assert refused == "person.staff"
    assert (list(queue()), records()) == ([report], [])


def test_a_remedy_needs_a_note(make_show, ada, staff):
    report = about(make_show(), ada)
    assert code_of(decide, report, "upheld", by=staff, remedy="hide") == "report.no_note"
    assert list(queue()) == [report]


def test_moderators_decide_and_hide_but_do_not_suspend(make_show, ada, moderator):
    show = make_show()
    report = about(show, ada)
    refused = code_of(decide, report, "upheld", by=moderator, note="x", remedy="suspend")
    assert refused == "report.no_remedy"
    decide(report, "upheld", by=moderator, note="x", remedy="hide")
    show.refresh_from_db()
    assert show.hidden_at is not None


def test_members_decide_nothing_and_nobody_decides_about_themselves(make_show, ada, moderator):
    report = about(make_show(creator=moderator), ada)
    assert code_of(decide, report, "dismissed", by=ada) == "report.not_yours"
    assert code_of(decide, report, "dismissed", by=moderator) == "report.about_you"


def test_a_report_about_something_gone_can_still_be_decided(make_show, ada, staff):
    show = make_show()
    report = about(show, ada)
    show.delete()
    assert code_of(decide, report, "upheld", by=staff, note="x", remedy="hide") == (
        "report.no_remedy"
    )
    decide(report, "upheld", by=staff)
    assert list(queue()) == []


# ── The pages ────────────────────────────────────────────────────────────────────────────────


def test_strangers_are_asked_to_sign_in_first(client, make_show):
    answer = client.get(url("show", make_show().slug))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_a_member_reports_a_show_a_person_and_a_message(login, make_show, ada):
    show = make_show()
    message = Message.objects.create(show=show, number=1, author=show.creator, text="Hello")
    client = login(ada)
    for kind, target in (
        ("show", show.slug),
        ("person", show.creator.username),
        ("message", message.pk),
    ):
        assert client.get(url(kind, target)).status_code == 200
        sent = client.post(url(kind, target), {"reason": "spam", "words": "Look."}, follow=True)
        assert sent.redirect_chain == [(reverse("accounts:report_done"), 302)]
    assert sorted(Report.objects.values_list("kind", flat=True)) == ["message", "person", "show"]


def test_what_cannot_be_seen_cannot_be_reported(login, make_show, ada):
    client = login(ada)
    for kind, target in (
        ("show", make_show(state="draft").slug),
        ("show", "unknown"),
        ("person", "nobody-here"),
        ("message", "9" * 40),
        ("message", "x"),
        ("weather", "1"),
    ):
        assert client.get(url(kind, target)).status_code == 404


def test_a_form_without_a_reason_keeps_what_was_typed(login, make_show, ada):
    answer = login(ada).post(url("show", make_show().slug), {"words": "Kept words."})
    assert answer.status_code == 400
    assert "Kept words." in answer.content.decode()
    assert Report.objects.count() == 0


def test_a_refusal_stands_in_the_form(login, make_show, ada):
    answer = login(ada).post(url("person", "ada"), {"reason": "spam", "words": "Kept words."})
    assert answer.status_code == 400
    assert "You cannot report yourself" in answer.content.decode()
    assert "Kept words." in answer.content.decode()


def test_the_queue_is_not_there_for_members(login, make_show, ada):
    report = about(make_show(), ada)
    client = login(ada)
    assert client.get(reverse("accounts:reports")).status_code == 404
    page = reverse("accounts:decide_report", args=[report.pk])
    assert (client.get(page).status_code, client.post(page).status_code) == (404, 404)


def test_a_moderator_decides_on_the_page(login, make_show, ada, moderator):
    show = make_show(title="A <b>bold</b> show")
    report = about(show, ada, words="<script>alert(1)</script>")
    client = login(moderator)
    assert "A &lt;b&gt;bold" in client.get(reverse("accounts:reports")).content.decode()
    page = reverse("accounts:decide_report", args=[report.pk])
    shown = client.get(page).content.decode()
    assert "&lt;script&gt;alert" in shown
    assert "<script>alert" not in shown
    assert "upheld:suspend" not in shown
    assert client.post(page, {"decision": "upheld:hide"}).status_code == 400
    sent = client.post(page, {"decision": "upheld:hide", "note": "Stolen."})
    assert sent.url == reverse("accounts:reports")
    assert records() == [("report.upheld", "report"), ("show.hidden", "show")]
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_asks_the_database_as_often_for_one_as_for_three(
    rows, login, make_show, ada, moderator, django_assert_num_queries
):
    for _ in range(rows):
        about(make_show(), ada)
    client = login(moderator)
    client.get(reverse("accounts:reports"))
    with django_assert_num_queries(14):
        client.get(reverse("accounts:reports"))


def test_the_menu_leads_moderators_to_the_queue_and_says_how_many_wait(
    login, make_show, ada, moderator
):
    about(make_show(), ada)
    page = login(moderator).get("/settings/").text
    assert ('href="/reports/"' in page, "menu-count" in page) == (True, True)
    assert 'href="/reports/"' not in login(ada).get("/settings/").text
