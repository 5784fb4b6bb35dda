import pytest
from django.urls import reverse

from accounts.models import Report
from accounts.reports.decisions import decide, make_report
from accounts.suspensions import is_suspended
from chat.models import Act
from chat.moderation import verbs
from shows.models import Letter

from ..payloads import PAYLOADS
from ..structure import structure


@pytest.fixture
def ada(make_user):
    return make_user("ada")


@pytest.fixture
def staff(make_user):
    return make_user("staff", is_staff=True)


def address(target):
    return reverse("accounts:report", args=["message", target])


def test_a_message_is_reported_by_its_number_in_its_show(login, line, ada, make_user):
    said = line(make_user("bob"), "Boo")
    sent = {"reason": "harassment", "words": "Rude."}
    login(ada).post(address(f"{said.show.slug}:{said.number}"), sent)
    report = Report.objects.get()
    assert (report.target_id, report.snapshot["text"]) == (str(said.pk), "Boo")
    assert report.target_url == said.show.get_absolute_url()


@pytest.mark.parametrize("number", ["0", "99", "-1", "x", "²", "9" * 30, ""])
def test_a_number_that_is_none_is_not_found(login, line, ada, number):
    said = line(ada)
    assert login(ada).get(address(f"{said.show.slug}:{number}")).status_code == 404


def test_what_cannot_be_read_cannot_be_reported(login, line, ada, host, make_user, chat):
    said = line(make_user("bob"), "Boo")
    client = login(ada)
    assert client.get(address(said.pk)).status_code == 200
    verbs.delete(said.show, said.number, by=host)
    assert client.get(address(said.pk)).status_code == 404
    chat.show.access, chat.show.password = "password", "secret"
    chat.show.save()
    other = line(make_user("carl"), "Hiss")
    assert client.get(address(other.pk)).status_code == 404


@pytest.mark.parametrize("remedy", ["delete", "silence", "ban"])
def test_what_follows_is_an_act_of_the_chat(line, ada, staff, make_user, remedy):
    said = line(make_user("bob"), "Boo")
    report = make_report(said, "message", by=ada, reason="harassment")
    decide(report, "upheld", by=staff, note="Enough,\nreally.", remedy=remedy)
    act = Act.objects.get()
    assert (act.kind, act.person.username, act.why) == (remedy, "bob", "Enough, really.")


def test_a_person_is_suspended_for_what_they_said(line, ada, staff, make_user):
    bob = make_user("bob")
    report = make_report(line(bob), "message", by=ada, reason="harassment")
    decide(report, "upheld", by=staff, note="Enough.", remedy="suspend")
    assert is_suspended(bob)


def test_no_text_is_more_than_text_in_the_queue(login, line, ada, staff, make_user):
    said, client = line(make_user("bob"), "x"), login(staff)
    report = make_report(said, "message", by=ada, reason="spam", words="x")
    addresses = [
        reverse("accounts:reports"),
        reverse("accounts:decide_report", args=[report.pk]),
        reverse("admin:accounts_report_changelist"),
        reverse("admin:accounts_report_change", args=[report.pk]),
    ]

    def seen():
        return [structure(client.get(one).content.decode()) for one in addresses]

    harmless = seen()
    for payload in PAYLOADS[:: len(PAYLOADS) // 20]:
        text = payload.replace("\x00", "")
        Report.objects.update(
            target_name=text[:80], words=text, snapshot=report.snapshot | {"text": text}
        )
        assert seen() == harmless, text


def test_no_letter_carries_what_was_said(line, ada, staff, make_user, mailoutbox):
    """Whoever keeps order reads it in the house: no mail of ours has a word of a chat in it."""
    said = line(make_user("bob"), PAYLOADS[0])
    report = make_report(said, "message", by=ada, reason="harassment", words=PAYLOADS[1])
    verbs.silence(said.show, "bob", 10, by=staff, why=PAYLOADS[2])
    decide(report, "upheld", by=staff, note="Enough.", remedy="suspend")
    letters = Letter.objects.count(), len(mailoutbox)
    assert letters == (0, 0)
