"""The admin of people: who enters, what each act does, what is written down and never shown."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.urls import reverse

from accounts.models import AuditRecord, Report
from accounts.reports.decisions import make_report
from accounts.roles import grant_role, has_role
from accounts.suspensions import is_suspended, suspend
from accounts.tokens import issue_token
from tests.tools.authenticator import digits_now
from tests.tools.just_signed_in import just_signed_in

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def staff(make_user):
    return make_user("staff", is_staff=True)


@pytest.fixture
def root(make_user):
    return make_user("root", is_staff=True, is_superuser=True)


def page(model, *pk, view="changelist"):
    return reverse(f"admin:accounts_{model}_{view}", args=pk)


def act(client, model, name, *rows, **more):
    sent = {"action": name, "_selected_action": [row.pk for row in rows], **more}
    return client.post(page(model), sent)


def confirmed(client, model, name, *rows, reason="Because."):
    return act(client, model, name, *rows, confirmed="yes", reason=reason)


def records():
    return list(AuditRecord.objects.order_by("id").values_list("verb", "actor_name"))


def user_form(user, **changes):
    inlines = {}
    for prefix in ("roles", "emailaddress_set"):
        inlines |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return {"display_name": user.display_name, "bio": user.bio, **inlines, **changes}


# ── Who enters ───────────────────────────────────────────────────────────────────────────────


def test_strangers_are_sent_to_the_sites_own_login(client, db):
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_members_and_moderators_do_not_enter(login, make_user):
    moderator = make_user("moderator")
    grant_role(moderator, "moderator", by=None)
    for person in (make_user("ada"), moderator):
        assert login(person).get("/admin/", follow=True).status_code == 403


def test_required_sends_staff_without_a_second_factor_to_set_one_up(login, staff, settings):
    settings.ADMIN_SECOND_FACTOR = "required"
    client = login(staff)
    for address in ("/admin/", page("user")):
        answer = client.get(address, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("mfa_index")


@pytest.mark.parametrize("wish", ["required", "offered"])
def test_a_session_without_the_factor_of_its_person_shows_it_first(client, staff, settings, wish):
    settings.ADMIN_SECOND_FACTOR = wish
    seed = generate_totp_secret()
    factor = TOTP.activate(staff, seed).instance
    just_signed_in(client, staff)
    for address in ("/admin/", page("user")):
        answer = client.get(address, follow=True)
        assert answer.redirect_chain[-1][0] == f"{reverse('mfa_reauthenticate')}?next=/admin/"
    answer = client.post(answer.redirect_chain[-1][0], {"code": digits_now(seed)})
    assert answer.url == "/admin/"
    assert client.get("/admin/").status_code == 200
    factor.delete()
    assert client.get("/admin/").status_code == (302 if wish == "required" else 200)


def test_offered_lets_them_in_and_says_so(login, staff, settings):
    settings.ADMIN_SECOND_FACTOR = "offered"
    client = login(staff)
    assert "no second factor" in client.get("/admin/").content.decode()
    TOTP.activate(staff, generate_totp_secret())
    page = just_signed_in(client, staff, method="mfa").get("/admin/")
    assert (page.status_code, "no second factor" in page.content.decode()) == (200, False)


def test_only_our_own_rooms_stand_in_the_admin():
    assert {model._meta.app_label for model in admin.site._registry} == {
        "accounts",
        "shows",
        "chat",
    }


# ── Acts ─────────────────────────────────────────────────────────────────────────────────────


def test_suspend_asks_first_and_needs_a_reason(login, staff, make_user):
    ada, client = make_user("ada"), login(staff)
    assert "signed out everywhere" in act(client, "user", "suspend", ada).content.decode()
    assert confirmed(client, "user", "suspend", ada, reason=" ").status_code == 200
    assert (is_suspended(ada), records()) == (False, [])
    confirmed(client, "user", "suspend", ada)
    assert (is_suspended(ada), records()) == (True, [("person.suspended", "staff")])


def test_restore_leaves_one_record(login, staff, make_user):
    ada = make_user("ada")
    suspend(ada, by=staff, reason="x")
    confirmed(login(staff), "user", "restore", ada, reason="")
    assert not is_suspended(ada)
    assert records() == [("person.suspended", "staff"), ("person.restored", "staff")]


@pytest.mark.parametrize(
    ("name", "role"), [("approve", "creator"), ("make_moderator", "moderator")]
)
def test_granting_a_role_leaves_one_record(name, role, login, staff, make_user):
    ada = make_user("ada")
    confirmed(login(staff), "user", name, ada, reason="")
    assert has_role(ada, role)
    assert records() == [("role.granted", "staff")]


def test_a_refusal_for_one_does_not_stop_the_others(login, staff, make_user):
    ada = make_user("ada")
    confirmed(login(staff), "user", "suspend", staff, ada)
    assert (is_suspended(staff), is_suspended(ada)) == (False, True)
    assert records() == [("person.suspended", "staff")]


def test_revoking_a_token_leaves_one_record_and_shows_no_secret(login, staff, make_user):
    token, secret = issue_token(make_user("ada"), name="Script", scopes=["shows:read"])
    client = login(staff)
    for address in (page("personaltoken"), page("personaltoken", token.pk, view="change")):
        shown = client.get(address).content.decode()
        assert f"fl_{token.prefix}_••••••••" in shown
        assert secret not in shown
        assert token.digest not in shown
    confirmed(client, "personaltoken", "revoke", token, reason="")
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert records() == [("token.issued", "ada"), ("token.revoked", "staff")]


def test_editing_a_person_leaves_one_record_with_before_and_after(login, staff, make_user):
    ada = make_user("ada", display_name="Old")
    sent = login(staff).post(
        page("user", ada.pk, view="change"), user_form(ada, display_name="New", is_staff="on")
    )
    assert sent.status_code == 302
    row = AuditRecord.objects.get()
    assert (row.verb, row.before, row.after) == (
        "person.edited",
        {"display_name": "Old"},
        {"display_name": "New"},
    )
    ada.refresh_from_db()
    assert not ada.is_staff


def test_saving_without_a_change_leaves_none(login, staff, make_user):
    ada = make_user("ada", display_name="Same")
    login(staff).post(page("user", ada.pk, view="change"), user_form(ada))
    assert records() == []


def test_withdrawing_a_role_in_the_list_leaves_one_record(login, staff, make_user):
    ada = make_user("ada")
    role = grant_role(ada, "creator", by=None)
    rows = {"roles-TOTAL_FORMS": "1", "roles-INITIAL_FORMS": "1", "roles-0-id": role.pk}
    rows |= {"roles-0-user": ada.pk, "roles-0-DELETE": "on"}
    login(staff).post(page("user", ada.pk, view="change"), user_form(ada, **rows))
    assert not has_role(ada, "creator")
    assert records()[1:] == [("role.withdrawn", "staff")]


def test_people_are_found_by_role_and_dates_read_as_elsewhere(login, root, make_user):
    joined = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)
    for name in ("ada", "bo"):
        user = make_user(name)
        type(user).objects.filter(pk=user.pk).update(date_joined=joined)
    grant_role(make_user("cleo"), "creator", by=None)
    client = login(root)
    listed = client.get(page("user")).content.decode()
    assert "30 November 2026, 16:59" in listed and "p.m." not in listed
    assert "By role" in listed and "By name" not in listed
    found = client.get(page("user"), {"role": "creator"}).context["cl"].queryset
    assert [one.username for one in found] == ["cleo"]
    assert not client.get(page("user"), {"suspended": "1"}).context["cl"].queryset


def test_administrators_alone_make_staff_and_nobody_changes_themselves(login, root, make_user):
    ada = make_user("ada")
    login(root).post(page("user", ada.pk, view="change"), user_form(ada, is_staff="on"))
    login(root).post(page("user", root.pk, view="change"), user_form(root, display_name="Rosa"))
    ada.refresh_from_db()
    root.refresh_from_db()
    assert (ada.is_staff, root.is_superuser, root.display_name) == (True, True, "Rosa")
    assert AuditRecord.objects.order_by("id")[0].after == {"is_staff": True}


def test_hidden_characters_in_a_name_are_an_error_of_the_form(login, staff, make_user):
    ada = make_user("ada")
    answer = login(staff).post(
        page("user", ada.pk, view="change"), user_form(ada, display_name="a\u202eb")
    )
    assert "invisible characters" in answer.content.decode()
    assert records() == []


def test_no_password_is_shown(login, root):
    shown = login(root).get(page("user", root.pk, view="change")).content.decode()
    assert root.password not in shown
    assert "md5$" not in shown


def test_secrets_do_not_tell_themselves_letter_by_letter(login, root):
    """A list that could be filtered by the start of a hash would spell it out."""
    client = login(root)
    for model, field in (("user", "password"), ("personaltoken", "digest")):
        for letters in ("md5", "0", "p"):
            answer = client.get(page(model), {f"{field}__startswith": letters})
            assert answer.status_code == 400


def test_a_page_on_the_site_is_linked_by_its_own_address(login, root):
    shown = login(root).get(page("user", root.pk, view="change")).content.decode()
    assert f'href="{root.get_absolute_url()}"' in shown
    assert "/admin/r/" not in shown


def test_nothing_is_added_or_deleted_by_hand(login, root):
    client = login(root)
    for model in ("user", "auditrecord", "report", "personaltoken", "follow", "suspension"):
        assert client.get(page(model, view="add")).status_code == 403
    assert client.post(page("user", root.pk, view="delete")).status_code == 403


def test_an_audit_record_can_only_be_read(login, root, make_user):
    suspend(make_user("ada"), by=root, reason="x")
    row, client = AuditRecord.objects.get(), login(root)
    change = page("auditrecord", row.pk, view="change")
    assert client.get(change).status_code == 200
    assert client.post(change, {"reason": "rewritten"}).status_code == 403
    assert client.post(page("auditrecord", row.pk, view="delete")).status_code == 403


# ── The queue ────────────────────────────────────────────────────────────────────────────────


def test_the_queue_stands_first_on_the_front_page_escaped(login, staff, make_show, make_user):
    make_report(make_show(title=SCRIPT), "show", by=make_user("ada"), reason="spam", words=SCRIPT)
    client = login(staff)
    report = Report.objects.get()
    for address in ("/admin/", page("report"), page("report", report.pk, view="change")):
        shown = client.get(address).content.decode()
        assert SCRIPT not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_a_report_is_decided_on_its_page(login, staff, make_show, make_user):
    show = make_show()
    report = make_report(show, "show", by=make_user("ada"), reason="spam")
    client, change = login(staff), page("report", report.pk, view="change")
    assert client.post(change, {"decision": "upheld:hide"}).status_code == 200
    assert records() == []
    assert client.post(change, {"decision": "upheld:hide", "note": "x"}).status_code == 302
    assert records() == [("report.upheld", "staff"), ("show.hidden", "staff")]
    assert client.get(change).status_code == 200
    assert client.post(change, {"decision": "dismissed"}).status_code == 403


def test_reports_can_be_dismissed_together_each_with_one_record(login, staff, make_show, make_user):
    ada = make_user("ada")
    rows = [make_report(make_show(), "show", by=ada, reason="spam") for _ in range(2)]
    confirmed(login(staff), "report", "dismiss", *rows)
    assert records() == [("report.dismissed", "staff")] * 2


def test_the_list_of_reports_begins_with_who_is_at_risk(login, staff, make_show, make_user):
    ada = make_user("ada")
    spam = make_report(make_show(), "show", by=ada, reason="spam")
    child = make_report(make_show(), "show", by=ada, reason="minors")
    shown = login(staff).get(page("report")).context["cl"].result_list
    assert list(shown) == [child, spam]
