"""Reports of relays, as they come in by HTTP."""

import json

import pytest

from shows.air.appearances import answered, appear
from shows.models import Appearance, RelayRun, Show
from streaming.control.codec import encode_reports
from streaming.control.reports import (
    AudienceCounted,
    Batch,
    Heartbeat,
    Numbered,
    PerformerArrived,
    PerformerBack,
    PerformerLeft,
    PerformerSilent,
    SessionEnded,
)

pytestmark = pytest.mark.django_db
RELAY = "127.0.0.1:8190"


@pytest.fixture
def report(client, settings):
    def send(*reports, first=1, boot="one", secret=None):
        numbered = tuple(Numbered(first + place, one) for place, one in enumerate(reports))
        return client.post(
            "/backstage/reports",
            encode_reports(Batch(RELAY, boot, numbered)),
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret or settings.RELAY_SECRET}"},
        )

    return send


@pytest.fixture
def performer(make_show):
    show = make_show(state="doors")
    appearance = appear(show, user=show.creator, key=None, relay=RELAY)
    return (show.uuid.hex, appearance.session, appearance.part, appearance.epoch)


def state() -> str:
    return Show.objects.values_list("state", flat=True).get()


def test_a_performance_from_its_first_picture_to_its_last(report, performer):
    seen = []
    for number, one in enumerate(
        [
            PerformerArrived(*performer),
            PerformerSilent(*performer),
            PerformerBack(*performer),
            PerformerLeft(*performer, "gone"),
        ],
        1,
    ):
        response = report(one, first=number)
        assert (response.status_code, response.content) == (204, b"")
        seen.append(state())
    assert seen == ["live", "interrupted", "live", "interrupted"]


def test_what_is_told_again_is_done_once(report, performer):
    report(PerformerArrived(*performer), PerformerSilent(*performer))
    report(PerformerArrived(*performer), PerformerSilent(*performer))
    assert state() == "interrupted"


def test_the_audience_is_counted_and_its_peak_kept(report, make_show):
    show = make_show(state="live")
    for number, viewers in enumerate((3, 9, 4), 1):
        report(AudienceCounted(show.uuid.hex, viewers), first=number)
    run = show.broadcasts.get()
    assert (run.viewer_count, run.viewer_peak) == (4, 9)


@pytest.mark.parametrize("stage", ["", "nowhere", "0" * 32, "\x00"])
def test_an_audience_of_nothing_is_nobody(report, stage):
    assert report(AudienceCounted(stage, 5)).status_code == 204


def test_an_audience_of_a_relay_that_began_anew_is_gone(report, make_show):
    show = make_show(state="live")
    report(Heartbeat(0, 0, 0, 0), boot="one")
    report(Heartbeat(0, 0, 0, 0), boot="two")
    report(AudienceCounted(show.uuid.hex, 5), first=2, boot="one")
    assert show.broadcasts.get().viewer_count == 0


def test_a_heartbeat_is_written_down(report):
    report(SessionEnded("a", "b", "left"), Heartbeat(0.25, 12, 3_000_000, 2000))
    run = RelayRun.objects.get()
    assert (run.relay, run.boot, run.number) == (RELAY, "one", 2)
    assert (run.cpu, run.sessions, run.bitrate, run.most_sessions) == (0.25, 12, 3_000_000, 2000)


def test_a_relay_that_began_anew_has_lost_its_performers(report, performer):
    report(PerformerArrived(*performer), boot="one")
    report(Heartbeat(0, 0, 0, 0), boot="two")
    assert state() == "interrupted"


def test_who_is_being_asked_about_is_not_lost_with_the_run_before(report, performer):
    report(Heartbeat(0, 0, 0, 0), boot="one")
    report(Heartbeat(0, 0, 0, 0), boot="two")
    assert Appearance.objects.get().state == "waiting"
    report(PerformerArrived(*performer), boot="two", first=2)
    assert (state(), Appearance.objects.get().boot) == ("live", "two")


def test_whom_the_new_run_let_in_before_it_spoke_stays(report, performer):
    report(Heartbeat(0, 0, 0, 0), boot="one")
    answered(performer[1], boot="two")
    report(Heartbeat(0, 0, 0, 0), boot="two")
    assert Appearance.objects.get().state == "waiting"
    report(Heartbeat(0, 0, 0, 0), boot="three")
    assert Appearance.objects.get().left_reason == "lost"


def test_a_late_word_of_a_run_that_is_over_finds_nobody(report, performer):
    """Else the show would be live, dark and live again after each end of a relay."""
    report(PerformerArrived(*performer), boot="one")
    report(Heartbeat(0, 0, 0, 0), boot="two")
    report(PerformerBack(*performer), boot="one", first=2)
    assert state() == "interrupted"


def test_strangers_report_nothing(client, report):
    response = report(secret="wrong")
    assert (response.status_code, response.json()["code"]) == (401, "relay.unknown")
    assert response["WWW-Authenticate"] == 'Bearer realm="backstage"'
    assert client.post("/backstage/reports").status_code == 401
    assert client.get("/backstage/reports").status_code == 405
    assert RelayRun.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "control.malformed"),
        (b'{"v":2,"relay":"r","boot":"b","reports":[]}', 400, "control.version"),
        (
            json.dumps({"v": 1, "relay": "r", "boot": "b", "reports": [{"number": 1}]}).encode(),
            400,
            "control.missing_field",
        ),
        (b" " * 140_000, 413, "request.too_large"),
    ],
)
def test_what_is_not_understood_is_refused(client, settings, body, status, code):
    response = client.post(
        "/backstage/reports",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {settings.RELAY_SECRET}"},
    )
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_relay_of_a_later_release_is_followed_in_what_is_known(client, settings, caplog):
    """Site and relays are upgraded one at a time."""
    known = {"number": 2, "type": "heartbeat", "cpu": 0.5, "sessions": 3, "bitrate": 7}
    rows = [
        {"number": 1, "type": "rehearsed", "stage": "s"},
        known | {"max_sessions": 9, "heat": 1},
    ]
    response = client.post(
        "/backstage/reports",
        json.dumps({"v": 1, "relay": "r", "boot": "b", "reports": rows}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {settings.RELAY_SECRET}"},
    )
    assert response.status_code == 204
    run = RelayRun.objects.get()
    assert (run.number, run.sessions, run.most_sessions) == (2, 3, 9)
    assert "rehearsed" in caplog.text
