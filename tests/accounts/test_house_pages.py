"""Contact, imprint and privacy: written in the admin, linked at the foot of every page."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.house_pages import KEEP_SECONDS, KEY, filled
from accounts.models import AuditRecord, HousePage
from accounts.suspensions import suspend
from tests.tools.just_signed_in import just_signed_in

ADD = "admin:accounts_housepage_add"


@pytest.fixture
def staff(make_user):
    return make_user("boss", is_staff=True, is_superuser=True)


def foot(client) -> str:
    return client.get("/").content.decode().partition("<footer")[2]


def test_a_page_that_nobody_wrote_does_not_exist(client, db):
    assert client.get("/imprint/").status_code == 404
    assert "Imprint" not in foot(client)
    HousePage.objects.create(kind="imprint", text="")
    assert client.get("/imprint/").status_code == 404


def test_staff_write_it_and_everybody_reads_it(client, staff):
    just_signed_in(client, staff)
    saved = client.post(reverse(ADD), {"kind": "imprint", "text": "**Kettle Theatre**, 1 Street"})
    assert saved.status_code == 302
    client.logout()
    page = client.get("/imprint/").content.decode()
    assert "<strong>Kettle Theatre</strong>" in page
    assert '<a href="/imprint/">Imprint</a>' in foot(client)
    assert AuditRecord.objects.get(verb="house_page.added").target_id == "imprint"


def test_a_text_that_is_emptied_takes_its_link_along(client, staff):
    HousePage.objects.create(kind="privacy", text="We keep little.")
    assert "/privacy/" in foot(client)
    just_signed_in(client, staff)
    client.post(reverse("admin:accounts_housepage_change", args=["privacy"]), {"text": ""})
    assert "/privacy/" not in foot(client)
    assert client.get("/privacy/").status_code == 404


def test_markup_in_a_text_can_do_no_harm(client, db):
    HousePage.objects.create(kind="contact", text="<script>alert(1)</script> [x](javascript:alert)")
    page = client.get("/contact/").content.decode().partition('<div class="prose">')[2]
    text = page.partition("</div>")[0]
    assert "alert(1)" in text and "<script" not in text and "href" not in text


def test_each_page_is_there_once(client, staff):
    for kind in HousePage.Kind.values:
        HousePage.objects.create(kind=kind)
    assert just_signed_in(client, staff).get(reverse(ADD)).status_code == 403


def test_whoever_is_suspended_reads_where_to_write(client, staff, make_user):
    suspend(make_user("ada"), by=staff, reason="a mistake")
    way_in = {"login": "ada", "password": "a good long password"}
    answer = client.post(reverse("account_login"), way_in).content.decode()
    assert "write to the people who run this site." in answer
    HousePage.objects.create(kind="imprint", text="Us")
    HousePage.objects.create(kind="contact", text="Write to us")
    answer = client.post(reverse("account_login"), way_in).content.decode()
    assert '<a href="/contact/">write to the people who run this site</a>' in answer


def test_the_foot_asks_the_database_once_a_minute(client, db, django_assert_num_queries):
    HousePage.objects.create(kind="contact", text="Us")  # which is heard of at once
    with django_assert_num_queries(1):
        assert [page.kind for page in filled()] == ["contact"]
        filled()


def test_what_a_request_keeps_before_the_commit_is_forgotten(
    db, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        HousePage.objects.create(kind="contact", text="Us")
        cache.set(KEY, [], KEEP_SECONDS)  # as a request does that does not see the new page yet
    assert [page.kind for page in filled()] == ["contact"]
