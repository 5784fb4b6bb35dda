"""Reports over the API: made by viewers, decided by moderators, with what follows."""

import pytest

from accounts.models import AuditRecord, Report
from accounts.roles import grant_role
from accounts.suspensions import is_suspended


def code(response):
    return response.status_code, response.json()["code"]


@pytest.fixture
def guard(make_user, api):
    """A moderator of the site."""
    user = make_user("guard")
    grant_role(user, "moderator", by=None)
    return api(user)


@pytest.fixture
def staff(make_user, api):
    return api(make_user("staff", is_staff=True))


@pytest.fixture
def report(api, make_user, make_show):
    """Somebody reported a show of "creator"; the number of the report."""
    make_show(slug="hamlet")
    body = {"kind": "show", "target": "hamlet", "reason": "spam", "words": "Look."}
    made = api(make_user("viewer")).post("reports/", body)
    assert (made.status_code, made.json()["decision"]) == (201, "")
    return made.json()["id"]


def decide(client, number, **body):
    return client.post(f"reports/{number}/decision/", body)


def test_the_queue_is_for_moderators_and_does_not_exist_for_others(guard, api, make_user, report):
    listed = guard.get("reports/").json()["results"]
    assert [(one["id"], one["reporter"]["username"]) for one in listed] == [(report, "viewer")]
    assert code(api(make_user("eve")).get("reports/")) == (404, "not_found")
    assert code(decide(api(make_user("bob")), report, decision="dismissed")) == (404, "not_found")


def test_upheld_with_a_remedy_the_show_is_hidden_and_the_report_closed(guard, api, report):
    answer = decide(guard, report, decision="upheld", note="Spam indeed.", remedy="hide")
    assert (answer.status_code, answer.json()["decision"]) == (200, "upheld")
    assert answer.json()["decided_by"]["username"] == "guard"
    assert code(api().get("shows/hamlet/")) == (404, "not_found")
    assert guard.get("reports/").json()["results"] == []
    assert [one["id"] for one in guard.get("reports/", {"open": "false"}).json()["results"]] == [
        report
    ]
    verbs = list(AuditRecord.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["report.upheld", "show.hidden"]


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({"decision": "upheld", "remedy": "hide"}, (409, "report.no_note")),
        ({"decision": "upheld", "remedy": "hang", "note": "x"}, (403, "report.no_remedy")),
        ({"decision": "upheld", "remedy": "suspend", "note": "x"}, (403, "report.no_remedy")),
        ({"decision": "dismissed", "remedy": "hide", "note": "x"}, (403, "report.no_remedy")),
        ({"decision": "perhaps"}, (400, "request.invalid")),
    ],
)
def test_what_cannot_follow_is_refused_and_nothing_is_decided(guard, api, report, body, refused):
    assert code(decide(guard, report, **body)) == refused
    assert Report.objects.get().decision == ""
    assert api().get("shows/hamlet/").status_code == 200


def test_staff_may_suspend_whoever_it_is_of(staff, report, make_show):
    assert decide(staff, report, decision="upheld", note="x", remedy="suspend").status_code == 200
    assert is_suspended(make_show(slug="other").creator)


def test_a_report_is_decided_once(guard, report):
    assert decide(guard, report, decision="dismissed").status_code == 200
    assert code(decide(guard, report, decision="upheld")) == (409, "report.decided")
