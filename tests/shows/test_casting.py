import pytest

from accounts.models import AuditRecord
from accounts.refusals import Refused
from shows import access, casting
from shows.models import Letter

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


def test_the_creator_stays_in_the_cast(make_show):
    show = make_show()
    assert refusal(casting.dismiss, show.cast.get(), by=show.creator)[0] == "cast.creator_stays"
