import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.urls import reverse

from accounts.models import AuditRecord, User
from accounts.suspensions import suspend
from shows import access, queries
from shows.models import Letter
from shows.planning import casting
from shows.planning.seats import make_invitation
from streaming.foundation.refusals import Refused

pytestmark = pytest.mark.django_db


def refusal(deed, *args, **fields) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        deed(*args, **fields)
    return refused.value.code, refused.value.field


def ask(show, person, part="performer", credit=""):
    return casting.invite_person(show, person=person, part=part, by=show.creator, credit=credit)


def test_who_is_asked_gets_a_letter_and_is_not_credited_until_they_say_yes(make_show, make_user):
    show, bob = make_show(), make_user("bob")
    member = ask(show, "bob", credit="Piano")
    assert Letter.objects.get().user == bob
    assert (member.is_credited, access.can_perform(bob, show)) == (False, False)
    casting.answer(member, accepted=True)
    assert (member.is_credited, access.can_perform(bob, show)) == (True, True)


def test_who_declined_may_be_asked_again(make_show, make_user):
    show = make_show()
    make_user("bob")
    casting.answer(ask(show, "bob"), accepted=False)
    again = ask(show, "bob", part="host")
    assert (again.answer, again.part, show.cast.count()) == ("invited", "host", 2)


def test_nobody_is_asked_twice(make_show, make_user):
    show = make_show()
    make_user("bob")
    ask(show, "bob")
    assert refusal(ask, show, "@Bob") == ("cast.already_in", "person")


@pytest.mark.parametrize(
    ("person", "part", "code"),
    [
        ("nobody", "performer", "cast.no_such_person"),
        ("no@address", "performer", "cast.bad_address"),
        ("bob", "emperor", "cast.unknown_part"),
        ("x" * 10_000, "performer", "text.too_long"),
        ("bo\u202eb", "performer", "text.forbidden_characters"),
    ],
)
def test_what_cannot_be_is_refused_and_nobody_is_asked(make_show, make_user, person, part, code):
    make_user("bob")
    show = make_show()
    assert refusal(ask, show, person, part)[0] == code
    assert (show.cast.count(), Letter.objects.count()) == (1, 0)


def test_an_address_shows_as_it_was_typed_until_they_say_yes(make_show, make_user):
    show, bob = make_show(), make_user("bob", display_name="Bob Sommer")
    member = ask(show, "Bob@example.org")
    assert (member.user, member.shown_name, member.shown_user) == (bob, "bob@example.org", None)
    casting.answer(member, accepted=True)
    assert (member.shown_name, member.shown_user) == ("Bob Sommer", bob)


def test_an_address_nobody_has_is_kept_the_same_way(make_show):
    show = make_show()
    member = ask(show, "nobody@example.org")
    assert (member.shown_name, member.answer, member.is_credited) == (
        "nobody@example.org",
        "invited",
        False,
    )
    assert AuditRecord.objects.get(verb="cast.invited").after["person"] == "nobody@example.org"


def test_an_address_of_somebody_in_the_cast_tells_nothing(make_show, make_user):
    show = make_show()
    make_user("bob")
    ask(show, "bob")
    assert ask(show, "bob@example.org").user is None


def test_the_audit_record_does_not_name_who_has_an_address(make_show, make_user):
    make_user("bob")
    ask(make_show(), "bob@example.org")
    assert AuditRecord.objects.get(verb="cast.invited").after["person"] == "bob@example.org"


def test_a_credit_needs_a_name_and_a_part_that_is_seen(make_show):
    show = make_show()
    assert refusal(casting.credit, show, name=" ", part="host") == ("cast.no_name", "name")
    assert refusal(casting.credit, show, name="Grace", part="moderator") == (
        "cast.unknown_part",
        "part",
    )
    assert casting.credit(show, name="Grace", part="performer").is_credited


