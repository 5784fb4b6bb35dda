"""The admin of shows: acts, edits and what is never shown."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import AuditRecord
from chat.models import Message
from shows.air import hosting
from shows.air.appearances import appear
from shows.air.relay_runs import heard_from, note_load
from shows.models import CastMember, Tag
from shows.moderation import hide
from shows.planning.keys import issue_key

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def client(login, make_user):
    return login(make_user("staff", is_staff=True))


def page(model, *pk, view="changelist", room="shows"):
    return reverse(f"admin:{room}_{model}_{view}", args=pk)


def confirmed(client, model, name, row, reason="Because."):
    sent = {"action": name, "_selected_action": [row.pk], "confirmed": "yes", "reason": reason}
    return client.post(page(model), sent)


def records():
    return list(AuditRecord.objects.order_by("id").values_list("verb", "reason"))


def form_of(show, **changes):
    names = ("title", "summary", "content_notes", "description", "chat_rules", "category")
    return {name: getattr(show, name) for name in names} | changes


def test_hide_needs_a_reason_and_leaves_one_record(client, make_show):
    show = make_show()
    assert confirmed(client, "show", "hide", show, reason="").status_code == 200
    assert records() == []
    confirmed(client, "show", "hide", show)
    show.refresh_from_db()
    assert (show.hidden_at is not None, records()) == (True, [("show.hidden", "Because.")])


def test_show_again_leaves_one_record(client, make_show, make_user):
    show = make_show()
    hide(show, by=make_user("other", is_staff=True), reason="x")
    confirmed(client, "show", "unhide", show, reason="")
    show.refresh_from_db()
    assert (show.hidden_at, records()[1:]) == (None, [("show.unhidden", "")])


def test_cancel_leaves_one_record_and_is_refused_at_the_wrong_moment(client, make_show):
    show, over = make_show(), make_show(state="ended")
    confirmed(client, "show", "cancel", show)
    confirmed(client, "show", "cancel", over)
    show.refresh_from_db()
    over.refresh_from_db()
    assert (show.state, show.cancelled_reason, over.state) == ("cancelled", "Because.", "ended")
    assert records() == [("show.cancelled", "Because.")]


@pytest.mark.parametrize(("model", "name"), [("show", "revoke_keys"), ("streamkey", "revoke")])
def test_revoking_keys_leaves_one_record(model, name, client, make_show):
    show = make_show()
    key, _secret = issue_key(show, holder=show.creator, by=show.creator)
    confirmed(client, model, name, show if model == "show" else key, reason="")
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert [verb for verb, _ in records()] == ["key.issued", "key.revoked"]


def test_no_page_shows_the_secret_or_the_digest_of_a_key(client, make_show):
    show = make_show()
    key, secret = issue_key(show, holder=show.creator, by=show.creator)
    for address in (page("streamkey"), page("streamkey", key.pk, view="change")):
        shown = client.get(address).content.decode()
        assert key.masked in shown
        assert secret not in shown
        assert key.digest not in shown


def test_no_page_shows_the_session_of_a_performer(client, make_show):
    show = make_show()
    one = appear(show, user=show.creator, key=None, relay="127.0.0.1:8190")
    for address in (page("appearance"), page("appearance", one.pk, view="change")):
        shown = client.get(address).content.decode()
        assert show.title in shown
        assert one.session not in shown


def test_a_run_of_a_relay_says_how_busy_it_is(client):
    run = heard_from("127.0.0.1:8190", "f3a1")
    note_load(run, cpu=0.42, sessions=17, most_sessions=2000, bitrate=41_500_000)
    for address in (page("relayrun"), page("relayrun", run.pk, view="change")):
        shown = client.get(address).content.decode()
        for said in ("127.0.0.1:8190", "f3a1", "42%", "17", "41.5"):
            assert said in shown


def test_editing_leaves_one_record_with_before_and_after(client, make_show):
    show = make_show(title="Before")
    show.tags.set([Tag.objects.create(name="waltz")])
    sent = form_of(show, title="After", tags="Polka, waltz", state="live", hidden_at="now")
    assert client.post(page("show", show.pk, view="change"), sent).status_code == 302
    row = AuditRecord.objects.get()
    assert (row.verb, row.actor_name) == ("show.edited", "staff")
    assert row.before == {"title": "Before", "tags": ["waltz"]}
    assert row.after == {"title": "After", "tags": ["polka", "waltz"]}
    show.refresh_from_db()
    assert (show.state, show.hidden_at) == ("announced", None)


def test_hidden_characters_are_an_error_of_the_form(client, make_show):
    show = make_show(title="Before")
    sent = form_of(show, title="a\u202eb")
    answer = client.post(page("show", show.pk, view="change"), sent)
    assert "invisible characters" in answer.content.decode()
    assert records() == []


def test_what_people_wrote_is_escaped_everywhere(client, make_show):
    show = make_show(title=SCRIPT, description=SCRIPT)
    show.creator.display_name = SCRIPT
    show.creator.save()
    Message.objects.create(show=show, number=1, author=show.creator, text=SCRIPT)
    hide(show, by=show.creator.__class__.objects.get(username="staff"), reason=SCRIPT)
    for address in (
        page("show"),
        page("show", show.pk, view="change"),
        page("castmember"),
        page("message", room="chat"),
        page("auditrecord", room="accounts"),
        page("auditrecord", AuditRecord.objects.get().pk, view="change", room="accounts"),
    ):
        shown = client.get(address).content.decode()
        assert SCRIPT not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_tags_are_deleted_with_one_record_each(client):
    tag = Tag.objects.create(name="rude")
    client.post(page("tag", tag.pk, view="delete"), {"post": "yes"})
    assert [verb for verb, _ in records()] == ["tag.deleted"]


def test_every_list_opens(client, make_show):
    issue_key(make_show(state="live"), holder=make_show().creator, by=make_show().creator)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert client.get(reverse(name), {"q": "a"}).status_code == 200


def test_a_show_is_neither_added_nor_deleted_by_hand(client, make_show):
    show = make_show()
    assert client.get(page("show", view="add")).status_code == 403
    assert client.post(page("show", show.pk, view="delete")).status_code == 403


def test_staff_see_who_was_muted_and_removed_and_by_whom(client, make_show, make_user):
    show, guest = make_show(state="live"), make_user("guest")
    CastMember.objects.create(show=show, user=guest, answer="accepted")
    hosting.mute(show, "guest", by=show.creator, muted=True)
    hosting.remove(show, "guest", by=show.creator)
    for name in ("mute", "removal"):
        text = client.get(page(name)).content.decode()
        assert ("guest" in text, "creator" in text) == (True, True)
