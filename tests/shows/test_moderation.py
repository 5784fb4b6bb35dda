"""Hiding shows, showing them again, and ending their keys."""

import pytest

from accounts.models import AuditRecord
from accounts.roles import grant_role
from shows.access import Visitor, can_perform, can_see
from shows.moderation import hide, revoke_keys, unhide, why_hidden
from shows.next_thing import next_thing
from shows.planning.keys import issue_key, show_for_key
from shows.queries import listed
from shows.signals import state_changed
from streaming.foundation.refusals import Refused


@pytest.fixture
def staff(make_user):
    return make_user("staff", is_staff=True)


def verbs():
    return list(AuditRecord.objects.order_by("id").values_list("verb", flat=True))


def test_a_hidden_show_is_seen_by_its_creator_and_those_who_keep_order(make_show, make_user, staff):
    show, moderator = make_show(), make_user("moderator")
    grant_role(moderator, "moderator", by=None)
    hide(show, by=staff, reason="Stolen.")
    people = (show.creator, staff, moderator, make_user("guest"))
    assert [can_see(Visitor(one), show) for one in people] == [True, True, True, False]
    assert list(listed()) == []
    assert not can_perform(show.creator, show)


def test_hiding_twice_is_once_and_the_first_reason_holds(make_show, staff):
    show = make_show()
    hide(show, by=staff, reason="Stolen.")
    hide(show, by=staff, reason="Again.")
    assert (why_hidden(show), verbs()) == ("Stolen.", ["show.hidden"])


def test_shown_again_it_is_where_it_was(make_show, staff):
    show = make_show()
    hide(show, by=staff, reason="Stolen.")
    unhide(show, by=staff, reason="A mistake.")
    unhide(show, by=staff)
    assert (list(listed()), why_hidden(show)) == ([show], "")
    assert verbs() == ["show.hidden", "show.unhidden"]


def test_hiding_ends_the_keys_and_tells_the_house(
    make_show, staff, django_capture_on_commit_callbacks
):
    show, heard = make_show(state="live"), []

    def listen(show, **_):
        heard.append(show)

    state_changed.connect(listen)
    _key, secret = issue_key(show, holder=show.creator, by=show.creator)
    with django_capture_on_commit_callbacks(execute=True):
        hide(show, by=staff, reason="Stolen.")
    state_changed.disconnect(listen)
    unhide(show, by=staff)
    assert (show_for_key(secret), heard) == (None, [show])
    assert verbs() == ["key.issued", "show.hidden", "key.revoked", "show.unhidden"]


def test_members_hide_nothing(make_show):
    show = make_show()
    with pytest.raises(Refused) as refusal:
        hide(show, by=show.creator, reason="x")
    assert refusal.value.code == "show.not_yours"


def test_revoking_all_keys_says_how_many(make_show, staff):
    show = make_show()
    issue_key(show, holder=show.creator, by=show.creator)
    assert (revoke_keys(show, by=staff), revoke_keys(show, by=staff)) == (1, 0)


def test_the_creator_reads_why_on_the_desk_and_on_the_page(login, make_show, staff):
    show = make_show()
    hide(show, by=staff, reason="A borrowed text.")
    client = login(show.creator)
    pages = [client.get(f"/studio/{show.slug}/"), client.get(f"/shows/{show.slug}/")]
    told = [(page.context["why_hidden"], "A borrowed text." in page.text) for page in pages]
    assert told == [("A borrowed text.", True)] * 2


def test_the_next_thing_for_a_hidden_show_is_to_change_it(make_show, staff):
    show = make_show()
    hide(show, by=staff, reason="A borrowed text.")
    assert next_thing(show).url == f"/studio/{show.slug}/edit/"