def test_a_name_without_an_account_cannot_become_moderator(make_show):
    show = make_show()
    grace = casting.credit(show, name="Grace", part="performer")
    said = refusal(casting.change_part, grace, by=show.creator, part="moderator")
    assert (said, casting.parts_for(grace)) == (
        ("cast.unknown_part", "part"),
        ["host", "performer"],
    )


def test_the_creator_stays_in_the_cast(make_show):
    show = make_show()
    assert refusal(casting.dismiss, show.cast.get(), by=show.creator)[0] == "cast.creator_stays"


def confirm(client, user, address):
    """Open the link of the letter and press its button."""
    row, _ = EmailAddress.objects.get_or_create(user=user, email=address)
    client.post(reverse("account_confirm_email", args=[EmailConfirmationHMAC(row).key]))
    row.refresh_from_db()
    assert row.verified


def test_who_confirms_an_address_finds_the_parts_that_were_offered_to_it(
    client, make_show, make_user
):
    show = make_show()
    member = ask(show, "New@Example.org")
    ask(make_show(slug="other"), "somebody-else@example.org")
    confirm(client, newcomer := make_user("newcomer", verified=False), "new@example.org")
    assert list(queries.asked_to_join(newcomer)) == [member]
    assert [(letter.user, letter.kind) for letter in Letter.objects.all()] == [(newcomer, "cast")]
    member.refresh_from_db()
    assert (member.shown_name, member.shown_user) == ("new@example.org", None)
    casting.answer(member, accepted=True)
    assert access.can_perform(newcomer, show)


def test_an_address_that_nobody_confirmed_is_handed_to_nobody(make_show, make_user):
    member = ask(make_show(), "new@example.org")
    make_user("newcomer", email="new@example.org", verified=False)
    member.refresh_from_db()
    assert member.user is None


def test_who_stands_in_the_cast_by_name_keeps_that_one_part(client, make_show, make_user):
    show, bob = make_show(), make_user("bob")
    by_name, by_address = ask(show, "bob", part="host"), ask(show, "new@example.org")
    confirm(client, bob, "new@example.org")
    by_address.refresh_from_db()
    assert (by_address.user, access.part_in(bob, show)) == (None, by_name)


def test_a_suspended_member_is_handed_nothing(make_show, make_user):
    member, bob = ask(make_show(), "new@example.org"), make_user("bob")
    suspend(bob, by=make_user("staff", is_staff=True), reason="Spam.")
    casting.hand_over("new@example.org", to=bob)
    member.refresh_from_db()
    assert member.user is None


def test_a_draft_is_shown_to_who_was_asked_and_to_nobody_else(client, login, make_show, make_user):
    show = make_show(state="draft", slug="secret")
    make_user("bob")
    ask(show, "bob")
    assert login(User.objects.get(username="bob")).get("/shows/secret/").status_code == 200
    eve = login(make_user("eve"))
    assert eve.get("/shows/secret/").status_code == 404
    assert eve.post("/shows/secret/cast/answer/", {"answer": "accept"}).status_code == 404
    assert show.cast.get(user__username="bob").answer == "invited"


def test_links_of_invitations_are_for_the_creator_alone(login, make_show, make_user):
    """Not even the cast, asked by name or in it, is told the link that gives seats away."""
    show = make_show(access="invitation", slug="private")
    link = make_invitation(show, by=show.creator, places=3).get_absolute_url()
    casting.answer(ask(show, make_user("bob").username), accepted=True)
    ask(show, make_user("eve").username)
    for name, seen in (("creator", 200), ("bob", 404), ("eve", 404)):
        client = login(User.objects.get(username=name))
        pages = [client.get(address) for address in ("/studio/private/seats/", "/shows/private/")]
        told = [page for page in pages if link in page.content.decode()]
        listed = client.get("/api/v1/shows/private/invitations/").status_code
        assert (pages[0].status_code, listed, len(told)) == (seen, seen, int(seen == 200))
